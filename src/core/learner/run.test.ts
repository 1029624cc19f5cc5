/** Runs taken up again, and photos that teach nothing: on the real engine. */
import { mkdirSync, readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { narrow } from '../../../test/support/narrow-networks.ts'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { initialState } from '../learning/encoder-weights.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, mostVisits, resolveRecipe } from '../learning/recipe.ts'
import { loadCheckpointIfAny, loadEncoder, saveEncoder } from './checkpoint.ts'
import { runTraining } from './run.ts'
import { engineWith, N, noise, P, photosOf, runOptions, smallRecipe } from './testing/runs.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

const narrowRecipe: typeof resolveRecipe = (...given) => ({ ...resolveRecipe(...given), ...narrow })

test.each(['softmax', 'nce', 'parametric'] as const)(
  'closed at a checkpoint and taken up again, %s: the losses of a run that was never stopped, to 1e-6',
  async (objective) => {
    const wanted = {
      ...smallRecipe,
      objective,
      batchSize: 8,
      negativeCount: 16,
      viewWeight: objective === 'parametric' ? 0 : 1,
    }
    const losses: number[] = []
    const makeEngine = engineWith((engine) => ({
      trainStep: async (batch) => {
        const result = await engine.trainStep(batch)
        losses.push(result.loss)
        return result
      },
    }))
    const lossesOf = async (stops: number[]) => {
      losses.length = 0
      const modelDir = join(folder.path, `${objective} ${stops.length}`)
      mkdirSync(modelDir)
      for (const stop of [...stops, Infinity]) {
        const control = {
          whileAllowed: () => null,
          ending: () => (losses.length >= stop ? ('close' as const) : null),
        }
        await runTraining(runOptions(modelDir, { recipe: wanted, makeEngine, control, budget: { epochs: 4 } }))
      }
      return [...losses]
    }
    const whole = await lossesOf([])
    const inParts = await lossesOf([3, 11])
    expect(inParts).toHaveLength(whole.length)
    for (const [step, loss] of whole.entries())
      expect(Math.abs(inParts[step] / loss - 1), `step ${step + 1}`).toBeLessThan(1e-6)
  },
  60_000,
)

test('a model that was refined can be looked with, and the next run is compared with it', async () => {
  const recipe = { ...smallRecipe, headSize: 16, bankWeight: 0 }
  const path = saveEncoder(folder.path, initialState(engineConfig(recipe, P), new Random(1)), recipe)
  const refinement = { encoderPath: path, rows: [0, 1, 2, 3], classes: [0, 1, 0, 1] }
  const control = { whileAllowed: () => null, ending: () => 'finish' as const }
  const refined = await runTraining(runOptions(folder.path, { recipe, refinement, control }))
  expect(loadEncoder(refined!.encoderPath).recipe).toEqual(recipe)
  const modelDir = join(folder.path, 'next')
  mkdirSync(modelDir)
  const { encoderPath: encoderInUse } = refined!
  const next = await runTraining(runOptions(modelDir, { recipe, encoderInUse, budget: { epochs: 1 } }))
  expect(next?.views?.before.count).toBe(4 * N)
})

test('a damaged checkpoint: on from the one before, or from the beginning, and the run says which', async () => {
  await runTraining(runOptions(folder.path))
  truncateSync(join(folder.path, 'checkpoint.safetensors'), 5000)
  const { step } = loadCheckpointIfAny(folder.path)!.trainer
  expect(step).toBeGreaterThan(0)
  const again = () => runTraining(runOptions(folder.path))
  expect((await again())?.note).toBe(`from step ${step}: the newest checkpoint was damaged`)
  for (const name of readdirSync(folder.path).filter((each) => each.startsWith('checkpoint')))
    truncateSync(join(folder.path, name), 5000)
  expect((await again())?.note).toBe('from the beginning: its checkpoint was damaged')
})

test('few photos are not learnt by heart: from the starter a run of minutes ends when each was seen often enough', async () => {
  const photos = photosOf(noise.slice(0, 6))
  const recipe = narrowRecipe({ imageSize: 32, embeddingSize: 32 }, photos.count)
  // At a clock that stands still nothing else ends it.
  const { note } = (await runTraining(
    runOptions(folder.path, { photos, recipe, budget: { minutes: 10 }, now: () => 0 }),
  ))!
  expect(note).toBe(`each photo was seen ${mostVisits} times, and more would not help`)
})

test.each([
  ['all the same', Array.from({ length: 6 }, () => noise[0])],
  ['all black', Array.from({ length: 6 }, () => new Uint8Array(P * P * 3))],
  ['two photos', noise.slice(0, 2)],
])('%s: trains without a fuss, embeddings are finite unit vectors', async (_, pixels) => {
  const photos = photosOf(pixels)
  const recipe = narrowRecipe({ imageSize: 32, embeddingSize: 32, start: 'scratch' }, photos.count)
  const { embeddings } = (await runTraining(runOptions(folder.path, { photos, recipe, budget: { epochs: 5 } })))!
  for (let row = 0; row < photos.count; row++)
    expect(Math.hypot(...embeddings.subarray(row * 32, (row + 1) * 32))).toBeCloseTo(1, 3)
})
