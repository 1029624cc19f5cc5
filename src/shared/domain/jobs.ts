/** Work in the background: its state, and how far indexing is. */

export type JobState = 'idle' | 'running' | 'paused' | 'failed' | 'done' | 'cancelled'

export interface IndexingStatus {
  state: JobState
  /** What is happening now, in words ("Reading photos"). */
  phase: string
  /** Files looked at so far, and files known so far (grows while the walk goes on). */
  doneCount: number
  totalCount: number
  /** Files whose pixels were really decoded in this run. */
  decodedCount: number
  failedCount: number
  photosPerSecond: number
  /** Null while it cannot be told. */
  remainingMs: number | null
  /** Set when state is 'failed'. */
  error: { code: string; message: string } | null
}
