/** What a search found and how it was read; what cannot be read finds nothing and says why. */
import type { Gallery as Answer } from '../../shared/domain.ts'
import type { SearchPart } from '../../shared/search.ts'
import type { AppState } from './app.svelte.ts'
import { Gallery } from './gallery.svelte.ts'
import { GridMemory } from './grid-memory.svelte.ts'

const nothing: Answer = { photoIds: '', aspects: '', groups: [] }

export class SearchResults {
  parts = $state.raw<SearchPart[]>([])
  /** Why the query cannot be read, in words. */
  problem = $state<string | null>(null)
  readonly grid = new GridMemory()
  readonly photos: Gallery

  constructor({ session, toasts }: Pick<AppState, 'session' | 'toasts'>, query: string) {
    this.photos = new Gallery(session, toasts, async (api, sorted) => {
      try {
        const { photos, parts } = await api.searchPhotos({ query, ...sorted })
        this.#read(parts, null)
        return photos
      } catch (error) {
        const { code, message } = error as Error & { code?: string }
        if (code !== 'INVALID_ARGUMENT') throw error
        this.#read([], message)
        return nothing
      }
    })
  }

  #read(parts: SearchPart[], problem: string | null): void {
    this.parts = parts
    this.problem = problem
  }
}
