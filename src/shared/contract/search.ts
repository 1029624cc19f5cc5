/** The search box, and searches that were given a name. */
import type { GalleryOrder } from '../domain.ts'
import type { FoundPhotos, SavedSearch, SearchSuggestions } from '../search.ts'
import type { None } from './none.ts'

export interface SearchApi {
  /**
   * The photos that a query finds, as a gallery, and how its parts were read (`core/query/parse.ts` has the grammar).
   * Throws INVALID_ARGUMENT for what cannot be read, with what is wrong and what to write, and as `getGallery` does.
   */
  searchPhotos(args: { query: string; order: GalleryOrder; near?: number }): Promise<FoundPhotos>
  /** What the word at the caret may become, and whether the query can be read so far. */
  suggestSearch(args: { query: string; caret: number }): Promise<SearchSuggestions>
  /** Searches that were given a name, by that. */
  listSearches(args: None): Promise<SavedSearch[]>
  /** Throws INVALID_ARGUMENT where another one has the name, and for a query that cannot be read. */
  saveSearch(args: { name: string; query: string }): Promise<SavedSearch>
  /** Throws NOT_FOUND, INVALID_ARGUMENT where another one has the name. */
  renameSearch(args: { searchId: number; name: string }): Promise<SavedSearch>
  /** Returns what it was. Throws NOT_FOUND. */
  removeSearch(args: { searchId: number }): Promise<SavedSearch>
}
