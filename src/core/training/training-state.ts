/** The state of learning as it is shown: one value, told of with every change. */
import type { PhotoEvents } from '../../shared/contract.ts'
import type { LearningSchedule, TrainingStatus, UnfinishedRun } from '../../shared/domain.ts'
import { toErrorValue, type ErrorValue } from '../../shared/errors.ts'
import { idle, notLookedAt, type RunStatus } from './training-words.ts'

export type TrainingState = ReturnType<typeof createTrainingState>

/** `unfinished` is asked when no run is under way. */
export function createTrainingState(
  emit: (event: 'training', value: PhotoEvents['training']) => void,
  unfinished: () => UnfinishedRun | null,
  schedule: () => LearningSchedule,
) {
  let status: RunStatus = idle
  let closing = false

  const isUnderWay = () => status.state === 'running' || status.state === 'paused'
  const current = (): TrainingStatus => ({
    ...status,
    unfinished: isUnderWay() || closing ? null : unfinished(),
    schedule: schedule(),
  })

  function update(change: Partial<RunStatus>): TrainingStatus {
    status = { ...status, ...change }
    const now = current()
    emit('training', now)
    return now
  }

  function stop(error: ErrorValue, phase = 'Learning stopped'): void {
    update({ state: 'failed', phase, remainingMs: null, learnerMemoryBytes: null, error })
  }

  /** What goes wrong where nobody waits for an answer ends as a state that is shown, not as a dead process. */
  const fail = (error: unknown, phase?: string): void => stop(toErrorValue(error), phase)

  /** `work` whose errors nobody waits for. */
  function guarded<T>(work: (value: T) => void): (value: T) => void {
    return (value) => {
      try {
        work(value)
      } catch (error) {
        fail(error)
      }
    }
  }

  /** Shows that photos could not be looked at, or can again; why learning stopped matters more. */
  function showLooking(looking: Promise<void>): void {
    const recovered = () =>
      void (status.phase === notLookedAt && update({ state: 'idle', phase: idle.phase, error: null }))
    const isToldOtherwise = () => closing || isUnderWay() || (status.state === 'failed' && status.phase !== notLookedAt)
    looking.then(recovered, (error) => isToldOtherwise() || fail(error, notLookedAt))
  }

  return {
    value: () => status,
    current,
    isUnderWay,
    update,
    stop,
    fail,
    guarded,
    showLooking,
    close: () => (closing = true),
  }
}
