/** What is said about training where nothing is going on, and when a run has ended. */
import type { LearningStage, TrainingStatus } from '../../shared/domain.ts'
import type { ErrorValue } from '../../shared/errors.ts'
import type { Agreement, ModelScores, Verdict } from '../search/model-check.ts'

export const notLookedAt = 'New photos were not looked at'

export const finished = 'Finished'

/** How a run ended, by the verdict on its model. */
const endings = {
  fit: finished,
  collapsed: 'Finished, but photos came out too much alike: the model before stays in use',
  'worse on labels': 'Finished, but your marks agree better with the model before, which stays in use',
  'too few labels': 'Finished, but too few marks are left to compare it with the refined model, which stays in use',
  'worse on views':
    'Finished, but the model in use knows your photos as well or better when they are cropped or recoloured, so it stays',
}

export const noNumbers: ErrorValue = {
  code: 'LEARNER_FAILED',
  message:
    'What was learnt came out as no numbers and was thrown away. The model in use stays. ' +
    'Start learning again, perhaps with another seed.',
}

/** What can be done about a learner that keeps dying. */
export function afterDeaths(count: number, reason: string, hasCheckpoint: boolean): ErrorValue {
  const advice = hasCheckpoint
    ? 'What it learnt until its last checkpoint is kept: start learning again to go on.'
    : 'It had learnt nothing yet. Start learning again, with other programs closed if memory is short.'
  return { code: 'LEARNER_FAILED', message: `The learner process ended ${count} times in a row (${reason}). ${advice}` }
}

/** What a refinement did to labels it never saw, in words. */
export function refinedWords({ agreement, agreementBefore }: ModelScores): string {
  const right = (each: Agreement | null) => Math.round((each?.share ?? 0) * (each?.count ?? 0))
  return `of ${agreement.count} marks kept out to check, ${right(agreement)} come out right, ${right(agreementBefore)} did before`
}

/** The first look at every photo, which gives searching its model, and learning after it. */
export const firstStage: LearningStage = { number: 1, count: 2 }
export const secondStage: LearningStage = { number: 2, count: 2 }

/** All but what is told of when learning may run. */
export type RunStatus = Omit<TrainingStatus, 'schedule'>

export const idle: RunStatus = {
  state: 'idle',
  phase: 'Not learning',
  isFinishing: false,
  processor: null,
  modelVersion: null,
  photoCount: 0,
  step: 0,
  epoch: 0,
  progress: 0,
  stage: null,
  imagesPerSecond: 0,
  photosPerSecond: 0,
  elapsedMs: 0,
  remainingMs: null,
  lossCurve: [],
  learnerMemoryBytes: null,
  newPhotos: null,
  regions: null,
  unfinished: null,
  error: null,
}

/** Of a run of no minutes: what Semblance came with has seen every photo. */
const lookedAt = 'All photos are looked at, and can be learnt from'

/** With what is to be known of the run besides. */
export function endingInWords(verdict: Exclude<Verdict, 'not finite'>, { isLook, note }: Ending): string {
  const ending = isLook && verdict === 'fit' ? lookedAt : endings[verdict]
  return note ? `${ending} (${note})` : ending
}

interface Ending {
  /** Nothing was to be learnt. */
  isLook: boolean
  note: string
}
