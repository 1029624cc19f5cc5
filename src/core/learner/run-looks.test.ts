/**
 * Looking at photos is paused, called off and told like learning; the check against the encoder in use is a look, too.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { initialState } from '../learning/encoder-weights.ts'
import { Random } from '../learning/random.ts'
import { engineConfig } from '../learning/recipe.ts'
import { saveEncoder } from './checkpoint.ts'
import type { LearnerProgress } from './protocol.ts'
import { runTraining } from './run.ts'
import type { RunControl, RunOptions } from './run-options.ts'
import { engineWith, N, P, runOptions, smallRecipe } from './testing/runs.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

/** Eight photos to a look. */
const recipe = { ...smallRecipe, batchSize: 4 }
const looks = Math.ceil(N / 8)

/** A run whose looks are counted; `at` is told of each, and may change the control. */
function watchedRun(change: Partial<RunOptions>, at: (control: RunControl, look: number) => void = () => {}) {
  const seen = { looks: 0, steps: 0, told: [] as LearnerProgress[] }
  const control: RunControl = { whileAllowed: () => null, ending: () => null }
  const makeEngine = engineWith((engine) => ({
    embed: (views) => {
      at(control, ++seen.looks)
      return engine.embed(views)
    },
    trainStep: (batch) => {
      seen.steps++
      return engine.trainStep(batch)
    },
  }))
  const onProgress = (progress: LearnerProgress) => seen.told.push(progress)
  return {
    seen,
    ended: runTraining(
      runOptions(folder.path, { recipe, control, makeEngine, onProgress, budget: { epochs: 1 }, ...change }),
    ),
  }
}

test('a pause holds the first look at the photos', async () => {
  let resume = () => {}
  const paused = new Promise<void>((resolve) => (resume = resolve))
  const { seen, ended } = watchedRun({}, (control, look) => look === 2 && (control.whileAllowed = () => paused))
  await vi.waitUntil(() => seen.looks === 2, { timeout: 30_000 })
  await new Promise((next) => setTimeout(next, 300))
  expect(seen).toMatchObject({ looks: 2, steps: 0 })
  resume()
  expect((await ended)?.embeddings).toHaveLength(N * recipe.embeddingSize)
})

test.each([
  ['cancel', 'before learning', 2],
  ['close', 'after learning', looks + 2],
] as const)('%s ends a look %s', async (ending, _, at) => {
  const { seen, ended } = watchedRun({}, (control, look) => look === at && (control.ending = () => ending))
  expect(await ended).toBeNull()
  expect(seen.looks).toBe(at)
})

test('a look after learning that is called off by closing begins anew, and nothing is learnt twice', async () => {
  // At a clock that stands still no checkpoint falls due.
  const options = { now: () => 0 }
  await watchedRun(options, (control, look) => look === looks + 2 && (control.ending = () => 'close')).ended
  const { seen, ended } = watchedRun(options)
  expect((await ended)?.embeddings).toHaveLength(N * recipe.embeddingSize)
  expect(seen).toMatchObject({ looks, steps: 0 })
})

test('finishing lets a look come to its end', async () => {
  const { seen, ended } = watchedRun({}, (control, look) => look === 2 && (control.ending = () => 'finish'))
  expect((await ended)?.embeddings.every(Number.isFinite)).toBe(true)
  // Nothing was learnt since, so that one look is enough.
  expect(seen).toMatchObject({ looks, steps: 0 })
})

test('a run of zero minutes looks at each photo once, and its progress is that look', async () => {
  const { seen, ended } = watchedRun({ budget: { minutes: 0 } })
  expect(await ended).toMatchObject({ trainingSeconds: 0 })
  expect(seen.looks).toBe(looks)
  const [first] = seen.told
  expect(first).toMatchObject({ phase: 'Looking at every photo: 8 of 20', progress: 0.4 })
  expect(first.imagesPerSecond).toBeGreaterThan(0)
  expect(first.remainingMs).toBeGreaterThan(0)
})

test('progress and time left are of the whole run, with the looks at its end, and never go back', async () => {
  const { seen, ended } = watchedRun({})
  await ended
  const told = seen.told.map(({ progress, remainingMs }) => ({ progress, remainingMs }))
  const learnt = seen.told.findLastIndex(({ phase }) => phase === 'Learning')
  expect(told[learnt].progress).toBeLessThan(0.9)
  expect(told.at(-1)!.progress).toBeGreaterThan(told[learnt].progress)
  expect(told.map(({ progress }) => progress)).toEqual(told.map(({ progress }) => progress).sort((a, b) => a - b))
})

test('one called off before it began does not even look', async () => {
  const control: RunControl = { whileAllowed: () => null, ending: () => 'cancel' }
  const { seen, ended } = watchedRun({ control })
  expect(await ended).toBeNull()
  expect(seen.looks).toBe(0)
})

test('the encoder in use sees the same views; none is asked where its file is gone or damaged', async () => {
  const starterPath = saveEncoder(folder.path, initialState(engineConfig(recipe, P), new Random(1)), recipe)
  const slight = {
    ...recipe.augmentation,
    minimumScale: 0.98,
    flip: false,
    brightness: 0,
    contrast: 0,
    saturation: 0,
    hue: 0,
    grayscaleShare: 0,
  }
  const scoresWith = async (encoderInUse: string | null) => {
    const modelDir = temporaryFolder()
    const asItIs = { ...recipe, augmentation: slight, centredStart: false, start: 'starter' as const }
    const result = await runTraining(
      runOptions(modelDir.path, { recipe: asItIs, starterPath, encoderInUse, budget: { minutes: 0 } }),
    )
    modelDir.remove()
    return result?.views
  }
  const views = await scoresWith(starterPath)
  expect(views?.now.count).toBe(4 * N)
  expect(views?.now.share).toBeGreaterThan(0.5)
  expect(views?.before).toEqual(views?.now)
  expect(await scoresWith(`${starterPath} is gone`)).toBeNull()
  expect(await scoresWith(null)).toBeNull()
  const damaged = join(folder.path, 'damaged.safetensors')
  writeFileSync(damaged, 'rubbish')
  expect(await scoresWith(damaged)).toBeNull()
})
