/** The reference losses against closed forms and finite differences. */
import { describe, expect, test } from 'vitest'
import {
  estimatePartition,
  noiseContrastive,
  nonParametricSoftmax,
  parametricSoftmax,
  proximal,
  viewsTogether,
  type Loss,
  type LossInput,
} from './losses.ts'
import { MemoryBank } from './memory-bank.ts'
import { Random } from './random.ts'

const [N, D, B, m] = [12, 8, 4, 5]
const random = new Random(5)
const input: LossInput = {
  embeddings: Float64Array.from(MemoryBank.random(B, D, random).rows),
  bank: Float64Array.from(MemoryBank.random(N, D, random).rows),
  instances: [4, 0, 4, 0],
  embeddingSize: D,
}
const temperature = 0.3
const negatives = Array.from({ length: B * m }, () => random.integer(N))

describe.each<[string, (input: LossInput) => Loss]>([
  ['softmax', (at) => nonParametricSoftmax(at, temperature)],
  ['parametric softmax', (at) => parametricSoftmax(at, temperature)],
  ['NCE', (at) => noiseContrastive(at, { temperature, negatives, partition: 7 })],
  [
    'two views',
    (at) => viewsTogether({ embeddings: at.embeddings, embeddingSize: D, photoCount: 2, largeCount: 4 }, temperature),
  ],
  ['proximal', (at) => proximal(at, 0.4)],
])('%s', (_, lossOf) => {
  test('gradient is the slope of the loss', () => {
    const { gradient } = lossOf(input)
    for (let i = 0; i < B * D; i++) {
      const moved = (by: number) => {
        const embeddings = Float64Array.from(input.embeddings)
        embeddings[i] += by
        return lossOf({ ...input, embeddings }).loss
      }
      expect(gradient[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6)
    }
  })
})

test('two large views and a small one: the gradient is the slope of the loss', () => {
  const lossOf = (embeddings: ArrayLike<number>) =>
    viewsTogether({ embeddings, embeddingSize: D, photoCount: 4, largeCount: 8 }, temperature)
  const { gradient } = lossOf(input.bank)
  for (let i = 0; i < N * D; i++) {
    const moved = (by: number) => {
      const rows = Float64Array.from(input.bank)
      rows[i] += by
      return lossOf(rows).loss
    }
    expect(gradient[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6)
  }
})

test('parametric softmax: the gradient by the class weights is the slope of the loss', () => {
  const { bankGradient } = parametricSoftmax(input, temperature)
  for (let i = 0; i < N * D; i++) {
    const moved = (by: number) => {
      const bank = Float64Array.from(input.bank)
      bank[i] += by
      return parametricSoftmax({ ...input, bank }, temperature).loss
    }
    expect(bankGradient[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6)
  }
})

test('softmax over equal similarities is log N', () => {
  const bank = new Float64Array(N * D)
  expect(nonParametricSoftmax({ ...input, bank }, temperature).loss).toBeCloseTo(Math.log(N), 10)
})

test('softmax does not overflow at a tiny temperature', () => {
  const { loss } = nonParametricSoftmax(
    { ...input, embeddings: input.bank, instances: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
    1e-4,
  )
  expect(loss).toBeCloseTo(0, 6)
})

test('NCE with all similarities 0 and Z = N: h = 1 / (1 + m) for each', () => {
  const bank = new Float64Array(N * D)
  const { loss } = noiseContrastive({ ...input, bank }, { temperature, negatives, partition: N })
  expect(loss).toBeCloseTo(Math.log(1 + m) + m * Math.log((1 + m) / m), 10)
})

/** Averaged over the batch. */
function truePartition({ embeddings, bank, instances }: LossInput, tau: number): number {
  let sum = 0
  for (let b = 0; b < instances.length; b++)
    for (let row = 0; row < bank.length / D; row++) {
      let similarity = 0
      for (let d = 0; d < D; d++) similarity += embeddings[b * D + d] * bank[row * D + d]
      sum += Math.exp(similarity / tau)
    }
  return sum / instances.length
}

test.each([
  ['all others', Array.from({ length: N - 1 }, (_, i) => i + 1)],
  ['all rows, the own among them', Array.from({ length: N }, (_, i) => i)],
])('the estimate of Z over %s is Z', (_, rows) => {
  const one = { ...input, embeddings: Float64Array.from(input.embeddings).slice(0, D), instances: [0] }
  expect(estimatePartition(one, { temperature, negatives: rows })).toBeCloseTo(truePartition(one, temperature), 8)
})

test.each([1, 3, 20])(
  'the estimate of Z from %i negatives is Z on average, where the bank begins with the embeddings',
  (count) => {
    const [rowCount, drawCount, tau] = [300, 4000, 0.15]
    const bank = MemoryBank.random(rowCount, D, random).rows
    const instances = [7, 250, 31, 7]
    const embeddings = Float64Array.from(instances.flatMap((row) => [...bank.subarray(row * D, (row + 1) * D)]))
    const large = { embeddings, bank, instances, embeddingSize: D }
    const estimates = Array.from({ length: drawCount }, () =>
      estimatePartition(large, {
        temperature: tau,
        negatives: Array.from({ length: B * count }, () => random.integer(rowCount)),
      }),
    )
    const mean = estimates.reduce((a, b) => a + b) / drawCount
    const deviation = Math.sqrt(estimates.reduce((sum, z) => sum + (z - mean) ** 2, 0) / drawCount)
    const exact = truePartition(large, tau)
    // Four deviations of the mean; with the own row in the mean over m + 1 the estimate would be far above.
    expect(Math.abs(mean - exact)).toBeLessThan((4 * deviation) / Math.sqrt(drawCount))
    expect(deviation / Math.sqrt(drawCount)).toBeLessThan(0.03 * exact)
  },
)

test('the proximal term is nothing where nothing changed', () => {
  const { loss, gradient } = proximal(
    { ...input, embeddings: input.bank, instances: Array.from({ length: N }, (_, i) => i) },
    5,
  )
  expect(loss).toBe(0)
  expect(Math.max(...gradient)).toBe(0)
})

test("views that are all equal: every large view but the own photo's others is as likely", () => {
  const lossOf = (rows: number, photoCount: number, largeCount: number) =>
    viewsTogether(
      { embeddings: new Float64Array(rows * D).fill(0.1), embeddingSize: D, photoCount, largeCount },
      temperature,
    ).loss
  // Two views of three photos: NT-Xent, log(2 · 3 − 1).
  expect(lossOf(6, 3, 6)).toBeCloseTo(Math.log(5), 10)
  // A small view has two to be pulled to, each against four of other photos.
  expect(lossOf(9, 3, 6)).toBeCloseTo(Math.log(5), 10)
})

test('two views are NT-Xent: the other view against all rows but the own', () => {
  const { embeddings } = input
  const similarity = (a: number, b: number) =>
    Array.from({ length: D }, (_, d) => embeddings[a * D + d] * embeddings[b * D + d]).reduce((x, y) => x + y)
  const losses = [0, 1, 2, 3].map((row) => {
    const others = [0, 1, 2, 3]
      .filter((other) => other !== row)
      .map((other) => Math.exp(similarity(row, other) / temperature))
    return Math.log(others.reduce((x, y) => x + y)) - similarity(row, (row + 2) % 4) / temperature
  })
  const { loss } = viewsTogether({ embeddings, embeddingSize: D, photoCount: 2, largeCount: 4 }, temperature)
  expect(loss).toBeCloseTo(losses.reduce((x, y) => x + y) / 4, 10)
})
