/**
 * The training loop, stepped by its caller (Wu et al. 2018, section 3). Randomness, clock (as progress) and engine are
 * parameters. While the engine runs one batch, the next is prepared, in the same order of random draws as without.
 */
import { allocateViews, centreView, drawView, storedAspect, type ViewGeometry } from './augmentation.ts'
import type { Engine, TrainingBatch, ViewBatch } from './engine.ts'
import { MemoryBank } from './memory-bank.ts'
import { Random, type RandomState } from './random.ts'
import { photosPerStep, viewsPerPhoto, type TrainingRecipe } from './recipe.ts'
import { learningRateAt } from './schedule.ts'

/** The photos of a run, in the order of their bank rows. */
export interface TrainingPhotos {
  count: number
  /** P, the side of the stored squares. */
  pixelSize: number
  /** Oriented size of the originals, [N]. */
  widths: ArrayLike<number>
  heights: ArrayLike<number>
  /** Copies the pixels of these bank rows, [B, P, P, 3], into `target`. */
  readPixels(rows: Int32Array, target: Uint8Array): void
}

export interface TrainerOptions {
  engine: Engine
  recipe: TrainingRecipe
  photos: TrainingPhotos
  /** Share of the run's budget that is used, [0, 1]; drives the learning rate. */
  progress(): number
  /** [N]: photos of one class share its bank row, 0..C−1. Absent, every photo is its own class. */
  classes?: Int32Array
}

export interface TrainingStep {
  step: number
  epoch: number
  /** Mean over the batch, nats. */
  loss: number
}

/** All that a run needs, beside the engine's weights, to go on as if it had never stopped. */
export interface TrainerSnapshot {
  step: number
  epoch: number
  position: number
  permutation: Int32Array
  randomState: RandomState
  partitionSum: number
  partitionCount: number
  bank: Float32Array
  /** Parametric softmax only: the optimiser's velocity of the bank. */
  bankVelocity?: Float32Array
}

/** The loss is no longer a number: weights are beyond repair, go back to a checkpoint. */
export class LearningDiverged extends Error {}

/** Z is the mean estimate of this many first batches, then constant (section 3.2). */
const partitionBatches = 5

interface PreparedBatch {
  /** Where the run stood before this batch was drawn. */
  before: Pick<TrainerSnapshot, 'epoch' | 'position' | 'randomState' | 'permutation'>
  epoch: number
  rows: Int32Array
  views: ViewBatch
  negatives?: Int32Array
}

export class Trainer {
  readonly bank: MemoryBank
  private readonly bankVelocity: Float32Array | null
  private readonly options: TrainerOptions
  private readonly random: Random
  private readonly buffers: ViewBatch[]
  private permutation: Int32Array
  private position = 0
  private epoch = 0
  private step_ = 0
  private partitionSum = 0
  private partitionCount = 0
  private prepared: PreparedBatch | null = null

  /** `firstBank` [N, D] takes the place of random rows; a snapshot, of both. */
  constructor(options: TrainerOptions, snapshot?: TrainerSnapshot, firstBank?: Float32Array) {
    const { recipe, photos } = options
    if (photos.count < 2) throw new Error(`Telling photos apart takes at least two; there are ${photos.count}.`)
    this.options = options
    if (!Number.isInteger(this.photosPerStep) || this.photosPerStep > photos.count) {
      throw new Error(`A batch of ${recipe.batchSize} views, ${viewsPerPhoto(recipe)} a photo, cannot be drawn from ${photos.count} photos.`)
    }
    this.random = new Random(snapshot?.randomState ?? recipe.seed)
    this.buffers = [0, 1].map(() => allocateViewBatch(recipe.batchSize, recipe, photos))
    const rows = snapshot?.bank ?? firstBank
    this.bank = rows
      ? new MemoryBank(recipe.embeddingSize, rows.slice())
      : MemoryBank.random(this.classCount, recipe.embeddingSize, this.random)
    this.bankVelocity = recipe.objective === 'parametric' ? (snapshot?.bankVelocity?.slice() ?? new Float32Array(this.bank.rows.length)) : null
    this.permutation = snapshot?.permutation.slice() ?? this.random.shuffle(Int32Array.from({ length: photos.count }, (_, row) => row))
    if (snapshot) this.restore(snapshot)
  }

