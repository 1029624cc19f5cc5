/** Whether learning that nobody asked for may run now, and why not: by the person's choice and the machine's state. */
import { learnTimes, type LearningSchedule, type LearnTime } from '../../shared/domain.ts'

/** What is known of the machine; null where it cannot be told. */
export interface Machine {
  isOnMains(): boolean | null
  /** Nobody uses it, and nothing but our own learning, if any, keeps it busy. */
  isIdle(isLearning: boolean): boolean | null
}

/** In words, after "Waits for". */
const waitingWords = { never: 'you', idle: 'the computer to be idle', mains: 'mains power' } as const

/** What learning waits for; null where it may run. What cannot be told is waited for. */
export function learningWaitsFor(when: LearnTime, machine: Machine, isLearning: boolean): string | null {
  if (when === 'never') return waitingWords.never
  if (when === 'idle' && machine.isIdle(isLearning) !== true) return waitingWords.idle
  if (when === 'mains' && machine.isOnMains() !== true) return waitingWords.mains
  return null
}

/**
 * The same of looking at photos with the model in use: searching needs it, and it is soon done, so only a battery
 * speaks against it.
 */
export function lookingWaitsFor(when: LearnTime, machine: Machine): string | null {
  return when === 'mains' && machine.isOnMains() === false ? waitingWords.mains : null
}

/** What is not to be chosen on this machine. */
export function unknownTimes(machine: Machine): LearningSchedule['unknown'] {
  const isUnknown: Record<LearnTime, boolean> = {
    any: false,
    idle: machine.isIdle(false) === null,
    mains: machine.isOnMains() === null,
    never: false,
  }
  return learnTimes.filter((when) => isUnknown[when])
}
