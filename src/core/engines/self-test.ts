/**
 * Whether a device computes what the processor does, before anything is learnt on it: drivers of graphics cards have
 * given wrong numbers without a word. Two steps of a small network with every kind of layer and view, in some two
 * seconds, most of which are the opening of its graphs.
 */
import { initialState } from '../learning/encoder-weights.ts'
import { allocateViewBuffers, drawViews } from '../learning/batches.ts'
import type { Engine, EngineConfig, EngineFactory, TrainingBatch } from '../learning/engine.ts'
import { MemoryBank } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import { defaultRecipe, engineConfig, type TrainingRecipe } from '../learning/recipe.ts'

const [photoCount, pixelSize] = [8, 32]
const recipe: TrainingRecipe = {
  ...defaultRecipe,
  backbone: 'resnet6',
  imageSize: 32,
  searchImageSize: 32,
  smallViewCount: 1,
  // Its last stage has a single place, as that of small views has where one learns.
  smallImageSize: 8,
  embeddingSize: 32,
  headSize: 32,
  bankWeight: 1,
  batchSize: photoCount,
}
/** Relative; single precision and another order of sums make some 1e-5 of two steps. */
const tolerance = 1e-3

/** Throws an Error with both losses where they differ. Releases both engines. */
export async function selfTest(name: string, onDevice: EngineFactory, onProcessor: EngineFactory): Promise<void> {
  const [found, wanted] = [await lossesOf(onDevice), await lossesOf(onProcessor)]
  const isAlike = wanted.every((loss, step) => Math.abs(found[step] / loss - 1) < tolerance)
  if (isAlike) return
  const numbers = (losses: number[]) => losses.map((loss) => loss.toFixed(4)).join(', ')
  throw new Error(
    `The device "${name}" gives other numbers than the processor (losses ${numbers(found)} in place of ${numbers(wanted)}). Choose --device cpu.`,
  )
}

async function lossesOf(makeEngine: EngineFactory): Promise<number[]> {
  const config = engineConfig(recipe, pixelSize)
  const engine = await makeEngine(config, initialState(config, new Random(1)))
  try {
    return await twoSteps(engine)
  } finally {
    await engine.dispose()
  }
}

async function twoSteps(engine: Engine): Promise<number[]> {
  const batch = noiseBatch(engineConfig(recipe, pixelSize), photoCount)
  return [(await engine.trainStep(batch)).loss, (await engine.trainStep(batch)).loss]
}

/** Photos of noise, views and a bank of them, the same each time. */
export function noiseBatch(config: EngineConfig, photoCount: number): TrainingBatch {
  const random = new Random(2)
  const { pixelSize } = config
  const pixels = Uint8Array.from({ length: photoCount * pixelSize ** 2 * 3 }, () => random.integer(256))
  const sides = new Uint8Array(photoCount).fill(1)
  const photos = {
    count: photoCount,
    pixelSize,
    widths: sides,
    heights: sides,
    readPixels: (_: Int32Array, target: Uint8Array) => target.set(pixels),
  }
  const rows = Int32Array.from({ length: photoCount }, (_, row) => row)
  const seen: TrainingRecipe = { ...defaultRecipe, ...config, batchSize: photoCount }
  const bank = MemoryBank.random(photoCount, config.embeddingSize, random).rows
  const views = drawViews(allocateViewBuffers(photoCount, seen, photos), photos, rows, seen, random)
  const negatives = config.objective === 'nce' ? { negatives: rows.slice(), partition: photoCount } : {}
  return { ...views, ...negatives, instances: rows, bank, learningRate: 0.01 }
}
