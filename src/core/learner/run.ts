/**
 * One training run from start (or checkpoint) to embedded photos. Runs in the learner process, and in-process for
 * evaluation. The caller supplies the clock; pausing and ending early are asked for through `control`.
 */
import { createEngine } from '../engines/create-engine.ts'
import { initialState } from '../learning/encoder-weights.ts'
import { centredStart } from '../learning/centred-start.ts'
import type { Engine, EngineConfig, EngineState } from '../learning/engine.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, mostVisits, viewsPerPhoto, type TrainingRecipe } from '../learning/recipe.ts'
import { Trainer } from '../learning/trainer.ts'
import { findCheckpoint, loadEncoder, type Checkpoint } from './checkpoint.ts'
import { finish, finishingLookCount } from './finish-run.ts'
import { Meter } from './meter.ts'
import type { LearnerResult } from './protocol.ts'
import { refinementJob } from './refinement-run.ts'
import { afterFailure } from './run-failures.ts'
import { CalledOff, isCalledOff, watched } from './run-looks.ts'
import { inWords, type Attempt, type Job, type RunOptions } from './run-options.ts'
import { trainUntilDone } from './train-until-done.ts'

/**
 * Returns null when the run was cancelled or closed. Goes on from the last checkpoint, and says so in its phase, when
 * memory runs out (with half the batch), a GPU fails mid-run (on the processor) or the loss stops being a number (with
 * a model of what was learnt until then). Throws what is left.
 */
export async function runTraining(options: RunOptions): Promise<LearnerResult | null> {
  let attempt: Attempt = { ...options, notes: options.note ? { batch: options.note } : {}, endNow: false }
  while (!isCalledOff(options.control)) {
    const job = attempt.refinement ? refinementJob(attempt, attempt.refinement) : learningJob(attempt)
    let engine: Engine | null = null
    try {
      engine = await (attempt.makeEngine ?? createEngine)(attempt, job.config, job.state)
      return await job.work(engine)
    } catch (error) {
      if (error instanceof CalledOff) break
      attempt = afterFailure(attempt, engine, error as Error)
    } finally {
      // A device that was lost may fail here, too; what it held is gone with it.
      await engine?.dispose().catch(() => {})
    }
  }
  return null
}

function learningJob(attempt: Attempt): Job {
  const { modelDir, photos, recipe } = attempt
  const { checkpoint, damaged } = findCheckpoint(modelDir)
  const config = engineConfig(recipe, photos.pixelSize)
  const start = checkpoint
    ? `from step ${checkpoint.trainer.step}: the newest checkpoint was damaged`
    : 'from the beginning: its checkpoint was damaged'
  const notes = damaged ? { start, ...attempt.notes } : attempt.notes
  return {
    config,
    state: checkpoint?.state ?? startingState(attempt, config),
    work: (engine) => learn({ ...attempt, notes }, checkpoint, engine),
  }
}

async function learn(attempt: Attempt, checkpoint: Checkpoint | null, engine: Engine): Promise<LearnerResult> {
  const { photos, recipe } = attempt
  const meter = meterOf(attempt, engine, checkpoint)
  meter.lookCount = finishingLookCount(attempt)
  const firstBank = !checkpoint && isCentred(recipe) ? await startCentred(attempt, engine, meter) : undefined
  const trainer = new Trainer(
    { engine, recipe, photos, progress: () => meter.progress },
    checkpoint?.trainer,
    firstBank,
  )
  startCounting(meter, trainer, attempt, checkpoint)
  if (!attempt.endNow) await trainUntilDone(attempt, trainer, engine, meter)
  // Where nothing was learnt, the encoder has seen all photos as it is.
  return finish(withEnding(attempt, meter), engine, meter, meter.stepCount === 0 ? firstBank : undefined)
}

/** Says so where a run ended before its minutes. */
function withEnding(attempt: Attempt, { shareOfVisits }: Meter): Attempt {
  if (shareOfVisits < 1) return attempt
  return {
    ...attempt,
    notes: { ...attempt.notes, ending: `each photo was seen ${mostVisits} times, and more would not help` },
  }
}

function meterOf(
  { budget, recipe, notes, onProgress, now }: Attempt,
  engine: Engine,
  checkpoint: Checkpoint | null,
): Meter {
  const mostEpochs = recipe.start === 'starter' ? mostVisits : undefined
  const perStep = { batchSize: recipe.batchSize, viewsPerPhoto: viewsPerPhoto(recipe) }
  const options = {
    budget,
    ...perStep,
    mostEpochs,
    processor: engine.description,
    note: inWords(notes),
    onProgress,
    now,
  }
  return new Meter(options, checkpoint?.elapsedMs, checkpoint?.lossCurve)
}

function startCounting(
  meter: Meter,
  { stepsPerEpoch }: Trainer,
  { recipe }: Attempt,
  checkpoint: Checkpoint | null,
): void {
  meter.photosPerEpoch = stepsPerEpoch * recipe.batchSize
  if (!checkpoint) return
  const { step, epoch, position } = checkpoint.trainer
  meter.stepCount = step
  meter.photosDone = epoch * meter.photosPerEpoch + position
}

/** Starter weights where the recipe wants them and they are of its architecture, else random ones. */
function startingState({ recipe, starterPath }: RunOptions, config: EngineConfig): EngineState {
  const random = initialState(config, new Random(recipe.seed))
  const starter = recipe.start === 'starter' && starterPath ? loadEncoder(starterPath).state : null
  return starter ? startFrom(starter, random) : random
}

/**
 * Without the starter's head, or its projection, where they are of another shape; all of `random` where its backbone
 * is.
 */
function startFrom(starter: EngineState, random: EngineState): EngineState {
  const fits = (name: string) => starter.parameters[name]?.shape.join() === random.parameters[name].shape.join()
  const names = Object.keys(random.parameters)
  const backbone = names.filter((name) => !/^(fc|head)\./.test(name))
  if (!backbone.every(fits)) return random
  const parameters = Object.fromEntries(
    names.map((name) => [name, fits(name) ? starter.parameters[name] : random.parameters[name]]),
  )
  return { parameters, velocity: random.velocity }
}

/** A head has batch norm, which centres by itself. */
const isCentred = ({ centredStart, headSize }: TrainingRecipe): boolean => centredStart && headSize === 0

/** The bank to begin with; its time counts as training time. */
function startCentred(attempt: Attempt, engine: Engine, meter: Meter): Promise<Float32Array> {
  const { photos, recipe, budget } = attempt
  const isAll = budget.minutes === 0
  if (isAll) meter.beginLooking()
  const phase = isAll ? 'Looking at every photo' : 'Looking at every photo once'
  const tell = (doneCount: number) => `${phase}: ${doneCount} of ${photos.count}`
  return centredStart(engine, photos, recipe, watched(attempt, meter, tell))
}
