/** A list of photos as grids and the large view read it. Imports types alone. */
import type { PhotoSummary, Region, Voter } from '../../shared/domain.ts'

/** What is known of all photos of a list before any of them is read. */
export interface Shape {
  /** Width over height, in thousandths. */
  aspects: Uint16Array
  groups: { key: string; count: number }[]
}

export interface PhotoSource<Photo extends { photoId: number } = SequencePhoto> {
  readonly total: number
  /** Where it is known, photos are shown in their proportions and under headings. */
  readonly shape?: Shape
  /** What `indexOf` does not find is not in it. */
  readonly isWhole?: boolean
  /** Undefined while it is not here. */
  at(index: number): Photo | undefined
  /** Where a photo stands, of those that are here; else -1. */
  indexOf(photoId: number): number
  /** Of all in their order, where not all are here; null where they cannot be read, which is told. */
  readIds?(): Promise<number[] | null>
  /** Says what is on screen. */
  ensure(firstIndex: number, lastIndex: number): void
}

/**
 * A photo out of a tag's ranking also says how sure it is and which marked photos voted for it; one that is similar to
 * a part of a photo, which part of its own is.
 */
export interface SequencePhoto {
  photoId: number
  confidence?: number | null
  voters?: Voter[]
  region?: Region | null
}

/** A list that is here as a whole. `items` is read each time, so that it may be reactive. */
export function sourceOf<Photo extends Pick<PhotoSummary, 'photoId'>>(
  items: () => readonly Photo[],
): PhotoSource<Photo> {
  return {
    get total() {
      return items().length
    },
    isWhole: true,
    at: (index) => items()[index],
    indexOf: (photoId) => items().findIndex((photo) => photo.photoId === photoId),
    ensure: () => {},
  }
}