  private restore({ step, epoch, position, partitionSum, partitionCount }: TrainerSnapshot): void {
    this.step_ = step
    this.epoch = epoch
    this.position = position
    this.partitionSum = partitionSum
    this.partitionCount = partitionCount
  }

  private get classCount(): number {
    const { classes, photos } = this.options
    return classes ? Math.max(...classes) + 1 : photos.count
  }

  get stepsPerEpoch(): number {
    return Math.floor(this.options.photos.count / this.photosPerStep)
  }

  private get photosPerStep(): number {
    return photosPerStep(this.options.recipe)
  }

  /** One batch. Throws LearningDiverged when the loss is not finite; the bank is then as it was. */
  async step(): Promise<TrainingStep> {
    const { engine, recipe } = this.options
    const batch = this.prepared ?? this.prepare()
    const training = this.trainingBatch(batch)
    const running = engine.trainStep(training)
    this.prepared = this.prepare()
    const { loss, embeddings, partition, bankGradient } = await running
    if (!Number.isFinite(loss)) throw new LearningDiverged(`The loss stopped being a number at step ${this.step_ + 1}.`)
    if (bankGradient) this.descend(bankGradient, training.learningRate)
    else this.bank.update(training.instances, embeddings, recipe.bankMomentum)
    if (this.partitionCount < partitionBatches) {
      this.partitionSum += partition
      this.partitionCount++
    }
    return { step: ++this.step_, epoch: batch.epoch, loss }
  }

  private descend(gradient: Float32Array, learningRate: number): void {
    const { optimizerMomentum: momentum, weightDecay: decay } = this.options.recipe
    this.bank.descend(gradient, this.bankVelocity!, { learningRate, momentum, decay })
  }

  /** Between steps only. */
  snapshot(): TrainerSnapshot {
    const now = { epoch: this.epoch, position: this.position, permutation: this.permutation, randomState: this.random.exportState() }
    // The batch drawn ahead will be drawn again.
    const { epoch, position, permutation, randomState } = this.prepared?.before ?? now
    const { partitionSum, partitionCount } = this
    return { step: this.step_, epoch, position, permutation: permutation.slice(), randomState, partitionSum, partitionCount, bank: this.bank.rows.slice(), bankVelocity: this.bankVelocity?.slice() }
  }

  private trainingBatch({ rows, views, negatives }: PreparedBatch): TrainingBatch {
    const { recipe, progress, classes } = this.options
    const fixed = this.partitionCount >= partitionBatches
    return {
      ...views,
      instances: classes ? rows.map((row) => classes[row]) : rows,
      bank: this.bank.rows,
      negatives,
      partition: fixed ? this.partitionSum / this.partitionCount : 0,
      learningRate: learningRateAt(progress(), recipe.learningRate),
    }
  }

  private prepare(): PreparedBatch {
    const before = { epoch: this.epoch, position: this.position, randomState: this.random.exportState(), permutation: this.permutation }
    const { recipe, photos } = this.options
    if (this.position + this.photosPerStep > photos.count) this.startEpoch()
    const rows = new Int32Array(recipe.batchSize)
    // Seen twice, a photo is in both halves of the batch.
    for (let from = 0; from < rows.length; from += this.photosPerStep) {
      rows.set(this.permutation.subarray(this.position, this.position + this.photosPerStep), from)
    }
    this.position += this.photosPerStep
    return { before, epoch: this.epoch, rows, views: drawViews(this.buffers.reverse()[0], photos, rows, recipe, this.random), negatives: this.drawNegatives(rows.length) }
  }

  /** The last photos of an epoch that fill no batch wait for the next order. */
  private startEpoch(): void {
    this.permutation = this.random.shuffle(this.permutation.slice())
    this.position = 0
    this.epoch++
  }

  private drawNegatives(batchSize: number): Int32Array | undefined {
    const { objective, negativeCount } = this.options.recipe
    if (objective !== 'nce') return undefined
    return Int32Array.from({ length: batchSize * negativeCount }, () => this.random.integer(this.bank.rowCount))
  }
}

