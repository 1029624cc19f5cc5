import { expect, test } from 'vitest'
import { defaultRecipe } from '../learning/recipe.ts'
import { createDeaths } from './deaths.ts'
import type { KeptRun } from './training-runs.ts'

const run = { engine: 'auto', device: 'auto', recipe: defaultRecipe, refinement: undefined } as unknown as KeptRun
const onCard = 'ONNX Runtime on the graphics card by WebGPU'

const deathsOf = (given: KeptRun, reasons: string[], processor: string | null) => {
  const deaths = createDeaths()
  return reasons.reduce<KeptRun | null>((next, reason) => deaths.runAfter(next ?? given, reason, processor), given)
}

test.each([onCard, null])('a learner that dies twice on a card of our choosing (%s) goes on on the processor', (on) => {
  for (const reason of ['SIGSEGV', 'SIGABRT', 'code 3221225477']) {
    expect(deathsOf(run, [reason], on)).toBe(run)
    expect(deathsOf(run, [reason, reason], on)).toMatchObject({
      engine: 'onnx',
      device: 'cpu',
      note: `on the processor: the learner was ended twice (${reason}), perhaps by the graphics card`,
    })
  }
})

test('a card that was asked for by name is not left for the processor', () => {
  const named = { ...run, device: 'webgpu' } as KeptRun
  expect(deathsOf(named, ['SIGSEGV', 'SIGSEGV'], onCard)).toBe(named)
})

test('on the processor, and by the system, two kills halve the batch', () => {
  for (const [reason, on] of [
    ['SIGABRT', 'ONNX Runtime on the processor, 2 threads'],
    ['SIGKILL', onCard],
  ] as const)
    expect(deathsOf(run, [reason, reason], on)).toMatchObject({
      device: 'auto',
      recipe: { batchSize: defaultRecipe.batchSize / 2 },
    })
})

test('four deaths in a row are the end', () => {
  const reasons = ['code 1', 'code 1', 'code 1', 'code 1']
  expect(deathsOf(run, reasons, 'ONNX Runtime on the processor, 2 threads')).toBeNull()
})
