/** The loop with an engine in plain TypeScript: a linear encoder of each photo's mean colours. */
import { describe, expect, test } from 'vitest'
import type { Engine, StepResult, TrainingBatch } from './engine.ts'
import { nonParametricSoftmax, noiseContrastive } from './losses.ts'
import { normalise } from './memory-bank.ts'
import { Random } from './random.ts'
import { defaultRecipe, paperRecipe, resolveRecipe, type TrainingRecipe } from './recipe.ts'
import { LearningDiverged, Trainer, type TrainerSnapshot } from './trainer.ts'
import type { TrainingPhotos } from './training-photos.ts'

const [N, P, D] = [20, 8, 6]
const recipe: TrainingRecipe = {
  ...defaultRecipe,
  viewWeight: 0,
  batchSize: 6,
  imageSize: 32,
  embeddingSize: D,
  learningRate: 0.5,
}
const random = new Random(8)
const stored = Array.from({ length: N }, () => Uint8Array.from({ length: P * P * 3 }, () => random.integer(256)))
const photos: TrainingPhotos = {
  count: N,
  pixelSize: P,
  widths: new Array(N).fill(100),
  heights: new Array(N).fill(80),
  readPixels: (rows, target) => rows.forEach((row, b) => target.set(stored[row], b * P * P * 3)),
}

/** Weights [D, 12]: the means of the four quarters' colours, centred. */
class TinyEngine implements Engine {
  readonly description = 'a tiny engine'
  weights = Float64Array.from({ length: D * 12 }, (_, i) => Math.sin(i * 7 + 1))
  partitions: number[] = []
  async trainStep(batch: TrainingBatch): Promise<StepResult> {
    this.partitions.push(batch.partition ?? -1)
    const B = batch.instances.length
    const features = Array.from({ length: B }, (_, b) => this.quarterMeans(batch.pixels, b))
    const raw = features.map((f) =>
      Float32Array.from({ length: D }, (_, d) => f.reduce((sum, x, i) => sum + x * this.weights[d * 12 + i], 0)),
    )
    const embeddings = new Float32Array(B * D)
    raw.forEach((row, b) => (embeddings.set(row, b * D), normalise(embeddings.subarray(b * D, (b + 1) * D))))
    const input = { embeddings, bank: batch.bank, instances: batch.instances, embeddingSize: D }
    const { loss, gradient } = batch.negatives
      ? noiseContrastive(input, { temperature: 0.2, negatives: batch.negatives, partition: batch.partition || 25 })
      : nonParametricSoftmax(input, 0.2)
    features.forEach((f, b) => {
      for (let d = 0; d < D; d++)
        f.forEach((x, i) => (this.weights[d * 12 + i] -= batch.learningRate * gradient[b * D + d] * x))
    })
    return { loss, embeddings, partition: 20 + this.partitions.length }
  }
  private quarterMeans(pixels: Uint8Array, b: number): number[] {
    const sums = new Array(12).fill(0)
    for (let i = 0; i < P * P * 3; i++) {
      const place = Math.floor(i / 3)
      const quarter = (place % P < P / 2 ? 0 : 1) + (place < (P * P) / 2 ? 0 : 2)
      sums[quarter * 3 + (i % 3)] += pixels[b * P * P * 3 + i] / 255 / ((P * P) / 4) - 0.5 / ((P * P) / 4)
    }
    return sums.map((sum) => sum * 8)
  }
  embed = () => Promise.reject(new Error('not needed'))
  features = () => Promise.reject(new Error('not needed'))
  exportState = () => Promise.reject(new Error('not needed'))
  importState = () => Promise.reject(new Error('not needed'))
  dispose = async () => {}
}

const trainerOn = (engine: Engine, chosen = recipe, snapshot?: TrainerSnapshot) =>
  new Trainer({ engine, recipe: chosen, photos, progress: () => 0.5 }, snapshot)

async function steps(trainer: Trainer, count: number): Promise<number[]> {
  const losses: number[] = []
  for (let i = 0; i < count; i++) losses.push((await trainer.step()).loss)
  return losses
}

test('the loss falls', async () => {
  const losses = await steps(trainerOn(new TinyEngine()), 200)
  const mean = (part: number[]) => part.reduce((a, b) => a + b) / part.length
  expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) - 0.3)
})

