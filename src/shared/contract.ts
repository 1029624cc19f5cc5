/**
 * The contract between the renderer (or the command line) and the core. One object argument in,
 * a promise out, JSON only. Everything else (validator, allow-list, client proxy) derives from it.
 * Imports only its parts and the domain types; its parts those of exchange and of search, too.
 */
import type { LibraryApi } from './contract/library.ts'
import type { GalleryApi } from './contract/gallery.ts'
import type { SearchApi } from './contract/search.ts'
import type { LearningApi } from './contract/learning.ts'
import type { LikenessApi } from './contract/likeness.ts'
import type { TagsApi } from './contract/tags.ts'
import type { TaggingApi } from './contract/tagging.ts'
import type { HistoryApi } from './contract/history.ts'
import type { ExchangeApi } from './contract/exchange.ts'
import type { DuplicatesStatus, IndexingStatus, LongStep, MapStatus, TrainingStatus } from './domain.ts'

export interface PhotoApi
  extends LibraryApi, GalleryApi, SearchApi, LearningApi, LikenessApi, TagsApi, TaggingApi, HistoryApi, ExchangeApi {}

export interface PhotoEvents {
  /** At most about four times a second. */
  indexing: IndexingStatus
  training: TrainingStatus
  duplicates: DuplicatesStatus
  map: MapStatus
  /** Of what takes over half a second, at most four times a second; null when it has ended. */
  step: { going: LongStep | null }
  /**
   * Photos, favourites and stars (choices), tags, saved searches, the active model or groups of near-duplicates
   * changed, or regions of every photo are embedded now: read again what is on screen.
   */
  changed: { what: 'photos' | 'choices' | 'tags' | 'searches' | 'model' | 'problems' | 'duplicates' | 'regions' }
}

export type MethodName = keyof PhotoApi
export type EventName = keyof PhotoEvents
export type Unsubscribe = () => void

/** What every host offers and every client sees. */
export interface PhotoHost {
  api: PhotoApi
  subscribe<E extends EventName>(event: E, listener: (value: PhotoEvents[E]) => void): Unsubscribe
}
