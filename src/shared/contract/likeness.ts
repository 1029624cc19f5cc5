/** What is done with likeness alone: similar photos, near-duplicates, the map. */
import type {
  DuplicateLevel,
  Duplicates,
  DuplicatesStatus,
  LibraryMap,
  MapStatus,
  SimilarPhotos,
  SimilarQuery,
} from '../domain.ts'
import type { None } from './none.ts'

export interface LikenessApi {
  /**
   * Most similar to the examples first, without the photos that they are or are parts of. With `levels` it waits for
   * what is the same shot, scene and kind in this library: the first time of a model seconds, with 100,000 photos. By
   * colour and with few photos nobody knows. Throws NOT_FOUND, IMAGE_UNREADABLE, which name the example.
   */
  findSimilar(args: { query: SimilarQuery; limit: number; levels?: boolean }): Promise<SimilarPhotos>
  /** Groups of near-duplicates as the last look found them, the surest level first, without those that are kept. */
  listDuplicates(args: { offset: number; limit: number; level?: DuplicateLevel }): Promise<Duplicates>
  /** Looks for shots and moments in the background, unless all is as at the last look; follow `duplicates` events. */
  findDuplicates(args: None): Promise<DuplicatesStatus>
  /** Ends the look; what the one before found stays. */
  cancelDuplicates(args: None): Promise<DuplicatesStatus>
  /** This photo is in no group with any of the others from now on. Throws NOT_FOUND. */
  tellApart(args: { photoId: number; otherIds: number[] }): Promise<{ pairCount: number }>
  /** All of them are wanted: their group is shown again when another photo joins it. Throws NOT_FOUND. */
  keepDuplicates(args: { photoIds: number[] }): Promise<{ photoCount: number }>
  /** Where each photo stands on the map of the model in use, as far as it is made. */
  getMap(args: None): Promise<LibraryMap>
  /**
   * Makes the map in the background, or finds places for photos that came since without moving others; follow `map`
   * events. Throws NOT_FOUND without a model, NOT_ENOUGH_PHOTOS.
   */
  makeMap(args: None): Promise<MapStatus>
  /** Ends the making; what was made before stays. */
  cancelMap(args: None): Promise<MapStatus>
}