describe.each(['softmax', 'nce'] as const)('resumed, %s', (objective) => {
  test('goes on exactly as if it had never stopped', async () => {
    const chosen = { ...recipe, objective, negativeCount: 4 }
    const whole = await steps(trainerOn(new TinyEngine(), chosen), 25)
    const engine = new TinyEngine()
    const first = trainerOn(engine, chosen)
    const before = await steps(first, 11)
    const snapshot = structuredClone(first.snapshot())
    const after = await steps(trainerOn(engine, chosen, snapshot), 14)
    expect([...before, ...after]).toEqual(whole)
  })
})

test('an epoch sees every photo at most once, and all but a part of a batch', async () => {
  const seen: number[][] = []
  const engine = new TinyEngine()
  const inner = engine.trainStep.bind(engine)
  engine.trainStep = (batch) => (seen.push([...batch.instances]), inner(batch))
  const trainer = trainerOn(engine)
  await steps(trainer, 6)
  expect(trainer.stepsPerEpoch).toBe(3)
  for (const epoch of [seen.slice(0, 3).flat(), seen.slice(3, 6).flat()]) expect(new Set(epoch).size).toBe(18)
  expect(seen.slice(0, 3)).not.toEqual(seen.slice(3, 6))
})

test('each photo of a batch once, seen in two large views and in small ones of their own size', async () => {
  const engine = new TinyEngine()
  const batches: TrainingBatch[] = []
  const inner = engine.trainStep.bind(engine)
  engine.trainStep = (batch) => (batches.push(batch), inner(batch))
  const trainer = trainerOn(engine, { ...recipe, viewWeight: 1, smallViewCount: 3 })
  await steps(trainer, 3)
  expect(trainer.stepsPerEpoch).toBe(3)
  expect(new Set(batches.flatMap(({ instances }) => [...instances])).size).toBe(18)
  const [{ pixels, colour, rowResampling, small }] = batches
  expect([pixels.length, colour.length, rowResampling.length]).toEqual([6 * P * P * 3, 12 * 18, 12 * 32 * P])
  expect([small!.colour.length, small!.rowResampling.length]).toEqual([18 * 18, 18 * 32 * P])
})

test('Z is the mean estimate of the first five batches, then constant', async () => {
  const engine = new TinyEngine()
  await steps(trainerOn(engine, { ...recipe, objective: 'nce', negativeCount: 4 }), 8)
  expect(engine.partitions).toEqual([0, 0, 0, 0, 0, 23, 23, 23])
})

test('a loss that is no number stops the run before it reaches the bank', async () => {
  const engine = new TinyEngine()
  const trainer = trainerOn(engine)
  const rows = trainer.bank.rows.slice()
  engine.trainStep = async () => ({ loss: NaN, embeddings: new Float32Array(6 * D).fill(NaN), partition: 1 })
  await expect(trainer.step()).rejects.toThrow(LearningDiverged)
  expect(trainer.bank.rows).toEqual(rows)
})

test('one photo is too few, and a batch never exceeds the library', () => {
  expect(
    () => new Trainer({ engine: new TinyEngine(), recipe, photos: { ...photos, count: 1 }, progress: () => 0 }),
  ).toThrow(/at least two; there are 1/)
  expect(resolveRecipe({}, 10).batchSize).toBe(10)
  expect(resolveRecipe({}, 60_000).objective).toBe('nce')
  expect(resolveRecipe({ batchSize: 33 }, 60).batchSize).toBe(33)
  expect(() => trainerOn(new TinyEngine(), { ...recipe, batchSize: 21 })).toThrow(
    'A batch of 21 photos cannot be drawn from 20.',
  )
  expect(resolveRecipe({ seed: undefined }, 60).seed).toBe(defaultRecipe.seed)
  expect(resolveRecipe({ imageSize: 128 }, 60).searchImageSize).toBe(128)
  expect(resolveRecipe(paperRecipe, 60).searchImageSize).toBe(paperRecipe.imageSize ?? defaultRecipe.imageSize)
})

test('random weights take larger steps, and who names what only the bank reads gets it', () => {
  expect(resolveRecipe({ start: 'scratch' }, 60).learningRate).toBeGreaterThan(resolveRecipe({}, 60).learningRate)
  expect(resolveRecipe({ start: 'scratch', learningRate: 0.2 }, 60).learningRate).toBe(0.2)
  expect(resolveRecipe({}, 60).bankWeight).toBe(0)
  for (const chosen of [{ objective: 'nce' as const }, { negativeCount: 9 }, { temperature: 0.07 }, paperRecipe])
    expect(resolveRecipe(chosen, 60).bankWeight).toBe(1)
})
