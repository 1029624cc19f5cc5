/** Each objective as a graph of its own against the reference: loss, every element of its gradients, the estimate of Z. */
import { expect, test } from 'vitest'
import type { EngineConfig, Objective } from '../../learning/engine.ts'
import { estimatePartition, noiseContrastive, nonParametricSoftmax, parametricSoftmax, proximal, twoViews, type Loss, type LossInput } from '../../learning/losses.ts'
import { MemoryBank } from '../../learning/memory-bank.ts'
import { Random } from '../../learning/random.ts'
import { defaultRecipe, engineConfig } from '../../learning/recipe.ts'
import { Graph } from './graph.ts'
import { objective } from './objective-graph.ts'
import { ort } from './runtime.ts'

const [B, N, D] = [8, 30, 64]
const configOf = (chosen: Objective, changes: Partial<EngineConfig> = {}): EngineConfig => ({
  ...engineConfig({ ...defaultRecipe, objective: chosen, embeddingSize: D, viewWeight: 0, viewTemperature: 0.3 }, 32),
  ...changes,
})
const terms: [string, Partial<EngineConfig>][] = [
  ['alone', {}],
  ['with the proximal term', { proximalWeight: 2 }],
  ['with two views', { viewWeight: 0.5 }],
  ['with both', { proximalWeight: 2, viewWeight: 0.5 }],
]

type Data = Float32Array | Int32Array
interface Given extends LossInput {
  embeddings: Float32Array
  bank: Float32Array
  instances: Int32Array
}

/** The photos' rows of the bank lean towards their embeddings; all are of length `length`. */
function given(length = 1): Given {
  const random = new Random(4)
  const embeddings = MemoryBank.random(B, D, random).rows.slice()
  const instances = Int32Array.from({ length: B }, (_, b) => (b % (B / 2)) + 3)
  const bank = MemoryBank.random(N, D, random)
  bank.update(instances, embeddings, 0.8)
  return { embeddings, bank: bank.rows.map((value) => length * value), instances, embeddingSize: D }
}

const drawnRows = (negativeCount: number, random = new Random(6)) => Int32Array.from({ length: B * negativeCount }, () => random.integer(N))

/** The outputs of `objective` and nothing else. */
async function run(config: EngineConfig, { embeddings, bank, instances }: Given, negatives?: Int32Array, partition = 0) {
  const graph = new Graph()
  for (const [name, shape] of [['v', ['B', D]], ['bank', ['N', D]], ['batchSize', []]] as const) graph.input(name, 'float32', shape)
  const result = objective(graph, config, 'v', 'bank', 'batchSize')
  graph.output('loss', result.loss, 'float32', [])
  graph.output('gradient', result.gradient, 'float32', ['B', D])
  graph.output('estimate', result.partition, 'float32', [])
  if (result.bankGradient) graph.output('bankGradient', result.bankGradient, 'float32', ['N', D])
  const session = await ort.InferenceSession.create(graph.encode(), { logSeverityLevel: 3 })
  const tensor = (data: Data, shape: number[]) => new ort.Tensor(data instanceof Int32Array ? 'int32' : 'float32', data, shape)
  const feeds = {
    v: tensor(embeddings, [B, D]), bank: tensor(bank, [N, D]), batchSize: tensor(Float32Array.of(B), []), instances: tensor(instances, [B]),
    ...(negatives ? { negatives: tensor(negatives, [B, negatives.length / B]), partition: tensor(Float32Array.of(partition), []) } : {}),
  }
  const results = await session.run(feeds)
  await session.release()
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]))
}

/** The reference's loss and gradient with the terms that `config` asks for. */
function withTerms(main: Loss, { proximalWeight, viewWeight, viewTemperature }: EngineConfig, input: Given): Loss {
  const kept = proximal(input, proximalWeight)
  const views = twoViews(input.embeddings, D, viewTemperature)
  return {
    loss: main.loss + kept.loss + viewWeight * views.loss,
    gradient: main.gradient.map((value, i) => value + kept.gradient[i] + viewWeight * views.gradient[i]),
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
function expectLoss(found: Record<string, Float32Array>, wanted: Loss, tolerance = 3e-5): void {
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
  expectAlike(found.bankGradient, wanted.bankGradient, 1e-5)
})

test.each([1, 10, 512, 4096].flatMap((count) => terms.map(([name, changes]) => [count, name, changes] as const)))('NCE with %i negatives %s', async (count, _, changes) => {
  const [config, input, negatives] = [configOf('nce', changes), given(), drawnRows(count)]
  const options = { temperature: config.temperature, negatives }
  const estimate = estimatePartition(input, options)
  for (const partition of [40, 0]) {
    const found = await run(config, input, negatives, partition)
    const wanted = noiseContrastive(input, { ...options, partition: partition || estimate })
    expectLoss(found, withTerms(wanted, config, input))
    expect(found.estimate[0] / estimate).toBeCloseTo(1, 4)
  }
})

test.each([0.02, 0.005])('softmax at temperature %f, also where the own row is far from the nearest', async (temperature) => {
  const near = given()
  for (const input of [near, { ...near, instances: near.instances.map((row) => row + 9) }]) {
    expectLoss(await run(configOf('softmax', { temperature }), input), nonParametricSoftmax(input, temperature), 1e-4)
    expectLoss(await run(configOf('parametric', { temperature }), input), parametricSoftmax(input, temperature), 1e-4)
  }
})

// Where a row of the bank is the embedding, Z is N exp(1/τ) at most.
test.each([0.02, 0.0135])('NCE at temperature %f, also where the bank holds the embeddings', async (temperature) => {
  const [near, negatives] = [given(), drawnRows(10)]
  for (const input of [near, { ...near, embeddings: Float32Array.from(near.embeddings, (_, i) => near.bank[near.instances[Math.floor(i / D)] * D + (i % D)]) }]) {
    const estimate = estimatePartition(input, { temperature, negatives })
    for (const partition of [0, estimate, 1e6]) {
      const found = await run(configOf('nce', { temperature }), input, negatives, partition)
      const wanted = noiseContrastive(input, { temperature, negatives, partition: partition || estimate })
      expect(found.estimate[0] / estimate).toBeCloseTo(1, 4)
      expectLoss(found, wanted, 1e-4)
    }
  }
})
