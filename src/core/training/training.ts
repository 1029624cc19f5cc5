/**
 * Training as the app sees it: one run at a time in the learner process, its state in words. Resumes after a crash,
 * publishes a finished model in one transaction, has photos embedded that came later.
 */
import type { PhotoEvents } from '../../shared/contract.ts'
import type {
  LearningSchedule,
  LearningStage,
  ModelSummary,
  TrainingOptions,
  TrainingStatus,
} from '../../shared/domain.ts'
import { SemblanceError, type ErrorValue } from '../../shared/errors.ts'
import type { LearnerResult, RunReply } from '../learner/protocol.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { createDeaths } from './deaths.ts'
import type { Embedder } from './embedder.ts'
import type { LearnerClient } from './learner-client.ts'
import { createModelVersions } from './model-versions.ts'
import type { KeptRun, TrainingRuns } from './training-runs.ts'
import { createTrainingState } from './training-state.ts'
import {
  afterDeaths,
  endingInWords,
  finished,
  firstStage,
  idle,
  noNumbers,
  refinedWords,
  secondStage,
} from './training-words.ts'

export interface TrainingDependencies {
  catalogue: Catalogue
  learner: LearnerClient
  runs: TrainingRuns
  embedder: Embedder
  emit<E extends keyof PhotoEvents>(event: E, value: PhotoEvents[E]): void
  /** When learning that nobody asked for may run, and whether photos may be looked at that nobody waits for. */
  schedule(): LearningSchedule
  mayLook(): boolean
  /** Every photo is embedded, or may not be for now. */
  onLooked(): void
  /** Why the learner process ended. */
  onLearnerDied?(text: string): void
  /** The active model changed. */
  onModelChanged(): void
  /** A run has ended and its model is active. */
  onPublished(): void
}

export type TrainingService = ReturnType<typeof createTraining>

