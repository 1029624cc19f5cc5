/** What a run does when its engine fails: on the real engine, made to fail. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { createEngine } from '../engines/create-engine.ts'
import type { Engine } from '../learning/engine.ts'
import { Random } from '../learning/random.ts'
import { resolveRecipe } from '../learning/recipe.ts'
import type { TrainingPhotos } from '../learning/trainer.ts'
import { loadCheckpointIfAny } from './checkpoint.ts'
import { runTraining, type RunOptions } from './learner-run.ts'

const [N, P] = [20, 32]
const random = new Random(1)
const noise = Array.from({ length: N }, () => Uint8Array.from({ length: P * P * 3 }, () => random.integer(256)))
const photosOf = (pixels: Uint8Array[]): TrainingPhotos => ({
  count: pixels.length,
  pixelSize: P,
  widths: pixels.map(() => 100),
  heights: pixels.map(() => 100),
  readPixels: (rows, target) => rows.forEach((row, b) => target.set(pixels[row], b * P * P * 3)),
})

let folder: ReturnType<typeof temporaryFolder>
let phases: string[]
beforeEach(() => {
  folder = temporaryFolder()
  phases = []
})
afterEach(() => folder.remove())

function options(change: Partial<RunOptions> = {}): RunOptions {
  let clock = 0
  return {
    modelDir: folder.path,
    photos: photosOf(noise),
    recipe: { ...resolveRecipe({ imageSize: 32, embeddingSize: 32, start: 'scratch' }, N), batchSize: 32 },
    starterPath: null,
    budget: { epochs: 12 },
    engine: 'onnx',
    device: 'cpu',
    control: { whileAllowed: () => Promise.resolve(), ending: () => null },
    onProgress: ({ phase }) => phases.push(phase),
    onCheckpoint: () => {},
    // Every look at the clock is ten seconds later, so checkpoints come within a few steps.
    now: () => (clock += 10_000),
    ...change,
  }
}

/** The real engine whose training step fails from its `nth` call on, on the devices named. */
function failing(nth: number, devices: string[], step: (engine: Engine, ...args: Parameters<Engine['trainStep']>) => ReturnType<Engine['trainStep']>): typeof createEngine {
  let calls = 0
  return async (choice, config, state) => {
    const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, config, state)
    const trainStep = engine.trainStep.bind(engine)
    const real = { trainStep } as Engine
    engine.trainStep = (batch) => (devices.includes(choice.device) && ++calls >= nth ? step(real, batch) : trainStep(batch))
    return engine
  }
}

const finite = (values: Float32Array) => values.every(Number.isFinite)

test('too little memory: half the batch, and the run says so', async () => {
  const sizes: number[] = []
  const makeEngine = failing(1, ['cpu'], (engine, batch) => {
    sizes.push(batch.instances.length)
    if (batch.instances.length > 8) return Promise.reject(new Error('std::bad_alloc'))
    return engine.trainStep(batch)
  })
  const result = await runTraining(options({ makeEngine, budget: { epochs: 1 } }))
  expect(sizes.slice(0, 3)).toEqual([32, 16, 8])
  expect(result?.note).toBe('batches of 8 photos: there was too little memory for 16')
})

test('a GPU that goes away mid-run: on from the last checkpoint on the processor', async () => {
  const makeEngine = failing(9, ['webgpu'], () => Promise.reject(new Error('the device was lost')))
  const result = await runTraining(options({ device: 'webgpu', makeEngine }))
  expect(result?.note).toBe('on the processor: webgpu failed')
  expect(phases).toContain('Learning (on the processor: webgpu failed)')
  expect(finite(result!.embeddings)).toBe(true)
})

test('a GPU that fails before anything was learnt is an error', async () => {
  const makeEngine = failing(1, ['webgpu'], () => Promise.reject(new Error('the device was lost')))
  await expect(runTraining(options({ device: 'webgpu', makeEngine }))).rejects.toThrow('the device was lost')
})

test('a loss that is no number: back to the last good checkpoint, whose model is kept', async () => {
  const makeEngine = failing(9, ['cpu'], (_, batch) => Promise.resolve({ loss: NaN, partition: 1, embeddings: new Float32Array(batch.instances.length * 32) }))
  const result = await runTraining(options({ makeEngine }))
  const { step } = loadCheckpointIfAny(folder.path)!.trainer
  expect(step).toBeGreaterThan(0)
  expect(result?.note).toBe(`stopped: the loss was no number; back to step ${step}`)
  expect(finite(result!.embeddings)).toBe(true)
})

test('weights that are no numbers never become a checkpoint', async () => {
  const makeEngine: typeof createEngine = async (_, config, state) => {
    const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, config, state)
    const exportState = engine.exportState.bind(engine)
    let calls = 0
    engine.exportState = async () => {
      const exported = await exportState()
      // The first call is the centred start's, the second the first checkpoint.
      if (++calls > 2) exported.parameters['fc.bias'].data[3] = Infinity
      return exported
    }
    return engine
  }
  const result = await runTraining(options({ makeEngine })).catch((error: Error) => error.message)
  expect(loadCheckpointIfAny(folder.path)!.state.parameters['fc.bias'].data.every(Number.isFinite)).toBe(true)
  expect(JSON.stringify(result)).toMatch(/back to step|stopped being numbers/)
})

test.each(['softmax', 'nce', 'parametric'] as const)('closed at a checkpoint and taken up again, %s: the losses of a run that was never stopped, to 1e-6', async (objective) => {
  const wanted = { ...options().recipe, objective, batchSize: 8, negativeCount: 16, viewWeight: objective === 'parametric' ? 0 : 1 }
  const losses: number[] = []
  const makeEngine: typeof createEngine = async (choice, config, state) => {
    const engine = await createEngine(choice, config, state)
    const trainStep = engine.trainStep.bind(engine)
    engine.trainStep = async (batch) => {
      const result = await trainStep(batch)
      losses.push(result.loss)
      return result
    }
    return engine
  }
  const lossesOf = async (stops: number[]) => {
    losses.length = 0
    const modelDir = join(folder.path, `${objective} ${stops.length}`)
    mkdirSync(modelDir)
    for (const stop of [...stops, Infinity]) {
      const control = { whileAllowed: () => Promise.resolve(), ending: () => (losses.length >= stop ? ('close' as const) : null) }
      await runTraining(options({ modelDir, recipe: wanted, makeEngine, control, budget: { epochs: 4 } }))
    }
    return [...losses]
  }
  const whole = await lossesOf([])
  const inParts = await lossesOf([3, 11])
  expect(inParts).toHaveLength(whole.length)
  for (const [step, loss] of whole.entries()) expect(Math.abs(inParts[step] / loss - 1), `step ${step + 1}`).toBeLessThan(1e-6)
}, 60_000)

test.each([
  ['all the same', Array.from({ length: 6 }, () => noise[0])],
  ['all black', Array.from({ length: 6 }, () => new Uint8Array(P * P * 3))],
  ['two photos', noise.slice(0, 2)],
])('%s: trains without a fuss, embeddings are finite unit vectors', async (_, pixels) => {
  const photos = photosOf(pixels)
  const recipe = resolveRecipe({ imageSize: 32, embeddingSize: 32, start: 'scratch' }, photos.count)
  const { embeddings } = (await runTraining(options({ photos, recipe, budget: { epochs: 5 } })))!
  for (let row = 0; row < photos.count; row++) expect(Math.hypot(...embeddings.subarray(row * 32, (row + 1) * 32))).toBeCloseTo(1, 3)
})
