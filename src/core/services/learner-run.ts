/**
 * One training run from start (or checkpoint) to embedded photos. Runs in the learner process, and in-process for
 * evaluation. The caller supplies the clock; pausing and ending early are asked for through `control`.
 */
import type { LossPoint } from '../../shared/domain.ts'
import { createEngine } from '../engines/create-engine.ts'
import { centredStart } from '../learning/centred-start.ts'
import { initialState, stateFits } from '../learning/backbone.ts'
import type { Engine, EngineConfig, EngineState } from '../learning/engine.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, type TrainingRecipe } from '../learning/recipe.ts'
import { embedAll, Trainer, type TrainingPhotos, type TrainingStep } from '../learning/trainer.ts'
import { loadCheckpointIfAny, loadEncoder, saveCheckpoint, saveEncoder } from './checkpoint.ts'
import type { LearnerProgress, LearnerResult, RunBudget } from './learner-protocol.ts'

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
  budget: RunBudget
  engine: 'onnx' | 'tensorflow'
  device: 'auto' | 'cpu' | 'webgpu' | 'dml' | 'cuda'
  control: RunControl
  onProgress(progress: LearnerProgress): void
  onCheckpoint(bank: Float32Array): void
  now?: () => number
}

/** At most this much work is lost when the process is killed. */
const checkpointIntervalMs = 30_000
const progressIntervalMs = 250
const defaultMinutes = 10

/** Returns null when the run was cancelled or closed. */
export async function runTraining(options: RunOptions): Promise<LearnerResult | null> {
  const { modelDir, photos, recipe, control } = options
  const checkpoint = loadCheckpointIfAny(modelDir)
  const config = engineConfig(recipe, photos.pixelSize)
  const state = checkpoint?.state ?? startingState(options, config)
  const engine = await createEngine(options, config, state)
  const meter = new Meter(options, engine.description, checkpoint?.elapsedMs ?? 0, checkpoint?.lossCurve ?? [])
  try {
    const firstBank = !checkpoint && recipe.centredStart ? await startCentred(options, engine, meter) : undefined
    const trainer = new Trainer({ engine, recipe, photos, progress: () => meter.progress }, checkpoint?.trainer, firstBank)
    meter.stepsPerEpoch = trainer.stepsPerEpoch
    meter.stepCount = checkpoint?.trainer.step ?? 0
    await trainUntilDone(options, trainer, engine, meter)
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
    saveCheckpoint(options.modelDir, { state: await engine.exportState(), trainer: trainer.snapshot(), elapsedMs: meter.elapsedMs, lossCurve: meter.lossCurve })
    options.onCheckpoint(trainer.bank.rows)
  }
  let savedAtMs = meter.elapsedMs
  while (meter.progress < 1 && options.control.ending() === null) {
    await meter.pausedWhile(options.control.whileAllowed())
    if (options.control.ending() !== null) break
    meter.count(await trainer.step())
    if (meter.elapsedMs - savedAtMs < checkpointIntervalMs) continue
    await save()
    savedAtMs = meter.elapsedMs
  }
  if (options.control.ending() === 'close') await save()
}

/** The finished encoder sees every photo once, whole: that becomes the bank people search. */
async function finish({ modelDir, photos, recipe, onProgress }: RunOptions, engine: Engine, meter: Meter): Promise<LearnerResult> {
  const state: EngineState = await engine.exportState()
  const encoderPath = saveEncoder(modelDir, state, recipe)
  const { elapsedMs, imagesPerSecond } = meter
  const report = throttled((doneCount) => {
    const phase = `Looking at every photo with the new model: ${doneCount} of ${photos.count}`
    onProgress({ ...meter.report(), phase, progress: 1, remainingMs: null })
  })
  const embeddings = await embedAll(engine, photos, recipe, report)
  return { embeddings, encoderPath, trainingSeconds: elapsedMs / 1000, imagesPerSecond }
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

/** Time, rate, loss curve; tells the caller at most four times a second. */
class Meter {
  stepsPerEpoch = 1
  stepCount = 0
  readonly lossCurve: LossPoint[]
  private readonly options: RunOptions
  private readonly processor: string
  private readonly now: () => number
  private startMs: number
  private reportedMs = 0
  private readonly startElapsedMs: number
  private imageCount = 0
  private epoch = 0
  private interval = { sum: 0, count: 0 }

  constructor(options: RunOptions, processor: string, startElapsedMs: number, lossCurve: LossPoint[]) {
    this.options = options
    this.processor = processor
    this.now = options.now ?? (() => performance.now())
    this.startMs = this.now() - startElapsedMs
    this.startElapsedMs = startElapsedMs
    this.lossCurve = [...lossCurve]
  }

  get elapsedMs(): number {
    return this.now() - this.startMs
  }

  /** Since this process took the run up; pauses left out. */
  get imagesPerSecond(): number {
    return this.imageCount / Math.max((this.elapsedMs - this.startElapsedMs) / 1000, 1e-3)
  }

  get progress(): number {
    const { minutes, epochs } = this.options.budget
    if (minutes === 0) return 1
    if (epochs !== undefined) return Math.min(this.stepCount / (epochs * this.stepsPerEpoch), 1)
    return Math.min(this.elapsedMs / ((minutes ?? defaultMinutes) * 60_000), 1)
  }

  /** Time spent waiting does not count. */
  async pausedWhile(wait: Promise<void>): Promise<void> {
    const before = this.now()
    await wait
    this.startMs += this.now() - before
  }

  count({ step, epoch, loss }: TrainingStep): void {
    this.stepCount = step
    this.epoch = epoch
    this.imageCount += this.options.recipe.batchSize
    this.interval.sum += loss
    this.interval.count++
    if (this.now() - this.reportedMs < progressIntervalMs) return
    this.reportedMs = this.now()
    this.addPoint(step)
    this.options.onProgress(this.report())
  }

  /** The curve keeps at most 400 points by joining neighbours. */
  private addPoint(step: number): void {
    this.lossCurve.push({ step, loss: this.interval.sum / this.interval.count })
    this.interval = { sum: 0, count: 0 }
    if (this.lossCurve.length <= 400) return
    const halved = this.lossCurve.filter((_, i) => i % 2 === 1).map((point, i) => ({ ...point, loss: (point.loss + this.lossCurve[2 * i].loss) / 2 }))
    this.lossCurve.splice(0, this.lossCurve.length, ...halved)
  }

  report(): LearnerProgress {
    const { elapsedMs, progress } = this
    return {
      phase: 'Learning',
      processor: this.processor,
      step: this.stepCount,
      epoch: this.epoch,
      progress,
      imagesPerSecond: this.imagesPerSecond,
      elapsedMs,
      remainingMs: progress > 0 ? (elapsedMs * (1 - progress)) / progress : null,
      lossCurve: this.lossCurve,
      memoryBytes: process.memoryUsage.rss(),
    }
  }
}
