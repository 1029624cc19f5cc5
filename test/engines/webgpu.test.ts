/**
 * WebGPU against the processor on identical weights and batches. Any adapter will do, a software one too (with
 * libvulkan1 and VK_ICD_FILENAMES naming a Vulkan driver). Says when it is skipped.
 */
import { expect, test } from 'vitest'
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import { allocateViews, centreView } from '../../src/core/learning/augmentation.ts'
import { initialState } from '../../src/core/learning/backbone.ts'
import type { TrainingBatch } from '../../src/core/learning/engine.ts'
import { MemoryBank } from '../../src/core/learning/memory-bank.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../../src/core/learning/recipe.ts'

const [P, S, B] = [96, 32, 16]
const config = engineConfig({ ...defaultRecipe, imageSize: S }, P)

function newBatch(): TrainingBatch {
  const random = new Random(4)
  const views = allocateViews(B, S, P)
  for (let b = 0; b < B; b++) centreView(views, b, { imageSize: S, pixelSize: P })
  return {
    ...views,
    pixels: Uint8Array.from({ length: B * P * P * 3 }, () => random.integer(256)),
    instances: Int32Array.from({ length: B }, (_, b) => b % (B / 2)),
    bank: MemoryBank.random(100, 128, random).rows,
    learningRate: 0.01,
  }
}

test('two steps give the same losses to 1e-5 and the same embeddings to 1e-4', async (context) => {
  const batch = newBatch()
  const [cpu, gpu] = await Promise.all((['cpu', 'webgpu'] as const).map((device) => createOnnxEngine(config, initialState(config, new Random(1)), { device })))
  const first = await gpu.trainStep(batch).catch((error: Error) => {
    if (!/is not available on this machine/.test(error.message)) throw error
    console.warn(`WebGPU is skipped: ${error.message}`)
    return null
  })
  if (!first) return context.skip()
  const embeddingGap = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i])))
  let [ours, theirs] = [await cpu.trainStep(batch), first]
  for (let step = 0; ; step++) {
    expect(Math.abs(theirs.loss / ours.loss - 1)).toBeLessThan(1e-5)
    expect(embeddingGap(theirs.embeddings, ours.embeddings)).toBeLessThan(1e-4)
    if (step === 1) break
    ;[ours, theirs] = [await cpu.trainStep(batch), await gpu.trainStep(batch)]
  }
}, 120_000)
