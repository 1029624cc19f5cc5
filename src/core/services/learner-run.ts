/**
 * One training run from start (or checkpoint) to embedded photos. Runs in the learner process, and in-process for
 * evaluation. The caller supplies the clock; pausing and ending early are asked for through `control`.
 */
import type { DeviceName, EngineName } from '../../shared/domain.ts'
import { createEngine } from '../engines/create-engine.ts'
import { centredStart } from '../learning/centred-start.ts'
import { fineTune, fineTuningRecipe, fineTuningSteps, withoutVelocity } from '../learning/fine-tuning.ts'
import { initialState, stateFits } from '../learning/backbone.ts'
import type { Engine, EngineConfig, EngineState } from '../learning/engine.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, type TrainingRecipe } from '../learning/recipe.ts'
import { embedAll, LearningDiverged, Trainer, type TrainingPhotos } from '../learning/trainer.ts'
import { loadCheckpointIfAny, loadEncoder, saveCheckpoint, saveEncoder } from './checkpoint.ts'
import { Meter } from './learner-meter.ts'
import type { LearnerProgress, LearnerResult, Refinement, RunBudget } from './learner-protocol.ts'

export interface RunControl {
  /** Resolves at once, or when a pause ends. */
  whileAllowed(): Promise<void>
  /** 'finish' keeps what is learnt, 'cancel' and 'close' end the run (close after a checkpoint). */
  ending(): 'finish' | 'cancel' | 'close' | null
}

export interface RunOptions {
  /** Where checkpoints and the encoder go. */
  modelDir: string
  photos: TrainingPhotos
  recipe: TrainingRecipe
  /** The encoder that ships with the app; null trains from scratch. */
  starterPath: string | null
  /** Fine-tunes on labels instead. */
  refinement?: Refinement
  budget: RunBudget
  engine: EngineName
  device: DeviceName
  control: RunControl
  onProgress(progress: LearnerProgress): void
  onCheckpoint(bank: Float32Array): void
  /** Stops now and then, the clock standing still, to let the caller look at the weights; for evaluation. */
  looks?: { atMinutes: number[]; look(minutes: number, state: EngineState): Promise<void> }
  now?: () => number
  /** Replaced by tests that need an engine that fails. */
  makeEngine?: typeof createEngine
}

/** At most this much work is lost when the process is killed. */
const checkpointIntervalMs = 30_000
const progressIntervalMs = 250
/** Batches are not made smaller than this. */
const smallestBatch = 8

/** What an attempt at a run adds to the options: how it differs from what was asked, and why. */
interface Attempt extends RunOptions {
  note: string | null
  /** Make a model of the last checkpoint instead of learning on. */
  endNow: boolean
}

/**
 * Returns null when the run was cancelled or closed. Goes on from the last checkpoint, and says so in its phase, when
 * memory runs out (with half the batch), a GPU fails mid-run (on the processor) or the loss stops being a number (with
 * a model of what was learnt until then). Throws what is left.
 */
export async function runTraining(options: RunOptions): Promise<LearnerResult | null> {
  if (options.refinement) return refine(options, options.refinement)
  let attempt: Attempt = { ...options, note: null, endNow: false }
  for (;;) {
    try {
      return await attemptRun(attempt)
    } catch (error) {
      attempt = afterFailure(attempt, error as Error)
    }
  }
}

/** Fine-tunes from a finished encoder; a minute's work that starts over when it is cut short. */
async function refine(options: RunOptions, { encoderPath: path, rows, classes }: Refinement): Promise<LearnerResult | null> {
  const { control, photos, recipe: kept, onProgress, now } = options
  const recipe = fineTuningRecipe(kept, rows.length)
  const engine = await (options.makeEngine ?? createEngine)(options, engineConfig(recipe, photos.pixelSize), withoutVelocity(loadEncoder(path).state))
  const note = `from ${rows.length} of your labels`
  const meter = new Meter({ budget: { epochs: 1 }, batchSize: recipe.batchSize, processor: engine.description, note, onProgress, now }, 0, [])
  meter.stepsPerEpoch = fineTuningSteps
  const labelled: TrainingPhotos = {
    ...photos,
    count: rows.length,
    widths: rows.map((row) => photos.widths[row]),
    heights: rows.map((row) => photos.heights[row]),
    readPixels: (chosen, target) => photos.readPixels(chosen.map((row) => rows[row]), target),
  }
  try {
    await fineTune(engine, { photos: labelled, classes: Int32Array.from(classes) }, recipe, async (step) => {
      meter.count(step)
      await meter.pausedWhile(control.whileAllowed())
      return control.ending() === null
    })
    if (control.ending() === 'cancel' || control.ending() === 'close') return null
    return await finish({ ...options, note, endNow: true }, engine, meter)
  } finally {
    await engine.dispose()
  }
}

/** Throws the error where nothing can be done about it. */
function afterFailure(attempt: Attempt, error: Error): Attempt {
  const { recipe, device, modelDir, endNow } = attempt
  const half = recipe.batchSize >> 1
  if (/bad_alloc|alloc\w* memory|out of memory|not enough memory/i.test(error.message) && half >= smallestBatch) {
    const note = `batches of ${half} photos: there was too little memory for ${recipe.batchSize}`
    return { ...attempt, note, recipe: { ...recipe, batchSize: half } }
  }
  const checkpoint = loadCheckpointIfAny(modelDir)
  if (!checkpoint || endNow) throw error
  if (error instanceof LearningDiverged) {
    return { ...attempt, endNow: true, note: `stopped: the loss was no number; back to step ${checkpoint.trainer.step}` }
  }
  if (device === 'cpu' || device === 'auto') throw error
  return { ...attempt, device: 'cpu', note: `on the processor: ${device} failed` }
}