export function createTraining(dependencies: TrainingDependencies) {
  const { catalogue, learner, runs, embedder, emit } = dependencies
  const state = createTrainingState(emit, runs.unfinished, dependencies.schedule)
  const versions = createModelVersions(catalogue, runs)
  const deaths = createDeaths()
  let run: KeptRun | null = null
  /** Learning that was asked for while there is no model: after the first look, which gives one within a minute. */
  let afterFirstLook: TrainingOptions | null = null
  learner.listen({ onReply: state.guarded(receive), onDeath: state.guarded(respawn) })

  function start(options: TrainingOptions, stage: LearningStage | null = null): TrainingStatus {
    if (state.value().state === 'paused') return resume()
    if (state.isUnderWay()) throw new SemblanceError('BUSY', 'A training run is going on. Finish or cancel it first.')
    if (!wantsFirstLook(options)) return begin(options, stage)
    const looking = begin({ minutes: 0 }, firstStage)
    afterFirstLook = options
    return looking
  }

  /** Who begins from nothing has asked to do without the starter. */
  function wantsFirstLook({ minutes, refine, start }: TrainingOptions): boolean {
    const isLearning = minutes !== 0 && !refine && start !== 'scratch'
    return isLearning && runs.hasStarter && !catalogue.models.active() && !runs.unfinished()
  }

  function begin(options: TrainingOptions, stage: LearningStage | null): TrainingStatus {
    const opened = runs.open(options)
    run = opened.run
    deaths.forget()
    afterFirstLook = null
    learner.send({ type: 'train', run })
    const { newPhotos } = state.value()
    const phase = 'Getting ready to learn'
    const photoCount = opened.run.examples ? 0 : opened.run.photos.photoIds.length
    const begun = { modelVersion: opened.version, photoCount, stage }
    return state.update({ ...idle, newPhotos, state: 'running', phase, ...begun })
  }

  function receive(reply: RunReply): void {
    if (!state.isUnderWay() || reply.modelDir !== run?.modelDir) return
    switch (reply.type) {
      case 'progress': {
        const { memoryBytes, activity, ...progress } = reply.progress
        // It was told before it knew that it is to end.
        if (state.value().isFinishing && activity === 'learning') return
        const phase = state.value().state === 'paused' ? 'Paused' : progress.phase
        // What is left is estimated anew as it goes, but what is done stays done.
        const share = Math.max(progress.progress, state.value().progress)
        state.update({ ...progress, progress: share, learnerMemoryBytes: memoryBytes, phase })
        return
      }
      case 'checkpoint':
        return deaths.forget()
      case 'done':
        return publish(reply.result)
      case 'failed':
        return stop(reply.error)
      case 'cancelled':
        state.update({ state: 'cancelled', phase: 'Cancelled' })
        return embedInBackground()
    }
  }

  const version = () => state.value().modelVersion
  const hasBegun = () => version() !== null && runs.hasBegun(version()!)

  /** What has a checkpoint can go on; what has none would only fail again at the next launch. */
  function stop(error: ErrorValue): void {
    if (version() !== null && !hasBegun()) runs.drop(version()!)
    state.stop(error)
    embedInBackground()
  }

  function publish(result: LearnerResult): void {
    if (!run || version() === null) return
    const { verdict, scores } = versions.publish(version()!, run, result)
    if (verdict === 'not finite') return state.stop(noNumbers)
    const next = afterFirstLook
    if (!next) {
      const note = [run.examples && refinedWords(scores), result.note].filter(Boolean).join('; ')
      const elapsedMs = result.trainingSeconds * 1000
      const phase = endingInWords(verdict, { isLook: run.budget.minutes === 0, note })
      state.update({ state: 'done', phase, progress: 1, remainingMs: 0, elapsedMs })
    }
    dependencies.onModelChanged()
    // For who asked it is one run, which has not ended.
    if (next) return void begin(next, secondStage)
    embedInBackground()
    dependencies.onPublished()
  }

  /** What the last run said of the model in use is no longer of the one that is. */
  function forgetVerdict(): void {
    if (state.value().state === 'done') state.update({ phase: finished })
  }

  function activate(modelVersion: number): ModelSummary {
    const model = catalogue.models.activate(modelVersion)
    forgetVerdict()
    dependencies.onModelChanged()
    embedInBackground()
    return model
  }

  /** `bring` puts a model from outside to use and returns its version: embed every photo by it. */
  async function adopt(bring: () => number): Promise<ModelSummary> {
    const modelVersion = bring()
    versions.dropOld()
    forgetVerdict()
    dependencies.onModelChanged()
    await embedder.embed()
    dependencies.onLooked()
    return catalogue.models.list().find((model) => model.modelVersion === modelVersion)!
  }

  /** The learner died: start it again from its checkpoint, a few times. */
  function respawn(reason: string): void {
    dependencies.onLearnerDied?.(`The learner process ended (${reason}).`)
    if (!state.isUnderWay() || !run) return
    const next = deaths.runAfter(run, reason, state.value().processor)
    if (!next) return stop(afterDeaths(deaths.inARow(), reason, hasBegun()))
    run = next
    state.update({ phase: 'Starting the learner again after it ended unexpectedly' })
    learner.send({ type: 'train', run })
    // Asking to finish ends a pause, so it goes first.
    if (state.value().isFinishing) learner.send({ type: 'finish' })
    if (state.value().state === 'paused') learner.send({ type: 'pause' })
  }

  function pause(): TrainingStatus {
    if (state.value().state !== 'running') return state.current()
    learner.send({ type: 'pause' })
    return state.update({ state: 'paused', phase: 'Paused', remainingMs: null })
  }

  function resume(): TrainingStatus {
    if (state.value().state !== 'paused') return state.current()
    learner.send({ type: 'resume' })
    return state.update({ state: 'running', phase: 'Learning' })
  }

  function finish(): TrainingStatus {
    if (!state.isUnderWay()) return state.current()
    const stage = afterFirstLook ? null : state.value().stage
    afterFirstLook = null
    learner.send({ type: 'finish' })
    return state.update({ state: 'running', phase: 'Finishing', isFinishing: true, remainingMs: null, stage })
  }

  /** The first look goes on without what was to come after it: cancelled a second time it ends, too. */
  function cancel(): TrainingStatus {
    if (!state.isUnderWay()) return state.current()
    if (afterFirstLook) {
      afterFirstLook = null
      return state.update({ stage: null, phase: 'Learning is cancelled; the first look at your photos goes on' })
    }
    learner.send({ type: 'cancel' })
    if (version() !== null) runs.drop(version()!)
    const change = { state: 'cancelled', phase: 'Cancelled', remainingMs: null, learnerMemoryBytes: null } as const
    const cancelled = state.update(change)
    embedInBackground()
    return cancelled
  }

  /** A run that goes on embeds them when it ends, and tells what goes wrong then. */
  const embedInBackground = () => state.showLooking(embedder.embed(dependencies.mayLook).then(dependencies.onLooked))

  async function close(): Promise<void> {
    state.close()
    await learner.close()
    await embedder.idle()
  }

  return {
    status: state.current,
    start,
    pause,
    resume,
    finish,
    cancel,
    activate,
    adopt,
    fail: state.fail,
    /** Tells how things are once more. */
    tell: () => void state.update({}),
    showNewPhotos: (newPhotos: TrainingStatus['newPhotos']) => void state.update({ newPhotos }),
    showRegions: (regions: TrainingStatus['regions']): void => {
      if (regions !== state.value().regions) state.update({ regions })
    },
    isUnderWay: state.isUnderWay,
    embedInBackground,
    close,
  }
}