export function allocateViewBatch(batchSize: number, { imageSize }: TrainingRecipe, { pixelSize }: TrainingPhotos): ViewBatch {
  return { ...allocateViews(batchSize, imageSize, pixelSize), pixels: new Uint8Array(batchSize * pixelSize ** 2 * 3) }
}

/** Writes a random view of each of these rows into `target`, of as many views, and returns it. */
export function drawViews(target: ViewBatch, photos: TrainingPhotos, rows: Int32Array, { imageSize, augmentation }: TrainingRecipe, random: Random): ViewBatch {
  const geometry: ViewGeometry = { imageSize, pixelSize: photos.pixelSize }
  rows.forEach((row, b) => drawView(target, b, geometry, storedAspect(photos.widths[row], photos.heights[row]), augmentation, random))
  photos.readPixels(rows, target.pixels)
  return target
}

/** The same photos, of which only `rows`, in that order. */
export function onlyRows(photos: TrainingPhotos, rows: ArrayLike<number>): TrainingPhotos {
  return {
    ...photos,
    count: rows.length,
    widths: Int32Array.from(rows, (row) => photos.widths[row]),
    heights: Int32Array.from(rows, (row) => photos.heights[row]),
    readPixels: (chosen, target) => photos.readPixels(chosen.map((row) => rows[row]), target),
  }
}

/** Told after each batch how many photos are done. The next batch waits for it, and what it throws ends the look. */
export type OnPhotosSeen = (doneCount: number) => void | Promise<void>

/** Embeds rows 0..count−1, each seen whole and unaltered; [N, D]. */
export async function embedAll(engine: Engine, photos: TrainingPhotos, recipe: TrainingRecipe, onProgress?: OnPhotosSeen): Promise<Float32Array> {
  const embeddings = new Float32Array(photos.count * recipe.embeddingSize)
  for (const { from, count, views } of wholePhotos(photos, recipe)) {
    embeddings.set(await engine.embed(views), from * recipe.embeddingSize)
    await onProgress?.(from + count)
  }
  return embeddings
}

/** The backbone's features of rows 0..count−1, each seen whole and unaltered, after a stage (see `Engine.features`); [N, F]. */
export async function featuresOfAll(engine: Engine, photos: TrainingPhotos, recipe: TrainingRecipe, stage?: number, onProgress?: OnPhotosSeen): Promise<Float32Array> {
  const parts: Float32Array[] = []
  for (const { from, count, views } of wholePhotos(photos, recipe)) {
    parts.push(await engine.features(views, stage))
    await onProgress?.(from + count)
  }
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0)
  return all
}

/**
 * Inference takes a fraction of a training step's memory for a photo, so its batches are larger, up to 64; a training batch
 * made small for want of memory makes them smaller, too.
 */
export const lookBatchSize = ({ batchSize }: TrainingRecipe): number => Math.min(64, 2 * batchSize)

/** All photos in batches, each whole and unaltered. */
function* wholePhotos(photos: TrainingPhotos, recipe: TrainingRecipe): Generator<{ from: number; count: number; views: ViewBatch }> {
  const { imageSize } = recipe
  const batchSize = lookBatchSize(recipe)
  for (let from = 0; from < photos.count; from += batchSize) {
    const rows = Int32Array.from({ length: Math.min(batchSize, photos.count - from) }, (_, b) => from + b)
    const pixels = new Uint8Array(rows.length * photos.pixelSize ** 2 * 3)
    photos.readPixels(rows, pixels)
    yield { from, count: rows.length, views: wholeViews(pixels, { imageSize, pixelSize: photos.pixelSize }) }
  }
}

/** `pixels` [B, P, P, 3] as views of the whole photos. */
export function wholeViews(pixels: Uint8Array, geometry: ViewGeometry): ViewBatch {
  const batchSize = pixels.length / (geometry.pixelSize ** 2 * 3)
  const views = allocateViews(batchSize, geometry.imageSize, geometry.pixelSize)
  for (let b = 0; b < batchSize; b++) centreView(views, b, geometry)
  return { pixels, ...views }
}
