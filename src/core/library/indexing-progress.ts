/** Progress of indexing: counts, rate and time left, told at most four times a second. */
import type { IndexingStatus } from '../../shared/domain.ts'

const intervalMs = 250

const idle: IndexingStatus = {
  state: 'idle',
  phase: 'Waiting',
  doneCount: 0,
  totalCount: 0,
  decodedCount: 0,
  failedCount: 0,
  photosPerSecond: 0,
  remainingMs: null,
  error: null,
}

type Counts = Partial<Pick<IndexingStatus, 'doneCount' | 'totalCount' | 'decodedCount' | 'failedCount'>>

export type Progress = ReturnType<typeof createProgress>

export function createProgress(tell: (status: IndexingStatus) => void, now = () => performance.now()) {
  let status = idle
  let startedMs = now()
  let toldMs = -Infinity
  /** Files that needed no reading, which would make the rate look better than it is. */
  let skippedCount = 0

  function set(change: Partial<IndexingStatus>, always: boolean): IndexingStatus {
    status = { ...status, ...change }
    if (always || now() - toldMs >= intervalMs) {
      toldMs = now()
      tell(status)
    }
    return status
  }

  function add(counts: Counts): void {
    if (counts.totalCount !== undefined) skippedCount += counts.doneCount ?? 0
    const sums = Object.fromEntries(
      Object.entries(counts).map(([key, value]) => [key, status[key as keyof Counts] + value]),
    )
    const next = { ...status, ...sums }
    const photosPerSecond = ((next.doneCount - skippedCount) / Math.max(now() - startedMs, 1)) * 1000
    const remainingMs = photosPerSecond > 0 ? ((next.totalCount - next.doneCount) / photosPerSecond) * 1000 : null
    set({ ...sums, photosPerSecond, remainingMs, phase: 'Reading photos' }, false)
  }

  return {
    status: () => status,
    add,
    start: () => {
      startedMs = now()
      skippedCount = 0
      return set({ ...idle, state: 'running', phase: 'Looking for photos' }, true)
    },
    pause: () => set({ state: 'paused', phase: 'Paused', remainingMs: null }, true),
    resume: () => set({ state: 'running', phase: 'Reading photos' }, true),
    end: (change: Partial<IndexingStatus>) => set({ remainingMs: null, ...change }, true),
  }
}
