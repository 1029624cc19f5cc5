/** Learning, the models that it made, and models to files and back. */
import type {
  ExportedModel,
  LearnTime,
  ModelSummary,
  NeighbourComparison,
  TrainingOptions,
  TrainingStatus,
} from '../domain.ts'
import type { None } from './none.ts'

export interface LearningApi {
  /**
   * Goes on with an unfinished run that has a checkpoint and comes to the same by these options (defaults filled in);
   * one with others is dropped (`TrainingStatus.unfinished` tells of it before). Throws NOT_ENOUGH_PHOTOS,
   * NOT_ENOUGH_LABELS, NOT_FOUND (nothing to refine), INVALID_ARGUMENT, BUSY, DISK_FULL.
   */
  startTraining(args: TrainingOptions): Promise<TrainingStatus>
  pauseTraining(args: None): Promise<TrainingStatus>
  resumeTraining(args: None): Promise<TrainingStatus>
  /** Ends the run now and makes a model of what it has learnt so far. */
  finishTraining(args: None): Promise<TrainingStatus>
  /** Ends the run and keeps nothing of it. */
  cancelTraining(args: None): Promise<TrainingStatus>
  /** When learning that nobody asked for may run; kept with the library. What a person starts runs at any time. */
  setLearnTime(args: { when: LearnTime }): Promise<TrainingStatus>
  listModels(args: None): Promise<ModelSummary[]>
  /** Puts an earlier model back in use, or a newer one. Throws NOT_FOUND. */
  activateModel(args: { modelVersion: number }): Promise<ModelSummary>
  /**
   * The neighbours of a few photos by the model in use and the one before it; null where there is only one. With
   * `another`, a different photo takes the place of that one, from now on.
   */
  compareNeighbours(args: { another?: number }): Promise<NeighbourComparison | null>
  /** Writes the model in use and its embeddings into a folder, for other programs. Throws NOT_FOUND without a model. */
  exportModel(args: { dir: string }): Promise<ExportedModel>
  /**
   * Puts an exported encoder to use; resolves when every photo is embedded by it. Throws NOT_FOUND, INVALID_ARGUMENT.
   */
  importModel(args: { path: string }): Promise<ModelSummary>
}
