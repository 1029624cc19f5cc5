/**
 * WebGPU against the processor on identical weights and batches. Any adapter will do, a software one too (with
 * libvulkan1 and VK_ICD_FILENAMES naming a Vulkan driver).
 */
import { describe, expect, test } from 'vitest'
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import type { Engine, EngineConfig, EngineState, Objective, TrainingBatch } from '../../src/core/learning/engine.ts'
import { wholeViews } from '../../src/core/learning/look.ts'
import { MemoryBank } from '../../src/core/learning/memory-bank.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../../src/core/learning/recipe.ts'
import { pictureBatch } from './pictures.ts'

const [P, S, B] = [96, 32, 8]
const N = 100

/** A batch and the bank it reads. */
function newBatch(config: EngineConfig, seed: number): { batch: TrainingBatch; bank: MemoryBank } {
  const random = new Random(4 + seed)
  const bank = MemoryBank.random(N, 128, random)
  const batch = {
    ...pictureBatch(
      config,
      N,
      Int32Array.from({ length: B }, (_, b) => b),
      random,
    ),
    bank: bank.rows,
    partition: 0,
    learningRate: 0.01,
  }
  return { batch, bank }
}

const gapOf = (a: Float32Array, b: Float32Array) =>
  a.reduce((gap, value, i) => Math.max(gap, Math.abs(value - b[i])), 0)

const needsGpu = 'no GPU that WebGPU can use'

/** Null where there is no adapter. */
async function onWebgpu(...given: [EngineConfig, EngineState]): Promise<Engine | null> {
  try {
    return await createOnnxEngine(...given, { device: 'webgpu' })
  } catch (error) {
    const { message } = error as Error
    if (!/is not available on this machine/.test(message)) throw error
    return null
  }
}

describe.each<Objective>(['softmax', 'nce'])('%s', (objective) => {
  test('two steps give the same losses to 1e-5 and the same embeddings to 1e-4', async (context) => {
    const config = engineConfig({ ...defaultRecipe, imageSize: S, objective, bankWeight: 1 }, P)
    const gpu = await onWebgpu(config, initialState(config, new Random(1)))
    if (!gpu) return context.skip(needsGpu)
    const cpu = await createOnnxEngine(config, initialState(config, new Random(1)))
    const [ours, theirs] = [newBatch(config, 0), newBatch(config, 0)]
    for (let step = 0; step < 2; step++) {
      const [a, b] = [await cpu.trainStep(ours.batch), await gpu.trainStep(theirs.batch)]
      expect(Math.abs(b.loss / a.loss - 1)).toBeLessThan(1e-5)
      expect(gapOf(a.embeddings, b.embeddings)).toBeLessThan(1e-4)
      ours.bank.update(ours.batch.instances, a.embeddings, 0.5)
      theirs.bank.update(theirs.batch.instances, b.embeddings, 0.5)
    }
    await Promise.all([cpu.dispose(), gpu.dispose()])
  }, 400_000)
})

test('weights and bank that stay on the device are those that the processor would have, and come back', async (context) => {
  const config = engineConfig({ ...defaultRecipe, imageSize: S }, P)
  const start = initialState(config, new Random(1))
  const [kept, sent] = [await onWebgpu(config, start), await onWebgpu(config, start)]
  if (!kept || !sent) return context.skip(needsGpu)
  const [a, b] = [newBatch(config, 0), newBatch(config, 0)]
  for (let step = 0; step < 5; step++) {
    // One engine goes through the processor's memory with each step, with a bank that is a new array each time.
    await sent.importState(await sent.exportState())
    const instances = a.batch.instances.map((row) => (row + 5 * step) % N)
    const ours = await kept.trainStep({ ...a.batch, instances })
    const theirs = await sent.trainStep({ ...b.batch, instances, bank: b.bank.rows.slice() })
    expect(ours.loss).toBe(theirs.loss)
    a.bank.update(instances, ours.embeddings, 0.5)
    b.bank.update(instances, theirs.embeddings, 0.5)
  }
  const [ours, theirs] = [await kept.exportState(), await sent.exportState()]
  for (const name of Object.keys(ours.parameters))
    expect(gapOf(ours.parameters[name].data, theirs.parameters[name].data), name).toBe(0)
  const views = wholeViews(a.batch.pixels, { imageSize: P, pixelSize: P })
  expect(gapOf(await kept.embed(views), await sent.embed(views))).toBe(0)
  await Promise.all([kept.dispose(), sent.dispose()])
}, 900_000)
