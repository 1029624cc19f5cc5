/** What a training run is asked for, and how an attempt at it differs from that. */
import type { createEngine } from '../engines/create-engine.ts'
import type { Engine, EngineConfig, EngineState } from '../learning/engine.ts'
import type { TrainingPhotos } from '../learning/training-photos.ts'
import type { LearnerProgress, LearnerResult, TrainingRun } from './protocol.ts'

export interface RunControl {
  /** Resolves when the pause ends; null when there is none. */
  whileAllowed(): Promise<void> | null
  /** 'finish' keeps what is learnt, 'cancel' and 'close' end the run (close after a checkpoint). */
  ending(): 'finish' | 'cancel' | 'close' | null
}

export interface RunOptions extends Omit<TrainingRun, 'pixelsDir' | 'photos'> {
  photos: TrainingPhotos
  control: RunControl
  onProgress(progress: LearnerProgress): void
  /** A checkpoint is on disk. */
  onCheckpoint(): void
  /** Stops now and then, the clock standing still, to let the caller look at the weights; for evaluation. */
  looks?: { atMinutes: number[]; look(minutes: number, state: EngineState): Promise<void> }
  now?: () => number
  /** Replaced by tests that need an engine that fails. */
  makeEngine?: typeof createEngine
}

/** How an attempt at a run differs from what was asked, in words; of each kind the last one counts. */
export type Notes = Partial<Record<'refined' | 'start' | 'batch' | 'device' | 'ending', string>>

export interface Attempt extends RunOptions {
  notes: Notes
  /** Make a model of the last checkpoint instead of learning on. */
  endNow: boolean
  /** Weights that the file has where the engine has none of that name. */
  kept?: EngineState['parameters']
}

/** An attempt made ready: the engine it needs, and what to do with it. */
export interface Job {
  config: EngineConfig
  state: EngineState
  work(engine: Engine): Promise<LearnerResult>
}

/** For the user; null when all went as asked. */
export function inWords(notes: Notes): string | null {
  return Object.values(notes).join('; ') || null
}
