/** A failed run as the core is told of it. */
import { messageOf, noRoom, type ErrorValue } from '../../shared/errors.ts'
import { LearningDiverged } from '../learning/trainer.ts'

export function failureOf(error: unknown, dir: string): ErrorValue {
  const full = noRoom(error, dir)
  if (full !== null) {
    const message = `${full}, then start learning again: it goes on from its last checkpoint.`
    return { code: 'DISK_FULL', message }
  }
  return { code: 'LEARNER_FAILED', message: describe(error) }
}

function describe(error: unknown): string {
  const message = messageOf(error)
  return error instanceof LearningDiverged ? `${message} Start again with a lower learning rate.` : message
}
