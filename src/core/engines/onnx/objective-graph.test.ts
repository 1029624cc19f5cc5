/** Each objective's loss and bank gradient against the reference, from the embeddings the step itself reports. */
import { expect, test } from 'vitest'
import { allocateViews, drawView } from '../../learning/augmentation.ts'
import { initialState } from '../../learning/backbone.ts'
import type { EngineConfig, Objective, TrainingBatch } from '../../learning/engine.ts'
import { estimatePartition, noiseContrastive, nonParametricSoftmax, parametricSoftmax, proximal, twoViews } from '../../learning/losses.ts'
import { MemoryBank } from '../../learning/memory-bank.ts'
import { Random } from '../../learning/random.ts'
import { defaultRecipe, engineConfig } from '../../learning/recipe.ts'
import { createOnnxEngine } from './engine.ts'

const [B, P, S, N, D] = [8, 36, 32, 30, 64]

function newBatch(negativeCount: number): TrainingBatch {
  const random = new Random(4)
  const views = allocateViews(B, S, P)
  for (let b = 0; b < B; b++) drawView(views, b, { imageSize: S, pixelSize: P }, 1, defaultRecipe.augmentation, random)
  return {
    ...views,
    pixels: Uint8Array.from({ length: B * P * P * 3 }, () => random.integer(256)),
    instances: Int32Array.from({ length: B }, (_, b) => b % (B / 2)),
    bank: MemoryBank.random(N, D, random).rows.map((value) => 1.5 * value),
    negatives: Int32Array.from({ length: B * negativeCount }, () => random.integer(N)),
    partition: 40,
    learningRate: 0,
  }
}

async function step(objective: Objective, changes: Partial<EngineConfig>, batch: TrainingBatch) {
  const config: EngineConfig = { ...engineConfig({ ...defaultRecipe, objective, imageSize: S, embeddingSize: D }, P), viewWeight: 0, ...changes }
  const engine = await createOnnxEngine(config, initialState(config, new Random(1)))
  const result = await engine.trainStep(batch)
  await engine.dispose()
  const input = { embeddings: result.embeddings, bank: batch.bank, instances: batch.instances, embeddingSize: D }
  return { result, input, temperature: config.temperature }
}

test.each([1, 10, 512, 4096])('NCE with %i negatives', async (negativeCount) => {
  const batch = newBatch(negativeCount)
  const { result, input, temperature } = await step('nce', { proximalWeight: 2 }, batch)
  const options = { temperature, negatives: batch.negatives! }
  const wanted = noiseContrastive(input, { ...options, partition: 40 }).loss + proximal(input, 2).loss
  expect(result.loss / wanted).toBeCloseTo(1, 5)
  expect(result.partition / estimatePartition(input, options)).toBeCloseTo(1, 4)
})

test('softmax with two views', async () => {
  const { result, input, temperature } = await step('softmax', { viewWeight: 0.5, viewTemperature: 0.3 }, newBatch(1))
  const wanted = nonParametricSoftmax(input, temperature).loss + 0.5 * twoViews(input.embeddings, D, 0.3).loss
  expect(result.loss / wanted).toBeCloseTo(1, 5)
  expect(result.bankGradient).toBeUndefined()
})

test('parametric softmax, weights of any length, and its gradient by them', async () => {
  const { result, input, temperature } = await step('parametric', {}, newBatch(1))
  const wanted = parametricSoftmax(input, temperature)
  expect(result.loss / wanted.loss).toBeCloseTo(1, 5)
  result.bankGradient!.forEach((value, i) => expect(Math.abs(value - wanted.bankGradient[i])).toBeLessThan(1e-5))
})
