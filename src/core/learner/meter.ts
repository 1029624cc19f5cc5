/** Time, rate and loss curve of a run, and how it is told. */
import type { LossPoint } from '../../shared/domain.ts'
import type { TrainingStep } from '../learning/trainer.ts'
import { defaultMinutes, type LearnerProgress, type RunBudget } from './protocol.ts'
import { LossCurve } from './loss-curve.ts'

export interface MeterOptions {
  budget: RunBudget
  /** Photos a step. */
  batchSize: number
  viewsPerPhoto: number
  /** Where minutes are the budget, it also ends after so many epochs; default never. */
  mostEpochs?: number
  /** Engine and processor, in words. */
  processor: string
  /** What the user should know of this run ("smaller batches, ..."), shown with the phase. */
  note: string | null
  onProgress(progress: LearnerProgress): void
  now?: () => number
}

/** Nobody is told more often than this. */
export const progressIntervalMs = 250

/** Time, rate, loss curve; tells the caller at most four times a second. */
export class Meter {
  /** Progress is counted in photos, since batches may come out smaller than the run began with. */
  photosPerEpoch = 1
  photosDone = 0
  stepCount = 0
  private readonly curve: LossCurve
  private readonly options: MeterOptions
  private readonly now: () => number
  private startMs: number
  private reportedMs = 0
  private readonly startElapsedMs: number
  private imageCount = 0
  private epoch = 0

  constructor(options: MeterOptions, startElapsedMs = 0, lossCurve: LossPoint[] = []) {
    this.options = options
    this.now = options.now ?? (() => performance.now())
    this.startMs = this.now() - startElapsedMs
    this.startElapsedMs = startElapsedMs
    this.curve = new LossCurve(lossCurve)
  }

  get lossCurve(): LossPoint[] {
    return this.curve.points
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
    if (epochs !== undefined) return Math.min(this.photosDone / (epochs * this.photosPerEpoch), 1)
    return Math.min(Math.max(this.elapsedMs / ((minutes ?? defaultMinutes) * 60_000), this.shareOfVisits), 1)
  }

  /** Of what the photos may be seen; at 1 more minutes would not help. */
  get shareOfVisits(): number {
    const { budget, mostEpochs = Infinity } = this.options
    return budget.epochs === undefined ? this.photosDone / (mostEpochs * this.photosPerEpoch) : 0
  }

  /** Time spent waiting does not count. */
  async pausedWhile(wait: Promise<void> | null): Promise<void> {
    const before = this.now()
    await wait
    this.startMs += this.now() - before
  }

  count({ step, epoch, loss }: TrainingStep): void {
    this.stepCount = step
    const { batchSize, viewsPerPhoto } = this.options
    this.photosDone += batchSize
    this.epoch = epoch
    this.imageCount += batchSize * viewsPerPhoto
    this.curve.add(step, loss)
    if (this.now() - this.reportedMs < progressIntervalMs) return
    this.reportedMs = this.now()
    this.options.onProgress(this.report())
  }

  report(): LearnerProgress {
    const { elapsedMs, progress } = this
    return {
      phase: this.options.note ? `Learning (${this.options.note})` : 'Learning',
      processor: this.options.processor,
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
