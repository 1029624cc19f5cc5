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
  /** Looks at photos that end the run; each is taken to last as long as a view, until some are done. */
  lookCount = 0
  private readonly curve: LossCurve
  private readonly options: MeterOptions
  private readonly now: () => number
  private startMs: number
  private reportedMs = 0
  private readonly startElapsedMs: number
  private imageCount = 0
  private lookedCount = 0
  /** When learning ended and looking began. */
  private learntMs: number | null = null

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

  /** How often each photo was learnt from. */
  get visitCount(): number {
    return this.photosDone / this.photosPerEpoch
  }

  /** Since this process took the run up; pauses left out. Of a run that only looks, photos. */
  get imagesPerSecond(): number {
    const learningMs = (this.learntMs ?? this.elapsedMs) - this.startElapsedMs
    if (this.imageCount === 0 && this.lookedCount > 0) return 1000 / this.lookMs
    return this.imageCount / Math.max(learningMs / 1000, 1e-3)
  }

  /** Of one look. */
  private get lookMs(): number {
    if (this.learntMs === null || this.lookedCount === 0) return 1000 / this.imagesPerSecond
    return (this.elapsedMs - this.learntMs) / this.lookedCount
  }

  /** From now on there is only looking left. */
  beginLooking(): void {
    this.learntMs ??= this.stepCount > 0 ? this.elapsedMs : 0
  }

  /** So many photos more were looked at; those before learning are none of the looks at its end. */
  countLooks(count: number): void {
    if (this.learntMs !== null) this.lookedCount += count
  }

  /** Of the learning, [0, 1]. */
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

  count({ step, loss }: TrainingStep): void {
    this.stepCount = step
    const { batchSize, viewsPerPhoto } = this.options
    this.photosDone += batchSize
    this.imageCount += batchSize * viewsPerPhoto
    this.curve.add(step, loss)
    if (this.now() - this.reportedMs < progressIntervalMs) return
    this.reportedMs = this.now()
    this.options.onProgress(this.report())
  }

  report(): LearnerProgress {
    const { elapsedMs } = this
    return {
      phase: this.options.note ? `Learning (${this.options.note})` : 'Learning',
      activity: 'learning',
      processor: this.options.processor,
      step: this.stepCount,
      epoch: Math.floor(this.visitCount),
      ...this.outlook(elapsedMs),
      imagesPerSecond: this.imagesPerSecond,
      photosPerSecond: this.imagesPerSecond / (this.imageCount > 0 ? this.options.viewsPerPhoto : 1),
      elapsedMs,
      lossCurve: this.lossCurve,
      memoryBytes: process.memoryUsage.rss(),
    }
  }

  /** Of the whole run, with the looks at its end. */
  private outlook(elapsedMs: number): Pick<LearnerProgress, 'progress' | 'remainingMs'> {
    const learningMs = this.learntMs ?? elapsedMs / this.progress
    const lookMs = this.lookCount > 0 ? this.lookMs : 0
    const wholeMs = learningMs + this.lookCount * lookMs
    const doneMs = (this.learntMs ?? elapsedMs) + this.lookedCount * lookMs
    if (!Number.isFinite(wholeMs) || wholeMs === 0) return { progress: 0, remainingMs: null }
    return { progress: Math.min(doneMs / wholeMs, 1), remainingMs: Math.max(wholeMs - doneMs, 0) }
  }
}
