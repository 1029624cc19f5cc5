/**
 * The training loop, stepped by its caller (Wu et al. 2018, section 3). Randomness, clock (as progress) and engine are
 * parameters. While the engine runs one batch, the next is prepared, in the same order of random draws as without.
 */
import { Batches, type Batch, type BatchPosition } from './batches.ts'
import type { Engine, TrainingBatch } from './engine.ts'
import { MemoryBank } from './memory-bank.ts'
import { Random } from './random.ts'
import type { TrainingRecipe } from './recipe.ts'
import { learningRateAt } from './schedule.ts'
import type { TrainingPhotos } from './training-photos.ts'

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
export interface TrainerSnapshot extends BatchPosition {
  step: number
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

export class Trainer {
  readonly bank: MemoryBank
  private readonly bankVelocity: Float32Array | null
  private readonly options: TrainerOptions
  private readonly batches: Batches
  private step_: number
  private partitionSum: number
  private partitionCount: number
  private prepared: Batch | null = null

  /** `firstBank` [N, D] takes the place of random rows; a snapshot, of both. */
  constructor(options: TrainerOptions, snapshot?: TrainerSnapshot, firstBank?: Float32Array) {
    const { recipe, photos } = options
    if (photos.count < 2) throw new Error(`Telling photos apart takes at least two; there are ${photos.count}.`)
    this.options = options
    const random = new Random(snapshot?.randomState ?? recipe.seed)
    const rows = snapshot?.bank ?? firstBank
    this.bank = rows
      ? new MemoryBank(recipe.embeddingSize, rows.slice())
      : MemoryBank.random(this.classCount, recipe.embeddingSize, random)
    this.bankVelocity =
      recipe.objective === 'parametric'
        ? (snapshot?.bankVelocity?.slice() ?? new Float32Array(this.bank.rows.length))
        : null
    this.batches = new Batches(recipe, photos, random, this.bank.rowCount, snapshot)
    this.step_ = snapshot?.step ?? 0
    this.partitionSum = snapshot?.partitionSum ?? 0
    this.partitionCount = snapshot?.partitionCount ?? 0
  }

  private get classCount(): number {
    const { classes, photos } = this.options
    return classes ? Math.max(...classes) + 1 : photos.count
  }

  get stepsPerEpoch(): number {
    return this.batches.perEpoch
  }

  /** One batch. Throws LearningDiverged when the loss is not finite; the bank is then as it was. */
  async step(): Promise<TrainingStep> {
    const { engine, recipe } = this.options
    const batch = this.prepared ?? this.batches.next()
    const training = this.trainingBatch(batch)
    const running = engine.trainStep(training)
    this.prepared = this.batches.next()
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
    // The batch drawn ahead will be drawn again.
    const { permutation, ...position } = this.prepared?.before ?? this.batches.at
    const { step_: step, partitionSum, partitionCount } = this
    const bank = this.bank.rows.slice()
    return {
      ...position,
      permutation: permutation.slice(),
      step,
      partitionSum,
      partitionCount,
      bank,
      bankVelocity: this.bankVelocity?.slice(),
    }
  }

  private trainingBatch({ before: _before, epoch: _epoch, rows, ...views }: Batch): TrainingBatch {
    const { recipe, progress, classes } = this.options
    const isFixed = this.partitionCount >= partitionBatches
    return {
      ...views,
      instances: classes ? rows.map((row) => classes[row]) : rows,
      bank: this.bank.rows,
      partition: isFixed ? this.partitionSum / this.partitionCount : 0,
      learningRate: learningRateAt(progress(), recipe.learningRate),
    }
  }
}
