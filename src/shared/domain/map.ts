/** The map of the library. */
import type { JobState } from './jobs.ts'

/** The map of the library while it is made. */
export interface MapStatus {
  state: JobState
  phase: string
  /** In [0, 1]. */
  progress: number
  remainingMs: number | null
  error: { code: string; message: string } | null
}

/** Photos in two dimensions, near where they are alike, by the model in use: 100,000 of them are 1.6 MB. */
export interface LibraryMap {
  status: MapStatus
  /** Null before there is a model; then nothing has a place. */
  modelVersion: number | null
  /** Base64 of int32, little-endian: photos in sight that have a place; none before the map is made. */
  photoIds: string
  /** Base64 of float32, little-endian, [N, 2]: x to the right and y up, from -1 to 1. */
  places: string
  /** Photos in sight without a place yet. */
  unplacedCount: number
  /** The first so many were laid out at most; further ones stand among their neighbours. */
  laidOutCount: number
}
