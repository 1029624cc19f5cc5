/** What becomes of a run whose attempt failed: the next attempt, or the error where nothing can be done about it. */
import type { Engine } from '../learning/engine.ts'
import { LearningDiverged } from '../learning/trainer.ts'
import { loadCheckpointIfAny, removeCheckpoints, type Checkpoint } from './checkpoint.ts'
import type { TrainingRun } from './protocol.ts'
import type { Attempt } from './run-options.ts'

/** What a run goes on with where a device is left. */
const processor = { engine: 'onnx', device: 'cpu' } as const

/** Batches are not made smaller than this, photos. */
const smallestBatch = 4
/** What C++, ONNX Runtime, TensorFlow and V8 say when memory runs out. */
const outOfMemory = /bad_alloc|alloc\w* memory|out of memory|not enough memory|oom when allocating|allocation failed/i

/**
 * `engine` is the one that the attempt ran on; null when it could not be made. Throws the error where it is the end.
 */
export function afterFailure(attempt: Attempt, engine: Engine | null, error: Error): Attempt {
  const smaller = outOfMemory.test(error.message) ? withLessMemory(attempt) : null
  if (smaller) return smaller
  const checkpoint = loadCheckpointIfAny(attempt.modelDir)
  if (error instanceof LearningDiverged) return withLastCheckpoint(attempt, checkpoint, error)
  // A file that cannot be read or written is no fault of the device.
  if ('syscall' in error || !mayLeaveDevice(attempt, engine, checkpoint)) throw error
  return onTheProcessor(attempt, engine !== null && checkpoint === null)
}

function withLessMemory(attempt: Attempt): Attempt | null {
  const smaller = withHalfTheBatch(attempt)
  if (!smaller) return null
  const batch = `batches of ${batchSizeOf(smaller)} photos: there was too little memory for ${batchSizeOf(attempt)}`
  return { ...smaller, notes: { ...attempt.notes, batch } }
}

function withLastCheckpoint(attempt: Attempt, checkpoint: Checkpoint | null, error: Error): Attempt {
  if (attempt.endNow) {
    if (!checkpoint) throw error
    // What was learnt until then is no good either.
    removeCheckpoints(attempt.modelDir)
    return withLastCheckpoint({ ...attempt, endNow: false }, null, error)
  }
  // Photos that are all alike come to this: there is nothing to tell apart.
  const back = checkpoint ? `back to step ${checkpoint.trainer.step}` : 'nothing was learnt'
  const ending = `stopped: the loss was no number; ${back}`
  return { ...attempt, endNow: true, notes: { ...attempt.notes, ending } }
}

/**
 * A device asked for by name that cannot be had from the start is an error; one that worked, or that we chose, is not.
 */
function mayLeaveDevice(
  { engine: name, device }: Attempt,
  engine: Engine | null,
  checkpoint: Checkpoint | null,
): boolean {
  if (engine) return !engine.onProcessor
  return device !== 'cpu' && (checkpoint !== null || (name === 'auto' && device === 'auto'))
}

function onTheProcessor(attempt: Attempt, startsOver: boolean): Attempt {
  const { device } = attempt
  const note = `${startsOver ? 'started over ' : ''}on the processor: ${device === 'auto' ? 'the GPU' : device} failed`
  return { ...attempt, ...processor, notes: { ...attempt.notes, device: note } }
}

/** Deaths by these mostly are the system's, or the runtime's own, answer to too little memory. */
export function isKill(reason: string): boolean {
  return reason === 'SIGKILL' || reason === 'SIGABRT'
}

/**
 * The run on the processor, where the card was our choice and may have ended the learner, as drivers do; null where it
 * was on the processor already, or the system ended it.
 */
export function withoutCard<R extends Pick<TrainingRun, 'engine' | 'device'>>(
  run: R,
  reason: string,
  ranOn: string | null,
): (R & { note: string }) | null {
  const wasOnProcessor = ranOn !== null && /on the processor/.test(ranOn)
  if (run.device !== 'auto' || wasOnProcessor || reason === 'SIGKILL') return null
  const note = `on the processor: the learner was ended twice (${reason}), perhaps by the graphics card`
  return { ...run, ...processor, note }
}

/** The run with half the batch, saying why; null when that is too small to learn from. */
export function afterTwoKills<R extends Batched>(run: R): (R & { note: string }) | null {
  const smaller = withHalfTheBatch(run)
  return (
    smaller && {
      ...smaller,
      note: `batches of ${batchSizeOf(smaller)} photos: the learner was ended twice, perhaps for want of memory`,
    }
  )
}

type Batched = Pick<TrainingRun, 'recipe' | 'refinement'>

/** Half the batch; null when that is too small to learn from. */
function withHalfTheBatch<R extends Batched>(run: R): R | null {
  const half = batchSizeOf(run) >> 1
  return half < smallestBatch ? null : { ...run, recipe: { ...run.recipe, batchSize: half } }
}

/** Fine-tuning never has more photos to a batch than labels. */
function batchSizeOf({ recipe, refinement }: Batched): number {
  return refinement ? Math.min(recipe.batchSize, refinement.rows.length) : recipe.batchSize
}
