/**
 * The batches of a run: which photos, in an order drawn anew each epoch, and views of them. All it draws comes from one
 * random source, so that a run resumed from a snapshot draws what it would have drawn.
 */
import {
  allocateViews,
  drawView,
  largeViews,
  smallViews,
  storedAspect,
  type SeenPhoto,
  type ViewGeometry,
  type ViewRecipe,
} from './augmentation.ts'
import type { ViewBatch, Views } from './engine.ts'
import type { Random, RandomState } from './random.ts'
import { largeViewCount, smallViewCountOf, type TrainingRecipe } from './recipe.ts'
import type { TrainingPhotos } from './training-photos.ts'

/** Where the order of photos stands. */
export interface BatchPosition {
  epoch: number
  position: number
  permutation: Int32Array
  randomState: RandomState
}

export interface Batch extends ViewBatch {
  /** Where the run stood before this batch was drawn. */
  before: BatchPosition
  epoch: number
  /** [B], photos. */
  rows: Int32Array
  small?: Views
  /** NCE only: [B, m] rows of the bank. */
  negatives?: Int32Array
}

export type ViewBuffers = Pick<Batch, 'pixels' | 'rowResampling' | 'columnResampling' | 'colour' | 'small'>

export class Batches {
  private readonly recipe: TrainingRecipe
  private readonly photos: TrainingPhotos
  private readonly random: Random
  private readonly negativesOf: number
  private readonly buffers: ViewBuffers[]
  private permutation: Int32Array
  private position = 0
  private epoch = 0

  /**
   * `rowCount` is the bank's. Two batches may be in use at a time. Throws when a batch cannot be drawn from so few
   * photos.
   */
  constructor(recipe: TrainingRecipe, photos: TrainingPhotos, random: Random, rowCount: number, from?: BatchPosition) {
    const { batchSize } = recipe
    if (!(batchSize >= 1 && batchSize <= photos.count))
      throw new Error(`A batch of ${batchSize} photos cannot be drawn from ${photos.count}.`)
    this.recipe = recipe
    this.photos = photos
    this.random = random
    this.negativesOf = recipe.objective === 'nce' ? rowCount : 0
    this.buffers = [0, 1].map(() => allocateViewBuffers(batchSize, recipe, photos))
    this.permutation =
      from?.permutation.slice() ?? random.shuffle(Int32Array.from({ length: photos.count }, (_, row) => row))
    this.position = from?.position ?? 0
    this.epoch = from?.epoch ?? 0
  }

  get perEpoch(): number {
    return Math.floor(this.photos.count / this.recipe.batchSize)
  }

  get at(): BatchPosition {
    return {
      epoch: this.epoch,
      position: this.position,
      permutation: this.permutation,
      randomState: this.random.exportState(),
    }
  }

  next(): Batch {
    const before = this.at
    const { batchSize } = this.recipe
    if (this.position + batchSize > this.photos.count) this.startEpoch()
    const rows = this.permutation.slice(this.position, this.position + batchSize)
    this.position += batchSize
    const views = drawViews(this.buffers.reverse()[0], this.photos, rows, this.recipe, this.random)
    return { ...views, before, epoch: this.epoch, rows, negatives: this.drawNegatives() }
  }

  /** The last photos of an epoch that fill no batch wait for the next order. */
  private startEpoch(): void {
    this.permutation = this.random.shuffle(this.permutation.slice())
    this.position = 0
    this.epoch++
  }

  private drawNegatives(): Int32Array | undefined {
    if (this.negativesOf === 0) return undefined
    const { batchSize, negativeCount } = this.recipe
    return Int32Array.from({ length: batchSize * negativeCount }, () => this.random.integer(this.negativesOf))
  }
}

export function allocateViewBuffers(
  photoCount: number,
  recipe: TrainingRecipe,
  { pixelSize }: TrainingPhotos,
): ViewBuffers {
  const { imageSize, smallImageSize } = recipe
  const [largeCount, smallCount] = [largeViewCount(recipe), smallViewCountOf(recipe)]
  return {
    pixels: new Uint8Array(photoCount * pixelSize ** 2 * 3),
    ...allocateViews(photoCount * largeCount, { imageSize, pixelSize }),
    small:
      smallCount > 0 ? allocateViews(photoCount * smallCount, { imageSize: smallImageSize, pixelSize }) : undefined,
  }
}

/** Writes random views of these photos, as many as there is room for, into `target`, and returns it. */
export function drawViews(
  target: ViewBuffers,
  photos: TrainingPhotos,
  rows: Int32Array,
  recipe: TrainingRecipe,
  random: Random,
): ViewBuffers {
  const { imageSize, smallImageSize, augmentation } = recipe
  const seen = Array.from(rows, (row): SeenPhoto => ({
    aspect: storedAspect(photos.widths[row], photos.heights[row]),
    strength: augmentation.strengthVaries ? random.uniform() : 1,
  }))
  const { pixelSize } = photos
  drawInto(target, { imageSize, pixelSize }, seen, largeViews(augmentation), random)
  if (target.small)
    drawInto(target.small, { imageSize: smallImageSize, pixelSize }, seen, smallViews(augmentation), random)
  photos.readPixels(rows, target.pixels)
  return target
}

/** The views alone, view by view. */
export function drawInto(
  views: Views,
  geometry: ViewGeometry,
  seen: SeenPhoto[],
  recipe: ViewRecipe,
  random: Random,
): void {
  const viewCount = views.colour.length / 18
  for (let view = 0; view < viewCount; view++) drawView(views, view, geometry, seen[view % seen.length], recipe, random)
}
