/** The answer to one "find similar", for a photo of the library or an image from outside. */
import type { PhotoDetail, SimilarPhotos } from '../../shared/domain.ts'
import type { Session } from './session.svelte.ts'
import { GridMemory } from './grid-memory.svelte.ts'

const resultLimit = 200

export type SimilarSource = { photoId: number } | { imageBase64: string }

export class Similar {
  answer = $state.raw<SimilarPhotos | null>(null)
  source = $state.raw<PhotoDetail | null>(null)
  error = $state<string | null>(null)
  readonly grid = new GridMemory()
  #session: Session

  constructor(session: Session) {
    this.#session = session
    this.grid.takeFocus = true
  }

  async find(source: SimilarSource): Promise<void> {
    const { api } = this.#session
    try {
      if ('photoId' in source) {
        const [detail, answer] = await Promise.all([
          api.getPhoto({ photoId: source.photoId }),
          api.findSimilar({ photoId: source.photoId, limit: resultLimit }),
        ])
        this.source = detail
        this.answer = answer
      } else {
        this.answer = await api.findSimilarToImage({ imageBase64: source.imageBase64, limit: resultLimit })
      }
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error)
    }
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
