/** Learning from the photos: what may be chosen, how far a run is, when it may run by itself. */
import type { JobState } from './jobs.ts'

/** 'auto' is TensorFlow where it is installed and sees a GPU, else ONNX Runtime. */
export type EngineName = 'auto' | 'onnx' | 'tensorflow'
export type DeviceName = 'auto' | 'cpu' | 'webgpu' | 'dml' | 'cuda'
export const backboneNames = ['resnet18', 'resnet18-half', 'resnet18-cifar', 'resnet50', 'vgg16', 'alexnet'] as const
export type BackboneName = (typeof backboneNames)[number]
/** 'parametric' is the paper's baseline, for evaluation. */
export type ObjectiveName = 'softmax' | 'nce' | 'parametric'

/** What a person may choose about a training run; everything absent takes the default recipe. */
export interface TrainingOptions {
  /** 0 learns nothing: it looks at every photo with the starter encoder, so that searching need not wait. */
  minutes?: number
  epochs?: number
  engine?: EngineName
  device?: DeviceName
  backbone?: BackboneName
  objective?: ObjectiveName
  embeddingSize?: number
  imageSize?: number
  batchSize?: number
  learningRate?: number
  /** Of the training softmax. */
  temperature?: number
  negativeCount?: number
  proximalWeight?: number
  bankMomentum?: number
  /**
   * Fine-tunes the model in use on the marks instead ("refine with my marks"); takes no other option but the device.
   */
  refine?: boolean
  /** Where learning starts: the encoder that ships with the app (default), or nothing. */
  start?: 'starter' | 'scratch'
  seed?: number
}

export interface LossPoint {
  step: number
  /** Mean loss per photo over the interval, in nats. */
  loss: number
}

/**
 * A run that was cut short, with a checkpoint: starting with the same options goes on from there, with others drops
 * it.
 */
export interface UnfinishedRun {
  modelVersion: number
  options: TrainingOptions
  /** It learns from those of its beginning. */
  photoCount: number
}

export interface LearningStage {
  number: number
  count: number
}

export interface TrainingStatus {
  state: JobState
  /** What is happening now, in words ("Learning", "Reading 1,200 new photos with the new model"). */
  phase: string
  /** It was asked to end now, and makes a model of what was learnt. */
  isFinishing: boolean
  /** Engine and processor in words ("ONNX Runtime on the processor, 2 threads"), or null. */
  processor: string | null
  modelVersion: number | null
  /** Photos that the run learns from; 0 before the first, and of one that learns from marks. */
  photoCount: number
  step: number
  epoch: number
  /** In [0, 1] of the step that it is at. */
  progress: number
  /** Which of how many steps: the first look at every photo, then learning; null where one is all. */
  stage: LearningStage | null
  imagesPerSecond: number
  /** While it learns each photo is seen in several views; while it looks, in one. */
  photosPerSecond: number
  elapsedMs: number
  remainingMs: number | null
  lossCurve: LossPoint[]
  /** Resident memory of the learner process, bytes; null when it is not running. */
  learnerMemoryBytes: number | null
  /** Photos that came after the model in use was made and are being embedded by it; null while there are none. */
  newPhotos: { doneCount: number; totalCount: number } | null
  /**
   * Photos whose regions are being embedded, so that a region drawn on one finds what is a part of another; null while
   * there are none, and while that waits for what matters more.
   */
  regions: { doneCount: number; totalCount: number; isPaused: boolean } | null
  /** Null while a run goes on. */
  unfinished: UnfinishedRun | null
  schedule: LearningSchedule
  error: { code: string; message: string } | null
}

/** When learning that nobody asked for may run: whenever there is need, or only then. */
export const learnTimes = ['any', 'idle', 'mains', 'never'] as const
export type LearnTime = (typeof learnTimes)[number]

export interface LearningSchedule {
  when: LearnTime
  /** Nothing starts by itself in this process, whatever was chosen. */
  isOff: boolean
  /** What cannot be told on this machine, and so is not to be chosen. */
  unknown: LearnTime[]
  /** What learning or looking at photos waits for, in words ("mains power"); null where nothing waits. */
  waitsFor: string | null
}
