/** The projection that a library is searched by, on the real engine. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/photos.ts'
import { createEngine } from '../engines/create-engine.ts'
import { initialState } from '../learning/encoder-weights.ts'
import { embedAll } from '../learning/look.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, type TrainingRecipe } from '../learning/recipe.ts'
import { loadEncoder, saveEncoder } from './checkpoint.ts'
import { runTraining } from './run.ts'
import { N, noise, P, photosOf, runOptions, smallRecipe } from './testing/runs.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

const recipe: TrainingRecipe = { ...smallRecipe, headSize: 24, hasLayout: true, start: 'starter' }
const starterWith = (headSize: number) =>
  saveEncoder(folder.path, initialState(engineConfig({ ...recipe, headSize }, P), new Random(1)), {
    ...recipe,
    headSize,
  })
const look = (starterPath: string, change = {}) =>
  runTraining(runOptions(folder.path, { recipe, starterPath, budget: { minutes: 0 }, ...change }))

test('a look makes it for these photos: centred, and kept with the encoder', async () => {
  const { embeddings, encoderPath } = (await look(starterWith(24)))!
  const mean = Array.from({ length: 32 }, (_, d) =>
    noise.reduce((sum, _, row) => sum + embeddings[row * 32 + d] / N, 0),
  )
  expect(Math.hypot(...mean)).toBeLessThan(0.2)
  const { state, recipe: kept } = loadEncoder(encoderPath)
  const engine = await createEngine({ engine: 'onnx', device: 'cpu' }, engineConfig(kept, P), state)
  expect(await embedAll(engine, photosOf(noise), kept)).toEqual(embeddings)
  await engine.dispose()
})

test('learning goes on from a starter with its head, or with another in place of one of another width', async () => {
  for (const headSize of [24, 16]) {
    const starterPath = starterWith(headSize)
    const before = loadEncoder(starterPath).state
    const result = (await look(starterPath, { budget: { epochs: 2 } }))!
    const { parameters } = loadEncoder(result.encoderPath).state
    expect(parameters['head.0.weight'].shape).toEqual([24, 64])
    expect(result.embeddings.every(Number.isFinite)).toBe(true)
    // Two steps at a small rate: near where it began, and not there.
    const moved = before.parameters['features.0.weight'].data.map((value, i) =>
      Math.abs(value - parameters['features.0.weight'].data[i]),
    )
    expect(Math.max(...moved)).toBeLessThan(0.1)
    expect(Math.max(...moved)).toBeGreaterThan(0)
  }
})

test('learnt with the network, it is left alone', async () => {
  const paper = { ...smallRecipe, start: 'starter' as const, centredStart: false }
  const starterPath = saveEncoder(folder.path, initialState(engineConfig(paper, P), new Random(1)), paper)
  const { encoderPath } = (await look(starterPath, { recipe: paper }))!
  expect(loadEncoder(encoderPath).state.parameters['fc.weight']).toEqual(
    loadEncoder(starterPath).state.parameters['fc.weight'],
  )
})
