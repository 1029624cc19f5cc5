/**
 * Each objective as a graph of its own against the reference: loss, every element of its gradients, the estimate of Z.
 */
import { expect, test } from 'vitest'
import type { EngineConfig, Objective } from '../../learning/engine.ts'
import {
  estimatePartition,
  noiseContrastive,
  nonParametricSoftmax,
  parametricSoftmax,
  proximal,
  viewsTogether,
  type Loss,
  type LossInput,
} from '../../learning/losses.ts'
import { MemoryBank } from '../../learning/memory-bank.ts'
import { Random } from '../../learning/random.ts'
import { defaultRecipe, engineConfig } from '../../learning/recipe.ts'
import { Graph } from './graph.ts'
import { objective } from './objective-graph.ts'
import { ort } from './runtime.ts'

const [B, N, D] = [4, 30, 64]
/** Rows: two large views of each photo, and two small ones where they are asked for. */
const [L, R] = [2 * B, 4 * B]
const configOf = (chosen: Objective, changes: Partial<EngineConfig> = {}): EngineConfig => ({
  ...engineConfig({ ...defaultRecipe, objective: chosen, bankWeight: 1, embeddingSize: D, viewTemperature: 0.3 }, 32),
  viewWeight: 0,
  smallViewCount: 0,
  ...changes,
})
const terms: [string, Partial<EngineConfig>][] = [
  ['alone', {}],
  ['with the proximal term', { proximalWeight: 2 }],
  ['with two views', { viewWeight: 0.5 }],
  ['with small views', { viewWeight: 0.5, smallViewCount: 2 }],
  ['with all', { proximalWeight: 2, viewWeight: 0.5, smallViewCount: 2, bankWeight: 0.3 }],
  ['left out', { viewWeight: 0.5, smallViewCount: 2, bankWeight: 0 }],
]

type Data = Float32Array | Int32Array
interface Given extends LossInput {
  /** Of the large views, [L, D]. */
  embeddings: Float32Array
  /** Of all views, [R, D]. */
  rows: Float32Array
  bank: Float32Array
  /** Of the large views, [L]. */
  instances: Int32Array
}

/** The photos' rows of the bank lean towards their embeddings; all are of length `length`. */
function given(length = 1): Given {
  const random = new Random(4)
  const rows = MemoryBank.random(R, D, random).rows.slice()
  const embeddings = rows.slice(0, L * D)
  const photos = Int32Array.from({ length: B }, (_, b) => b + 3)
  const bank = MemoryBank.random(N, D, random)
  bank.update(photos, embeddings, 0.8)
  const instances = Int32Array.from({ length: L }, (_, row) => photos[row % B])
  return { embeddings, rows, bank: bank.rows.map((value) => length * value), instances, embeddingSize: D }
}

const drawnRows = (negativeCount: number, random = new Random(6)) =>
  Int32Array.from({ length: B * negativeCount }, () => random.integer(N))
/** All views of a photo have the same negatives. */
const ofAllViews = (negatives: Int32Array) =>
  Int32Array.from({ length: 2 * negatives.length }, (_, i) => negatives[i % negatives.length])

/** The outputs of `objective` and nothing else. */
async function run(
  config: EngineConfig,
  { embeddings, rows, bank, instances }: Given,
  negatives?: Int32Array,
  partition = 0,
) {
  const graph = new Graph()
  for (const [name, shape] of [
    ['v', ['R', D]],
    ['bank', ['N', D]],
  ] as const)
    graph.input(name, 'float32', shape)
  const v = config.smallViewCount > 0 ? rows : embeddings
  const count = (value: number) => graph.int32s([value], [])
  const result = objective(
    graph,
    config,
    { rows: 'v', count: count(v.length / D), largeCount: count(L), photoCount: count(B) },
    'bank',
  )
  graph.output('loss', result.loss, 'float32', [])
  graph.output('gradient', result.gradient, 'float32', ['R', D])
  graph.output('estimate', result.partition, 'float32', [])
  if (result.bankGradient) graph.output('bankGradient', result.bankGradient, 'float32', ['N', D])
  const session = await ort.InferenceSession.create(graph.encode(), { logSeverityLevel: 3 })
  const tensor = (data: Data, shape: number[]) =>
    new ort.Tensor(data instanceof Int32Array ? 'int32' : 'float32', data, shape)
  const feeds = {
    v: tensor(v, [v.length / D, D]),
    bank: tensor(bank, [N, D]),
    instances: tensor(instances.slice(0, B), [B]),
    ...(negatives
      ? { negatives: tensor(negatives, [B, negatives.length / B]), partition: tensor(Float32Array.of(partition), []) }
      : {}),
  }
  const results = await session.run(feeds)
  await session.release()
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]))
}

