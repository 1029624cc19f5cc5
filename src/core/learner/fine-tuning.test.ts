/** Fine-tuning with an engine that only records; that it raises accuracy on the real one is test/learner's business. */
import { expect, test } from 'vitest'
import type { Engine, TrainingBatch } from '../learning/engine.ts'
import { classify, classMeans, fineTune, fineTuningRecipe, fineTuningSteps, withoutVelocity } from './fine-tuning.ts'
import { defaultRecipe } from '../learning/recipe.ts'
import type { TrainingPhotos } from '../learning/training-photos.ts'

const [N, P, D] = [6, 8, 2]
const classes = Int32Array.of(0, 1, 0, 1, 2, 2)
const photos: TrainingPhotos = {
  count: N,
  pixelSize: P,
  widths: new Array(N).fill(100),
  heights: new Array(N).fill(100),
  readPixels: (rows, target) => rows.forEach((row, b) => target.fill(row, b * P * P * 3, (b + 1) * P * P * 3)),
}
/** Photo by photo a unit vector, class 0 near (1, 0), 1 near (0, 1), 2 near (−1, 0). */
const angles = [0.1, 1.5, -0.1, 1.64, 3.0, 3.28]
const embeddingOf = (row: number) => [Math.cos(angles[row]), Math.sin(angles[row])]
const recipe = fineTuningRecipe({ ...defaultRecipe, embeddingSize: D, imageSize: 32, weightDecay: 0 }, N)

function recording(): {
  engine: Engine
  batches: { rows: number[]; classes: number[]; bank: number[]; learningRate: number }[]
} {
  const batches: ReturnType<typeof recording>['batches'] = []
  const rowsOf = ({ pixels }: { pixels: Uint8Array }) =>
    Array.from({ length: pixels.length / (P * P * 3) }, (_, b) => pixels[b * P * P * 3])
  const trainStep = (batch: TrainingBatch) => {
    batches.push({
      rows: rowsOf(batch),
      classes: [...batch.instances],
      bank: [...batch.bank],
      learningRate: batch.learningRate,
    })
    const bankGradient = new Float32Array(batch.bank.length).fill(1)
    return Promise.resolve({
      loss: 1,
      embeddings: Float32Array.from(rowsOf(batch).flatMap(embeddingOf)),
      partition: 1,
      bankGradient,
    })
  }
  const embed = (views: { pixels: Uint8Array }) =>
    Promise.resolve(Float32Array.from(rowsOf(views).flatMap(embeddingOf)))
  return { batches, engine: { trainStep, embed } as unknown as Engine }
}

test('one view a photo, a softmax over classes, never a batch beyond the labels', () => {
  expect(recipe).toMatchObject({ objective: 'parametric', viewWeight: 0, proximalWeight: 0, batchSize: N })
  expect(fineTuningRecipe(defaultRecipe, 1000).batchSize).toBe(defaultRecipe.batchSize)
})

test('class weights begin as mean embeddings and go down the gradient; batches carry classes', async () => {
  const { engine, batches } = recording()
  const weights = await fineTune(engine, { photos, classes }, recipe)
  expect(batches).toHaveLength(fineTuningSteps)
  const means = [1, 0, 0, 1, -1, 0]
  const off = means.map((mean, i) => Math.abs(batches[0].bank[i] - mean))
  expect(Math.max(...off)).toBeLessThan(0.08)
  for (const { rows, classes: seen } of batches) expect(seen).toEqual(rows.map((row) => classes[row]))
  // Velocity 1, then 1.9: two steps down a gradient of one.
  const [first, second, third] = batches
  expect(second.bank[0]).toBeCloseTo(first.bank[0] - first.learningRate, 6)
  expect(third.bank[0]).toBeCloseTo(second.bank[0] - 1.9 * second.learningRate, 6)
  expect(weights[0]).toBeLessThan(third.bank[0])
})

test('ends early when told', async () => {
  const { engine, batches } = recording()
  await fineTune(engine, { photos, classes }, recipe, ({ step }) => Promise.resolve(step < 3))
  expect(batches).toHaveLength(3)
})

test('a photo is of the class whose weights agree most with it', () => {
  const embeddings = Float32Array.from([0, 1, 2, 3, 4, 5].flatMap(embeddingOf))
  expect([...classify(embeddings, classMeans(embeddings, classes, D), D)]).toEqual([...classes])
})

test('weights at rest keep their values', () => {
  const state = {
    parameters: { w: { shape: [1], data: Float32Array.of(3) } },
    velocity: { w: { shape: [1], data: Float32Array.of(4) } },
  }
  expect(withoutVelocity(state)).toEqual({
    parameters: state.parameters,
    velocity: { w: { shape: [1], data: Float32Array.of(0) } },
  })
})
