import { expect, it } from 'vitest'
import type { ModelSummary, TrainingStatus } from './domain.ts'
import { originInWords, paceInWords, phaseInWords, scoresInWords, seenInWords } from './learning-words.ts'

const run = { processor: null, photosPerSecond: 0, remainingMs: null, epoch: 0, step: 0, photoCount: 3068, stage: null }
const pace = (known: Partial<TrainingStatus>) => paceInWords({ ...run, ...known } as TrainingStatus)
const seen = (known: Partial<TrainingStatus>) => seenInWords({ ...run, ...known } as TrainingStatus)

it('the pace of a run says what is known of it', () => {
  const processor = 'ONNX Runtime on the processor, 2 threads (the graphics card is slower)'
  expect(pace({ processor, photosPerSecond: 510.4, remainingMs: 241_000 })).toBe(
    'On the processor, 510 photos a second, 4 minutes left',
  )
  expect(pace({ processor: 'ONNX Runtime on WebGPU', remainingMs: 20_000 })).toBe(
    'On the graphics card, less than a minute left',
  )
  expect(pace({ processor: 'none', remainingMs: 60_000 })).toBe('1 minute left')
  expect(pace({ photosPerSecond: 71, remainingMs: 60_000, isFinishing: true })).toBe('1 minute left')
  expect(pace({})).toBe('')
})

it('where more is to come it is told which of how many steps it is at, and that the time left is of that', () => {
  const status = { ...run, state: 'running', phase: 'Learning', stage: { number: 2, count: 2 } } as TrainingStatus
  expect(phaseInWords(status)).toBe('Step 2 of 2: Learning')
  expect(phaseInWords({ ...status, state: 'paused', phase: 'Paused' })).toBe('Paused')
  expect(pace({ ...status, remainingMs: 60_000 })).toBe('1 minute left of this step')
})

it('what a run has seen', () => {
  expect(seen({})).toBe('')
  expect(seen({ step: 4 })).toBe('Is looking at each of your 3,068 photos for the first time.')
  expect(seen({ step: 90, epoch: 1 })).toBe('Has looked at each of your 3,068 photos once.')
  expect(seen({ step: 900, epoch: 12 })).toBe('Has looked at each of your 3,068 photos 12 times.')
})

it('what a model was made from', () => {
  const origin = (model: Partial<ModelSummary>) =>
    originInWords({ photoCount: 40, trainingSeconds: 600, visitCount: null, ...model } as ModelSummary)
  expect(origin({ origin: 'trained', visitCount: 11.6 })).toBe(
    'Learnt from your 40 photos for 10 min, each looked at 12 times',
  )
  expect(origin({ origin: 'trained' })).toBe('Learnt from your 40 photos for 10 min')
  expect(origin({ origin: 'starter' })).toContain('not learnt from them')
})

it('scores are told where they were measured', () => {
  const [agreement, none] = [
    { share: 0.5, count: 20 },
    { share: 1, count: 0 },
  ]
  expect(scoresInWords(null)).toEqual([])
  expect(scoresInWords({ meanSimilarity: 0, agreement: none, agreementBefore: null })).toEqual([])
  const views = { viewAgreement: { share: 0.92, count: 2048 }, viewAgreementBefore: { share: 0.88, count: 2048 } }
  expect(scoresInWords({ meanSimilarity: 0, agreement, agreementBefore: null, ...views })).toEqual([
    'Recognises an edited copy 92\u00a0% of the time (the model before: 88\u00a0%)',
    'Agrees with 50\u00a0% of 20 marks',
  ])
})