/** The reference's loss and gradient with the terms that `config` asks for. */
function withTerms(
  main: Loss,
  { bankWeight, proximalWeight, viewWeight, viewTemperature, smallViewCount }: EngineConfig,
  input: Given,
): Loss {
  const kept = proximal(input, proximalWeight)
  const rows = smallViewCount > 0 ? input.rows : input.embeddings
  const views = viewsTogether({ embeddings: rows, embeddingSize: D, photoCount: B, largeCount: L }, viewTemperature)
  return {
    loss: bankWeight * (main.loss + kept.loss) + viewWeight * views.loss,
    gradient: views.gradient.map(
      (value, i) => bankWeight * ((main.gradient[i] ?? 0) + (kept.gradient[i] ?? 0)) + viewWeight * value,
    ),
  }
}

/** Largest difference over the largest value. */
function expectAlike(found: Float32Array, wanted: Float64Array, tolerance: number): void {
  const size = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(found.length).toBe(wanted.length)
  expect(size).toBeGreaterThan(0)
  const gap = found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0)
  expect(gap / size).toBeLessThan(tolerance)
}

/** The tolerance is of singles that are summed over up to 4096 negatives. */
function expectLoss(found: Record<string, Float32Array>, wanted: Loss, tolerance = 5e-5): void {
  expect(Math.abs(found.loss[0] / wanted.loss - 1)).toBeLessThan(tolerance)
  expectAlike(found.gradient, wanted.gradient, tolerance)
}

test.each(terms)('softmax %s', async (_, changes) => {
  const [config, input] = [configOf('softmax', changes), given()]
  expectLoss(await run(config, input), withTerms(nonParametricSoftmax(input, config.temperature), config, input))
})

test.each(terms)('parametric softmax %s, weights of any length, and its gradient by them', async (_, changes) => {
  const [config, input] = [configOf('parametric', changes), given(1.5)]
  const wanted = parametricSoftmax(input, config.temperature)
  const found = await run(config, input)
  expectLoss(found, withTerms(wanted, config, input))
  if (config.bankWeight > 0)
    expectAlike(
      found.bankGradient,
      wanted.bankGradient.map((value) => config.bankWeight * value),
      1e-5,
    )
  else expect(found.bankGradient.every((value) => value === 0)).toBe(true)
})

test.each([1, 10, 512, 4096].flatMap((count) => terms.map(([name, changes]) => [count, name, changes] as const)))(
  'NCE with %i negatives %s',
  async (count, _, changes) => {
    const [config, input, negatives] = [configOf('nce', changes), given(), drawnRows(count)]
    const options = { temperature: config.temperature, negatives: ofAllViews(negatives) }
    const estimate = estimatePartition(input, options)
    for (const partition of [40, 0]) {
      const found = await run(config, input, negatives, partition)
      const wanted = noiseContrastive(input, { ...options, partition: partition || estimate })
      expectLoss(found, withTerms(wanted, config, input))
      // Left out, it is not reckoned.
      expect(found.estimate[0]).toBeCloseTo(config.bankWeight > 0 ? estimate : 1, 4 - Math.ceil(Math.log10(estimate)))
    }
  },
)

test.each([0.02, 0.005])(
  'softmax at temperature %f, also where the own row is far from the nearest',
  async (temperature) => {
    const near = given()
    for (const input of [near, { ...near, instances: near.instances.map((row) => row + 9) }]) {
      expectLoss(await run(configOf('softmax', { temperature }), input), nonParametricSoftmax(input, temperature), 1e-4)
      expectLoss(await run(configOf('parametric', { temperature }), input), parametricSoftmax(input, temperature), 1e-4)
    }
  },
)

// Where a row of the bank is the embedding, Z is N exp(1/τ) at most.
test.each([0.02, 0.0135])('NCE at temperature %f, also where the bank holds the embeddings', async (temperature) => {
  const [near, negatives] = [given(), drawnRows(10)]
  for (const input of [
    near,
    {
      ...near,
      embeddings: Float32Array.from(
        near.embeddings,
        (_, i) => near.bank[near.instances[Math.floor(i / D)] * D + (i % D)],
      ),
    },
  ]) {
    const estimate = estimatePartition(input, { temperature, negatives: ofAllViews(negatives) })
    for (const partition of [0, estimate, 1e6]) {
      const found = await run(configOf('nce', { temperature }), input, negatives, partition)
      const wanted = noiseContrastive(input, {
        temperature,
        negatives: ofAllViews(negatives),
        partition: partition || estimate,
      })
      expect(found.estimate[0] / estimate).toBeCloseTo(1, 4)
      expectLoss(found, wanted, 1e-4)
    }
  }
})
