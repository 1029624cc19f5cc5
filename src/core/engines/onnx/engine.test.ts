/**
 * The whole step: the optimiser against its formula, state out and in; gradients are tested in
 * test/engines/gradients.test.ts.
 */
import { expect, test } from 'vitest'
import { initialState } from '../../learning/encoder-weights.ts'
import type { EngineConfig, Objective, TrainingBatch } from '../../learning/engine.ts'
import { wholeViews } from '../../learning/look.ts'
import { Random } from '../../learning/random.ts'
import { defaultRecipe, engineConfig } from '../../learning/recipe.ts'
import { narrow } from '../../../../test/support/narrow-networks.ts'
import { pictureBatch } from '../../../../test/engines/pictures.ts'
import { createOnnxEngine } from './engine.ts'
import './testing/shared-sessions.ts'

const [B, P, D, N] = [6, 40, 32, 20]
const random = new Random(3)
const normal = () => random.normal()

const configOf = (objective: Objective, rest: Partial<EngineConfig> = {}): EngineConfig => {
  const recipe = {
    ...defaultRecipe,
    objective,
    ...narrow,
    imageSize: 40,
    searchImageSize: 40,
    embeddingSize: D,
    headSize: 48,
    temperature: 0.2,
    bankWeight: 1,
    proximalWeight: 0.5,
    smallViewCount: 2,
  }
  return { ...engineConfig(recipe, P), optimizerMomentum: 0, weightDecay: 0, ...rest }
}

const batch = (learningRate: number, partition = 30, config = configOf('nce')): TrainingBatch => ({
  ...pictureBatch(
    config,
    N,
    Int32Array.from({ length: B }, (_, b) => b * 3),
    random,
  ),
  learningRate,
  partition,
})
const seen = () => wholeViews(batch(0).pixels, { imageSize: 40, pixelSize: P })

test('the optimiser follows v = momentum v + gradient + decay w, w = w − rate v', async () => {
  const plain = configOf('softmax')
  const start = initialState(plain, { normal })
  const step = batch(0.1)
  const reference = await createOnnxEngine(plain, start)
  await reference.trainStep({ ...step, learningRate: 0 })
  const gradient = (await reference.exportState()).velocity
  const engine = await createOnnxEngine(configOf('softmax', { optimizerMomentum: 0.9, weightDecay: 0.01 }), {
    ...start,
    velocity: Object.fromEntries(
      Object.entries(gradient).map(([name, { shape, data }]) => [name, { shape, data: data.map(() => 0.5) }]),
    ),
  })
  await engine.trainStep(step)
  const after = await engine.exportState()
  for (const name of [
    'features.0.weight',
    'features.0.norm.weight',
    'features.10.weight',
    'head.1.bias',
    'head.3.weight',
  ]) {
    const w = start.parameters[name].data
    for (let i = 0; i < w.length; i += 17) {
      const velocity = 0.45 + gradient[name].data[i] + 0.01 * w[i]
      expect(after.velocity[name].data[i]).toBeCloseTo(velocity, 3)
      expect(after.parameters[name].data[i]).toBeCloseTo(w[i] - 0.1 * velocity, 4)
    }
  }
  await Promise.all([reference.dispose(), engine.dispose()])
})

test('embeddings are unit vectors, state survives export and import, training lowers the loss', async () => {
  const config = configOf('softmax', { optimizerMomentum: 0.9, proximalWeight: 0 })
  const engine = await createOnnxEngine(config, initialState(config, { normal }))
  const step = batch(0.05)
  const losses: number[] = []
  const views = seen()
  const before = await engine.embed(views)
  for (let i = 0; i < 12; i++) losses.push((await engine.trainStep(step)).loss)
  expect(losses.at(-1)).toBeLessThan(losses[0] * 0.7)
  const embeddings = await engine.embed(views)
  expect(embeddings).not.toEqual(before)
  for (let b = 0; b < B; b++) expect(Math.hypot(...embeddings.subarray(b * D, (b + 1) * D))).toBeCloseTo(1, 4)
  const twin = await createOnnxEngine(config, await engine.exportState())
  expect(await twin.embed(views)).toEqual(embeddings)
  expect((await twin.trainStep(step)).loss).toBeCloseTo((await engine.trainStep(step)).loss, 5)
  await Promise.all([engine.dispose(), twin.dispose()])
})

test('a photo is seen alike alone and in a batch, whatever was run before', async () => {
  const config = configOf('softmax')
  const engine = await createOnnxEngine(config, initialState(config, { normal }))
  const all = seen()
  const together = await engine.embed(all)
  const part = <T extends Float32Array | Uint8Array>(values: T, b: number) =>
    values.slice((b * values.length) / B, ((b + 1) * values.length) / B) as T
  for (let b = 0; b < B; b++) {
    const { pixels, rowResampling, columnResampling, colour } = all
    const alone = await engine.embed({
      pixels: part(pixels, b),
      rowResampling: part(rowResampling, b),
      columnResampling: part(columnResampling, b),
      colour: part(colour, b),
    })
    alone.forEach((value, d) => expect(value).toBeCloseTo(together[b * D + d], 5))
  }
  expect(await engine.embed(all)).toEqual(together)
  await engine.dispose()
})

test('wrong shapes and foreign weights are refused with both shapes', async () => {
  const config = configOf('softmax')
  const state = initialState(config, { normal })
  const engine = await createOnnxEngine(config, state)
  await expect(engine.trainStep({ ...batch(0), colour: new Float32Array(5) })).rejects.toThrow(
    /colour: expected \[12, 3, 6\] = 216 values, got 5/,
  )
  const other = initialState({ ...config, embeddingSize: 64 }, { normal })
  await expect(engine.importState(other)).rejects.toThrow(/fc.weight: expected \[32, 256\], got \[64, 256\]/)
  await engine.dispose()
})

test('a partition of 0 is replaced by the estimate of the batch', async () => {
  const config = configOf('nce')
  const engine = await createOnnxEngine(config, initialState(config, { normal }))
  const estimated = await engine.trainStep(batch(0, 0))
  expect(estimated.partition).toBeGreaterThan(1)
  expect(Number.isFinite(estimated.loss)).toBe(true)
  await engine.dispose()
})
