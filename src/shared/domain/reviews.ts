/** What the app asks a person: photos worth a mark, groups worth a name. */
import type { PhotoSummary } from './photos.ts'
import type { RankedPhoto } from './rankings.ts'
import type { LabelValue, ReviewReason } from './tags.ts'

export interface ReviewPhoto extends RankedPhoto {
  reason: ReviewReason
  /** Of one that its neighbours contradict: its present mark, and the nearest photo marked otherwise. */
  label: LabelValue | null
  twin: PhotoSummary | null
}

export interface ReviewRound {
  photos: ReviewPhoto[]
  /** Why there is nothing more to ask; null where there is. */
  done: string | null
}

/** A dense group of photos of which none of the typical ones carries a tag: worth a name, perhaps. */
export interface Proposal {
  /** The same as long as the group is of the same photos. */
  proposalId: string
  /** Photos like the typical ones, those that carry a tag left out. */
  photoCount: number
  /** A dozen at most, most typical first. */
  typical: PhotoSummary[]
}
