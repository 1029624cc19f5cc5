/** Near-duplicates in groups, and the look that finds them. */
import type { JobState } from './jobs.ts'
import type { PhotoSummary } from './photos.ts'

/**
 * Why photos are one group: a photo of files that are alike byte for byte, or in their picture alone; photos that are
 * one shot (cropped, resized, recompressed, brighter); photos of one moment.
 */
export const duplicateLevels = ['file', 'picture', 'shot', 'moment'] as const
export type DuplicateLevel = (typeof duplicateLevels)[number]

/** A photo of a group; where the group is of one photo, a file of it. */
export interface Duplicate extends PhotoSummary {
  path: string
  sizeBytes: number
  modifiedAtMs: number
  /** By content: "JPEG". */
  format: string | null
  /** How much fine detail its thumbnail has, above 0; comparable within a group. Null where it could not be told. */
  sharpness: number | null
}

export interface DuplicateGroup {
  /** The same as long as the group is of the same photos. */
  groupId: string
  level: DuplicateLevel
  /** In words: "Taken within 4 s of each other, 93 % alike". */
  reason: string
  /** Of the two of its photos that are least alike of those compared, [0, 1]; 1 of files of one photo. */
  alike: number
  /** All of them; one where the group is of files. */
  photoIds: number[]
  /** The best first, then in its order; two dozen at most. */
  duplicates: Duplicate[]
  /** How many photos, or files of one photo. */
  count: number
  /** Why the first is the best, in words. */
  bestReason: string
}

/** The look at the library's photos that finds shots and moments; files are known without it. */
export interface DuplicatesStatus {
  state: JobState
  phase: string
  /** In [0, 1]. */
  progress: number
  remainingMs: number | null
  /** When the last look ended; null before the first. */
  lookedAtMs: number | null
  /** Photos that came since. */
  unseenCount: number
  /** Whether photos came or the model changed since, so that another look may find more. */
  isStale: boolean
  error: { code: string; message: string } | null
}

export interface Duplicates {
  status: DuplicatesStatus
  counts: Record<DuplicateLevel, number>
  /** Groups of the levels asked for. */
  total: number
  groups: DuplicateGroup[]
}
