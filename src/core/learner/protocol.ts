/**
 * What the core and the learner process say to each other. Structured clones: typed arrays travel as they are.
 */
import type { ErrorValue } from '../../shared/errors.ts'
import type { ViewComparison } from '../search/model-check.ts'
import type { TrainingRecipe } from '../learning/recipe.ts'
import type { DeviceName, EngineName, TrainingStatus } from '../../shared/domain.ts'

/** The photos of a run in the order of their bank rows. */
export interface RunPhotos {
  photoIds: Int32Array
  /** Slots in the pixel store. */
  slots: Int32Array
  /** Oriented size of the original, pixels. */
  widths: Int32Array
  heights: Int32Array
}

export interface RunBudget {
  /** Default `defaultMinutes`, where no epochs are given either. */
  minutes?: number
  epochs?: number
}

export const defaultMinutes = 10

/** Fine-tuning of a finished encoder on labelled photos, in place of learning without labels. */
export interface Refinement {
  encoderPath: string
  /** Bank rows of the labelled photos, [L], and their classes, 0..C−1. */
  rows: number[]
  classes: number[]
}

export interface TrainingRun {
  /** Where checkpoints and the encoder go. */
  modelDir: string
  pixelsDir: string
  photos: RunPhotos
  recipe: TrainingRecipe
  /** The encoder that ships with the app; null trains from scratch. */
  starterPath: string | null
  /** Of the model in use when the run began, to compare with; null where there is none. */
  encoderInUse?: string | null
  /** Fine-tunes on labels instead. */
  refinement?: Refinement
  budget: RunBudget
  engine: EngineName
  device: DeviceName
  /** How the run differs from what was asked already, in words. */
  note?: string | null
  /** Default 30 seconds. */
  checkpointIntervalMs?: number
}

export type LearnerRequest =
  | { type: 'train'; run: TrainingRun }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'finish' }
  | { type: 'cancel' }
  /**
   * Embeds stored photos (slots), one image given as pixels [P, P, 3], or the regions of thumbnails (paths), R rows
   * each, with the encoder in the file. Rows of a thumbnail that cannot be read are NaN.
   */
  | {
      type: 'embed'
      requestId: number
      encoderPath: string
      pixelsDir: string
      slots: Int32Array | null
      pixels: Uint8Array | null
      thumbnails?: string[]
    }
  /** Checkpoint if training, then exit. */
  | { type: 'close' }

/** What the core shows of a run as it goes on. */
export interface LearnerProgress extends Pick<
  TrainingStatus,
  | 'phase'
  | 'step'
  | 'epoch'
  | 'progress'
  | 'imagesPerSecond'
  | 'photosPerSecond'
  | 'elapsedMs'
  | 'remainingMs'
  | 'lossCurve'
> {
  /** Taking steps, or looking at photos before or after them. */
  activity: 'learning' | 'looking'
  processor: string
  memoryBytes: number
}

export interface LearnerResult {
  /** [N, D], every photo of the run seen once, whole and unaltered, by the finished encoder. */
  embeddings: Float32Array
  encoderPath: string
  trainingSeconds: number
  imagesPerSecond: number
  /** How often learning saw each photo; null of a refinement, which sees some. */
  visitCount: number | null
  /** Two changed views of a photo find each other: by the new encoder and the one in use; null where none is. */
  views: ViewComparison | null
  /** How the run differed from what was asked, in words. */
  note: string | null
}

/** About a run; `modelDir` tells which, since one that was cancelled may still speak when the next has begun. */
export type RunReply = { modelDir: string } & (
  | { type: 'progress'; progress: LearnerProgress }
  /** A checkpoint is on disk. */
  | { type: 'checkpoint' }
  | { type: 'done'; result: LearnerResult }
  | { type: 'cancelled' }
  | { type: 'failed'; error: ErrorValue }
)

export type LearnerReply =
  | RunReply
  | { type: 'embedded'; requestId: number; embeddings: Float32Array }
  | { type: 'embedFailed'; requestId: number; error: ErrorValue }
