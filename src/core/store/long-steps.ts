/**
 * Steps of the history that take long: how far they are, and stopping them. Told once half a second has passed, then at
 * most four times a second, and once at the end. Imports only shared.
 */
import type { ActionDetail, ActionKind } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { countOf, formatCount } from '../../shared/format.ts'

/** What is being done, and to how many photos; where it is undone or redone, to how many rows. */
export interface Doing {
  kind: ActionKind
  detail: ActionDetail
  way: 'do' | 'undo' | 'redo'
  totalCount: number
  /** What there is to say once it was stopped: "Undo takes them back." */
  afterStop: string
}

/** How far it is. */
export interface Progress extends Doing {
  doneCount: number
  perSecond: number
  remainingMs: number
}

/** So many more are done, halves too. Throws CANCELLED where it was stopped before the last. */
export type Did = (count: number) => void

const firstAfterMs = 500
const intervalMs = 250

export type LongSteps = ReturnType<typeof createLongSteps>

export function createLongSteps(now: () => number = () => performance.now()) {
  let tell: (progress: Progress | null) => void = () => {}
  /** The one that is told of: of several the first, until it ends. */
  let shown: { isStopped: boolean } | null = null

  function counting(doing: Doing, step: { isStopped: boolean }): Did {
    const startedMs = now()
    let toldMs = startedMs + firstAfterMs - intervalMs
    let doneCount = 0
    return (count) => {
      if (count === 0) return
      doneCount += count
      if (step.isStopped && doneCount < doing.totalCount) throw stopped(doing, doneCount)
      if ((shown ?? step) !== step || now() - toldMs < intervalMs) return
      shown = step
      toldMs = now()
      tell(progressOf(doing, doneCount, toldMs - startedMs))
    }
  }

  return {
    /** One listener; it hears null when what it was told of has ended. */
    onTold: (listener: typeof tell): void => void (tell = listener),
    /** Stops the one that is told of; false where there is none. */
    cancel: (): boolean => (shown ? (shown.isStopped = true) : false),
    /** Does `work`, which says how far it is. */
    during: async <T>(doing: Doing, work: (did: Did) => Promise<T>): Promise<T> => {
      const step = { isStopped: false }
      try {
        return await work(counting(doing, step))
      } finally {
        if (shown === step) tell((shown = null))
      }
    },
  }
}

export const isCancelled = (error: unknown): error is SemblanceError =>
  error instanceof SemblanceError && error.code === 'CANCELLED'

function progressOf(doing: Doing, doneCount: number, elapsedMs: number): Progress {
  const perSecond = (doneCount / Math.max(elapsedMs, 1)) * 1000
  const remainingMs = ((doing.totalCount - doneCount) / perSecond) * 1000
  return { ...doing, doneCount: Math.floor(doneCount), perSecond, remainingMs: Math.max(0, remainingMs) }
}

function stopped({ way, totalCount, afterStop }: Doing, doneCount: number): SemblanceError {
  const all = countOf(totalCount, way === 'do' ? 'photo' : 'change')
  return new SemblanceError('CANCELLED', `Stopped after ${formatCount(Math.floor(doneCount))} of ${all}. ${afterStop}`)
}
