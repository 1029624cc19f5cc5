/** The answer to one "find similar", for a photo of the library or an image from outside. */
import type { PhotoDetail, SimilarPhotos } from '../../shared/domain.ts'
import type { ListScreen } from './address.ts'
import type { Session } from './session.svelte.ts'
import { GridMemory } from './grid-memory.svelte.ts'
import { sourceOf } from './photo-source.ts'

const resultLimit = 200

export type SimilarScreen = Extract<ListScreen, { name: 'similar' | 'similar-outside' }>

export class Similar {
  answer = $state.raw<SimilarPhotos | null>(null)
  source = $state.raw<PhotoDetail | null>(null)
  error = $state<string | null>(null)
  readonly grid = new GridMemory()
  readonly photos = sourceOf(() => this.answer?.results ?? [])
  #session: Session
  #isAsked = false

  constructor(session: Session) {
    this.#session = session
    this.grid.hadFocus = true
  }

  async findIfNeeded(screen: SimilarScreen): Promise<void> {
    if (!this.#isAsked) await this.find(screen)
  }

  async find(screen: SimilarScreen): Promise<void> {
    this.#isAsked = true
    try {
      this.answer = await this.#find(screen)
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error)
    }
  }

  async #find(screen: SimilarScreen): Promise<SimilarPhotos> {
    const { api } = this.#session
    if (screen.name === 'similar') {
      this.source = await api.getPhoto({ photoId: screen.photoId })
      return api.findSimilar({ photoId: screen.photoId, limit: resultLimit })
    }
    if (screen.image === null) throw new Error('The dropped image is not kept. Drop it on the window again.')
    return api.findSimilarToImage({ imageBase64: screen.image.imageBase64, limit: resultLimit })
  }
}

/** What the similarity was computed from, in words. */
export function basisInWords(answer: { basis: SimilarPhotos['basis']; modelVersion: number | null }): string {
  if (answer.basis === 'colour')
    return answer.modelVersion === null
      ? 'by colour, until the first model is ready'
      : 'by colour, until the model has looked at this photo'
  return answer.modelVersion === null ? 'by the untrained encoder' : `by model ${answer.modelVersion}`
}