async function attemptRun(options: Attempt): Promise<LearnerResult | null> {
  const { modelDir, photos, recipe, control, budget, note, onProgress, now } = options
  const checkpoint = loadCheckpointIfAny(modelDir)
  const config = engineConfig(recipe, photos.pixelSize)
  const state = checkpoint?.state ?? startingState(options, config)
  const engine = await (options.makeEngine ?? createEngine)(options, config, state)
  const meterOptions = { budget, batchSize: recipe.batchSize, processor: engine.description, note, onProgress, now }
  const meter = new Meter(meterOptions, checkpoint?.elapsedMs ?? 0, checkpoint?.lossCurve ?? [])
  try {
    const firstBank = !checkpoint && recipe.centredStart ? await startCentred(options, engine, meter) : undefined
    const trainer = new Trainer({ engine, recipe, photos, progress: () => meter.progress }, checkpoint?.trainer, firstBank)
    meter.stepsPerEpoch = trainer.stepsPerEpoch
    meter.stepCount = checkpoint?.trainer.step ?? 0
    if (!options.endNow) await trainUntilDone(options, trainer, engine, meter)
    if (control.ending() === 'cancel' || control.ending() === 'close') return null
    return await finish(options, engine, meter)
  } finally {
    await engine.dispose()
  }
}

/** Starter weights where the recipe wants them and they are of its architecture, else random ones. */
function startingState({ recipe, starterPath }: RunOptions, config: EngineConfig): EngineState {
  const starter = recipe.start === 'starter' && starterPath ? loadEncoder(starterPath).state : null
  return starter && stateFits(config, starter) ? starter : initialState(config, new Random(recipe.seed))
}

/** The bank to begin with; its time counts as training time. */
function startCentred({ photos, recipe, onProgress }: RunOptions, engine: Engine, meter: Meter): Promise<Float32Array> {
  const report = throttled((doneCount) => {
    onProgress({ ...meter.report(), phase: `Looking at every photo once: ${doneCount} of ${photos.count}`, remainingMs: null })
  })
  return centredStart(engine, photos, recipe, report)
}

async function trainUntilDone(options: RunOptions, trainer: Trainer, engine: Engine, meter: Meter): Promise<void> {
  const save = async () => {
    const state = await engine.exportState()
    // The last good checkpoint is not to be replaced by one that is none.
    if (!isFinite(state)) throw new LearningDiverged(`The weights stopped being numbers by step ${meter.stepCount}.`)
    saveCheckpoint(options.modelDir, { state, trainer: trainer.snapshot(), elapsedMs: meter.elapsedMs, lossCurve: meter.lossCurve })
    options.onCheckpoint(trainer.bank.rows)
  }
  const looks = [...(options.looks?.atMinutes ?? [])].sort((a, b) => a - b)
  const lookIfDue = async () => {
    if (looks.length > 0 && meter.elapsedMs >= looks[0] * 60_000) await options.looks!.look(looks.shift()!, await engine.exportState())
  }
  let savedAtMs = meter.elapsedMs
  while (meter.progress < 1 && options.control.ending() === null) {
    await meter.pausedWhile(options.control.whileAllowed())
    if (options.control.ending() !== null) break
    meter.count(await trainer.step())
    await meter.pausedWhile(lookIfDue())
    if (meter.elapsedMs - savedAtMs < checkpointIntervalMs) continue
    await save()
    savedAtMs = meter.elapsedMs
  }
  if (options.control.ending() === 'close') await save()
}

/** The finished encoder sees every photo once, whole: that becomes the bank people search. */
async function finish({ modelDir, photos, recipe, onProgress, note }: Attempt, engine: Engine, meter: Meter): Promise<LearnerResult> {
  const state: EngineState = await engine.exportState()
  const encoderPath = saveEncoder(modelDir, state, recipe)
  const { elapsedMs, imagesPerSecond } = meter
  const report = throttled((doneCount) => {
    const phase = `Looking at every photo with the new model: ${doneCount} of ${photos.count}`
    onProgress({ ...meter.report(), phase, progress: 1, remainingMs: null })
  })
  const embeddings = await embedAll(engine, photos, recipe, report)
  // Only looking at the photos is no training.
  const trainingSeconds = meter.stepCount > 0 ? elapsedMs / 1000 : 0
  return { embeddings, encoderPath, trainingSeconds, imagesPerSecond, note }
}

function isFinite({ parameters }: EngineState): boolean {
  return Object.values(parameters).every(({ data }) => data.every(Number.isFinite))
}

/** Passes on at most four calls a second. */
function throttled(report: (doneCount: number) => void): (doneCount: number) => void {
  let reportedAt = 0
  return (doneCount) => {
    if (Date.now() - reportedAt < progressIntervalMs) return
    reportedAt = Date.now()
    report(doneCount)
  }
}
