/** What the learner tells of a run, as it is shown. */
import { expect, test } from 'vitest'
import type { LearnerProgress } from '../learner/protocol.ts'
import { temporaryCatalogue } from '../store/testing/support.ts'
import type { LearnerListeners } from './learner-client.ts'
import { createTraining, type TrainingDependencies } from './training.ts'

const progress: LearnerProgress = {
  phase: 'Learning',
  activity: 'learning',
  processor: 'none',
  step: 1,
  epoch: 0,
  progress: 0.5,
  imagesPerSecond: 10,
  photosPerSecond: 5,
  elapsedMs: 1000,
  remainingMs: 1000,
  lossCurve: [],
  memoryBytes: 1,
}

/** A run that is under way, and its learner. */
function underWay() {
  let listeners: LearnerListeners
  const run = { modelDir: 'run', photos: { photoIds: [1, 2] } }
  const training = createTraining({
    catalogue: temporaryCatalogue(),
    learner: { listen: (given: LearnerListeners) => void (listeners = given), send: () => {} },
    runs: { hasStarter: false, unfinished: () => null, open: () => ({ version: 1, run }) },
    emit: () => {},
    schedule: () => ({ when: 'any' }),
  } as unknown as TrainingDependencies)
  training.start({})
  const tell = (told: Partial<LearnerProgress>) =>
    listeners.onReply({ type: 'progress', modelDir: 'run', progress: { ...progress, ...told } })
  return { training, tell }
}

test('what is told of learning after it was asked to end is not shown, whatever its words', () => {
  const { training, tell } = underWay()
  tell({ phase: 'Taking steps' })
  expect(training.status()).toMatchObject({ phase: 'Taking steps', step: 1, remainingMs: 1000 })
  training.finish()
  tell({ phase: 'Taking steps', step: 2 })
  expect(training.status()).toMatchObject({ phase: 'Finishing', step: 1, remainingMs: null })
  tell({ phase: 'Learning how the photos look', activity: 'looking', step: 2 })
  expect(training.status()).toMatchObject({ phase: 'Learning how the photos look', step: 2 })
})
