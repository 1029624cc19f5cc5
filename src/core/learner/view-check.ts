/**
 * How well an encoder tells photos apart in changed views, and the encoder in use by its side: a check without labels.
 */
import { createEngine } from '../engines/create-engine.ts'
import type { Engine } from '../learning/engine.ts'
import { together, viewAgreement, type Agreement, type ViewComparison } from '../search/model-check.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, type TrainingRecipe } from '../learning/recipe.ts'
import { allocateViews, largeViews, storedAspect } from '../learning/augmentation.ts'
import { drawInto } from '../learning/batches.ts'
import { lookBatchSize, type OnPhotosSeen } from '../learning/look.ts'
import type { TrainingPhotos } from '../learning/training-photos.ts'
import { loadEncoder } from './checkpoint.ts'
import type { RunOptions } from './run-options.ts'

/** Shares of 2,048 views differ by chance by some two hundredths; more photos would only take time. */
const sampleSize = 512
const sampleSeed = 1
/**
 * Of recolouring: cropped alone, and recoloured too. Either alone misjudges runs that the two together do not
 * (docs/learning.md).
 */
const strengths = [0, 1]

/** How many views `compareViews` looks at: two of each photo, at each strength, by two encoders. */
export const comparedViewCount = (photoCount: number): number =>
  2 * 2 * strengths.length * Math.min(photoCount, sampleSize)

/**
 * Null without an encoder in use whose file can be read. Both see the same views, drawn as the new one's recipe says.
 */
export async function compareViews(
  options: RunOptions,
  engine: Engine,
  onSeen: OnPhotosSeen,
): Promise<ViewComparison | null> {
  const { encoderInUse, photos, recipe, makeEngine = createEngine } = options
  const inUse = encoderInUse ? encoderIfAny(encoderInUse) : null
  if (!inUse) return null
  const now = await agreementOf(engine, photos, recipe, onSeen)
  const other = { ...inUse.recipe, augmentation: recipe.augmentation, batchSize: recipe.batchSize }
  const engineInUse = await makeEngine(
    { engine: 'onnx', device: 'cpu' },
    engineConfig(other, photos.pixelSize),
    inUse.state,
  )
  try {
    return { now, before: await agreementOf(engineInUse, photos, other, onSeen) }
  } finally {
    await engineInUse.dispose()
  }
}

/** A model whose file is gone or damaged cannot be asked, which is no reason to lose the new one. */
function encoderIfAny(path: string): ReturnType<typeof loadEncoder> | null {
  try {
    return loadEncoder(path)
  } catch {
    return null
  }
}

async function agreementOf(
  engine: Engine,
  photos: TrainingPhotos,
  recipe: TrainingRecipe,
  onSeen: OnPhotosSeen,
): Promise<Agreement> {
  const random = new Random(sampleSeed)
  const rows = random.shuffle(Int32Array.from({ length: photos.count }, (_, row) => row)).subarray(0, sampleSize)
  const found: Agreement[] = []
  for (const strength of strengths) {
    const embeddings = await viewsOf(
      { engine, photos, recipe, random, onSeen },
      Int32Array.from([...rows, ...rows]),
      strength,
    )
    found.push(viewAgreement(embeddings, recipe.embeddingSize))
  }
  return together(found)
}

interface Viewing {
  engine: Engine
  photos: TrainingPhotos
  recipe: TrainingRecipe
  random: Random
  onSeen: OnPhotosSeen
}

/** A view of each photo in `seen`, [R, D]. */
async function viewsOf(
  { engine, photos, recipe, random, onSeen }: Viewing,
  seen: Int32Array,
  strength: number,
): Promise<Float32Array> {
  const embeddings = new Float32Array(seen.length * recipe.embeddingSize)
  const batchSize = lookBatchSize(recipe)
  for (let from = 0; from < seen.length; from += batchSize) {
    const batch = seen.subarray(from, from + batchSize)
    const geometry = { imageSize: recipe.searchImageSize, pixelSize: photos.pixelSize }
    const views = {
      ...allocateViews(batch.length, geometry),
      pixels: new Uint8Array(batch.length * photos.pixelSize ** 2 * 3),
    }
    const drawn = Array.from(batch, (row) => ({
      aspect: storedAspect(photos.widths[row], photos.heights[row]),
      strength,
    }))
    drawInto(views, geometry, drawn, largeViews(recipe.augmentation), random)
    photos.readPixels(batch, views.pixels)
    embeddings.set(await engine.embed(views), from * recipe.embeddingSize)
    await onSeen(Math.min(from + batchSize, seen.length))
  }
  return embeddings
}
