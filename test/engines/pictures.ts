/**
 * A step's batch of random pictures that differ as photos do: batch norm over near-equal ones would magnify rounding.
 */
import { allocateViewBuffers, drawViews } from '../../src/core/learning/batches.ts'
import type { EngineConfig, TrainingBatch } from '../../src/core/learning/engine.ts'
import { MemoryBank } from '../../src/core/learning/memory-bank.ts'
import type { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe } from '../../src/core/learning/recipe.ts'

/** Of so many pictures, with a bank of N random rows, nine negatives a picture and Z = 30; learning rate 0. */
export function pictureBatch(
  config: EngineConfig,
  rowCount: number,
  instances: Int32Array,
  random: Random,
): TrainingBatch {
  const [B, P] = [instances.length, config.pixelSize]
  const stored = pictures(B, P, random)
  const [widths, heights] = [new Array<number>(B).fill(1), new Array<number>(B).fill(1)]
  const photos = {
    count: B,
    pixelSize: P,
    widths,
    heights,
    readPixels: (_: Int32Array, target: Uint8Array) => target.set(stored),
  }
  const recipe = { ...defaultRecipe, ...config }
  return {
    ...drawViews(
      allocateViewBuffers(B, recipe, photos),
      photos,
      instances.map((_, b) => b),
      recipe,
      random,
    ),
    instances,
    bank: MemoryBank.random(rowCount, config.embeddingSize, random).rows,
    negatives: Int32Array.from({ length: B * 9 }, () => random.integer(rowCount)),
    partition: 30,
    learningRate: 0,
  }
}

/** A colour, two waves a channel and a little noise: uint8 [count, side, side, 3]. */
function pictures(count: number, side: number, random: Random): Uint8Array {
  const pixels = new Uint8ClampedArray(count * side * side * 3)
  for (let photo = 0; photo < count; photo++) {
    const colours = Array.from({ length: 3 }, () => 128 + 40 * random.normal())
    const waves = Array.from({ length: 6 }, () => ({
      x: random.normal() / 4,
      y: random.normal() / 4,
      phase: random.uniform() * 6,
    }))
    for (let i = 0; i < side * side * 3; i++) {
      const [x, y, channel] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3]
      const swing = waves
        .slice(2 * channel, 2 * channel + 2)
        .reduce((sum, wave) => sum + Math.sin(wave.x * x + wave.y * y + wave.phase), 0)
      pixels[photo * side * side * 3 + i] = colours[channel] + 45 * swing + 20 * random.uniform()
    }
  }
  return new Uint8Array(pixels.buffer)
}
