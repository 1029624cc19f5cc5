/** Looking at photos without learning from them: each whole and unaltered, in batches. */
import { allocateViews, centreView, type ViewGeometry } from './augmentation.ts'
import type { Engine, ViewBatch } from './engine.ts'
import type { TrainingRecipe } from './recipe.ts'
import type { TrainingPhotos } from './training-photos.ts'

/** Told after each batch how many photos are done. The next batch waits for it, and what it throws ends the look. */
export type OnPhotosSeen = (doneCount: number) => void | Promise<void>

/**
 * Inference takes a fraction of a training step's memory for a photo, so its batches are larger, up to 64; a training
 * batch made small for want of memory makes them smaller, too.
 */
export const lookBatchSize = ({ batchSize }: Pick<TrainingRecipe, 'batchSize'>): number => Math.min(64, 2 * batchSize)

/** Embeds rows 0..count−1 by the projection; [N, D]. */
export async function embedAll(
  engine: Engine,
  photos: TrainingPhotos,
  recipe: TrainingRecipe,
  onSeen?: OnPhotosSeen,
): Promise<Float32Array> {
  return inOne(await lookAtAll(photos, recipe, (views) => engine.embed(views), onSeen))
}

/** Features of rows 0..count−1, of a stage or as the projection gets them (see `Engine.features`); [N, F]. */
export async function featuresOfAll(
  engine: Engine,
  photos: TrainingPhotos,
  recipe: TrainingRecipe,
  stage?: number,
  onSeen?: OnPhotosSeen,
): Promise<Float32Array> {
  return inOne(await lookAtAll(photos, recipe, (views) => engine.features(views, stage), onSeen))
}

async function lookAtAll(
  photos: TrainingPhotos,
  recipe: TrainingRecipe,
  see: (views: ViewBatch) => Promise<Float32Array>,
  onSeen?: OnPhotosSeen,
): Promise<Float32Array[]> {
  const parts: Float32Array[] = []
  const batchSize = lookBatchSize(recipe)
  for (let from = 0; from < photos.count; from += batchSize) {
    const rows = Int32Array.from({ length: Math.min(batchSize, photos.count - from) }, (_, b) => from + b)
    const pixels = new Uint8Array(rows.length * photos.pixelSize ** 2 * 3)
    photos.readPixels(rows, pixels)
    parts.push(await see(wholeViews(pixels, { imageSize: recipe.searchImageSize, pixelSize: photos.pixelSize })))
    await onSeen?.(from + rows.length)
  }
  return parts
}

function inOne(parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0)
  return all
}

/** `pixels` [B, P, P, 3] as views of the whole photos. */
export function wholeViews(pixels: Uint8Array, geometry: ViewGeometry): ViewBatch {
  const count = pixels.length / (geometry.pixelSize ** 2 * 3)
  const views = allocateViews(count, geometry)
  for (let b = 0; b < count; b++) centreView(views, b, geometry)
  return { pixels, ...views }
}
