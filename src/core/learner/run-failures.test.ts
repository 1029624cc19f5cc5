/** What a run does when its engine fails: on the real engine, made to fail. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { createEngine, type EngineChoice } from '../engines/create-engine.ts'
import { initialState } from '../learning/encoder-weights.ts'
import { Random } from '../learning/random.ts'
import { engineConfig } from '../learning/recipe.ts'
import { loadCheckpointIfAny, saveEncoder } from './checkpoint.ts'
import type { LearnerProgress } from './protocol.ts'
import { runTraining } from './run.ts'
import { afterFailure, afterTwoKills, isKill } from './run-failures.ts'
import type { RunOptions } from './run-options.ts'
import { engineWith, failing, isProcessor, P, runOptions, smallRecipe } from './testing/runs.ts'

let folder: ReturnType<typeof temporaryFolder>
let told: LearnerProgress[]
beforeEach(() => {
  folder = temporaryFolder()
  told = []
})
afterEach(() => folder.remove())

const options = (change: Partial<RunOptions> = {}) =>
  runOptions(folder.path, { onProgress: (progress) => told.push(progress), ...change })
const finite = (values: Float32Array) => values.every(Number.isFinite)
const lost = () => Promise.reject(new Error('the device was lost'))
const onDevice = (choice: EngineChoice) => !isProcessor(choice)

test('too little memory: half the batch, and the run says so', async () => {
  const sizes: number[] = []
  const makeEngine = failing(1, isProcessor, (engine, batch) => {
    sizes.push(batch.instances.length)
    if (batch.instances.length > 4) return Promise.reject(new Error('std::bad_alloc'))
    return engine.trainStep(batch)
  })
  const result = await runTraining(options({ makeEngine, budget: { epochs: 1 } }))
  expect(sizes.slice(0, 3)).toEqual([16, 8, 4])
  expect(result?.note).toBe('batches of 4 photos: there was too little memory for 8')
})

test.each([
  ['std::bad_alloc', 18, 9],
  ['OOM when allocating tensor with shape[32,64,64,64]', 34, 17],
  ['Array buffer allocation failed', 51, 25],
])('%s: batches of %i become %i', (message, batchSize, half) => {
  const attempt = { ...options({ recipe: { ...smallRecipe, batchSize } }), notes: {}, endNow: false }
  expect(afterFailure(attempt, null, new Error(message)).recipe.batchSize).toBe(half)
})

test('halved batches change nothing about how far a run of epochs is', async () => {
  const makeEngine = failing(9, isProcessor, (engine, batch) =>
    batch.instances.length > 8 ? Promise.reject(new Error('std::bad_alloc')) : engine.trainStep(batch),
  )
  await runTraining(options({ makeEngine }))
  const halved = told.findIndex(({ phase }) => phase.includes('batches of 8'))
  // Of 12 epochs of one step each 8 are done; what came after the last checkpoint is learnt again. Then come looks.
  expect(told[halved - 1].progress).toBeCloseTo(8 / 12, 1)
  expect(told[halved].progress).toBeGreaterThan(0.5)
})

test('a GPU that goes away mid-run: on from the last checkpoint on the processor', async () => {
  const result = await runTraining(options({ device: 'webgpu', makeEngine: failing(9, onDevice, lost) }))
  expect(result?.note).toBe('on the processor: webgpu failed')
  expect(told.map(({ phase }) => phase)).toContain('Learning (on the processor: webgpu failed)')
  expect(finite(result!.embeddings)).toBe(true)
})

test.each([
  [{ engine: 'auto', device: 'auto' }, 'the GPU'],
  [{ engine: 'tensorflow', device: 'cuda' }, 'cuda'],
] as const)(
  '%o, gone before the first checkpoint: started over with ONNX Runtime on the processor',
  async (choice, name) => {
    const chosen: EngineChoice[] = []
    const makeEngine: typeof createEngine = (asked, config, state) => {
      chosen.push({ engine: asked.engine, device: asked.device })
      return failing(1, onDevice, lost)(asked, config, state)
    }
    const result = await runTraining(options({ ...choice, makeEngine, budget: { epochs: 2 } }))
    expect(chosen).toEqual([choice, { engine: 'onnx', device: 'cpu' }])
    expect(result?.note).toBe(`started over on the processor: ${name} failed`)
  },
)

test('refining goes on without the GPU, too', async () => {
  const encoderPath = saveEncoder(folder.path, initialState(engineConfig(smallRecipe, P), new Random(1)), smallRecipe)
  const refinement = { encoderPath, rows: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], classes: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1] }
  let ending: 'finish' | null = null
  const onProgress = ({ step }: LearnerProgress) => (ending = step > 2 ? 'finish' : null)
  const control = { whileAllowed: () => null, ending: () => ending }
  const result = await runTraining(
    options({
      engine: 'auto',
      device: 'auto',
      refinement,
      control,
      onProgress,
      makeEngine: failing(3, onDevice, lost),
    }),
  )
  expect(result).toMatchObject({ note: 'started over on the processor: the GPU failed', views: null })
})

test('a device asked for by name that cannot be had is an error that says so; one that we chose is replaced', async () => {
  const missing: typeof createEngine = (choice, ...rest) =>
    isProcessor(choice)
      ? createEngine(choice, ...rest)
      : Promise.reject(new Error('The device "webgpu" is not available'))
  await expect(runTraining(options({ device: 'webgpu', makeEngine: missing }))).rejects.toThrow('is not available')
  const result = await runTraining(
    options({ engine: 'auto', device: 'auto', makeEngine: missing, budget: { epochs: 1 } }),
  )
  expect(result?.note).toBe('on the processor: the GPU failed')
})

test('a file that cannot be written is not blamed on the GPU', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  await expect(
    runTraining(options({ device: 'webgpu', makeEngine: failing(1, onDevice, () => Promise.reject(full)) })),
  ).rejects.toThrow('ENOSPC')
})

test('a loss that is no number: back to the last good checkpoint, whose model is kept', async () => {
  const makeEngine = failing(9, isProcessor, (_, batch) =>
    Promise.resolve({ loss: NaN, partition: 1, embeddings: new Float32Array(batch.instances.length * 32) }),
  )
  const result = await runTraining(options({ makeEngine }))
  const { step } = loadCheckpointIfAny(folder.path)!.trainer
  expect(step).toBeGreaterThan(0)
  expect(result?.note).toBe(`stopped: the loss was no number; back to step ${step}`)
  expect(finite(result!.embeddings)).toBe(true)
})

test('weights that are no numbers never become a checkpoint', async () => {
  const makeEngine = engineWith((engine) => {
    let calls = 0
    const exportState = async () => {
      const exported = await engine.exportState()
      // The first call is the centred start's, the second the first checkpoint.
      if (++calls > 2) exported.parameters['fc.bias'].data[3] = Infinity
      return exported
    }
    return { exportState }
  })
  const result = await runTraining(options({ makeEngine })).catch((error: Error) => error.message)
  expect(loadCheckpointIfAny(folder.path)!.state.parameters['fc.bias'].data.every(Number.isFinite)).toBe(true)
  expect(JSON.stringify(result)).toMatch(/back to step|stopped being numbers/)
})

test('killed twice: half the batch, down to the smallest', () => {
  expect(['SIGKILL', 'SIGABRT', 'SIGSEGV', 'code 1'].map(isKill)).toEqual([true, true, false, false])
  const smaller = afterTwoKills({ recipe: smallRecipe })
  expect(smaller).toMatchObject({
    recipe: { batchSize: 8 },
    note: 'batches of 8 photos: the learner was ended twice, perhaps for want of memory',
  })
  expect(afterTwoKills({ recipe: { ...smallRecipe, batchSize: 7 } })).toBeNull()
})
