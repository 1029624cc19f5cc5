/**
 * Training as the app sees it: one run at a time in the learner process, its state in words. Resumes after a crash,
 * publishes a finished model in one transaction, has photos embedded that came later.
 */
import { existsSync } from 'node:fs'
import type { PhotoEvents } from '../../shared/contract.ts'
import type { ModelSummary, TrainingOptions, TrainingStatus } from '../../shared/domain.ts'
import { SemblanceError, toErrorValue, type ErrorValue } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { encoderPath, removeCheckpoints } from '../learner/checkpoint.ts'
import { createImageEmbedder } from './image-embedder.ts'
import { judgeNewBank } from './new-model.ts'
import { createLearnerClient } from './learner-client.ts'
import type { LearnerResult, RunReply } from '../learner/protocol.ts'
import { createNewPhotos } from './new-photos.ts'
import { afterTwoKills, isKill } from '../learner/run-failures.ts'
import { createTrainingRuns, type KeptRun } from './training-runs.ts'
import { afterDeaths, endingInWords, idle, notLookedAt, refinedWords } from './training-words.ts'

export interface TrainingDependencies {
  catalogue: Catalogue
  /** Folder of the pixel store. */
  pixelsDir: string
  /** Each model version has a folder in it. */
  modelsDir: string
  learnerEntry: string
  /** The encoder that ships with the app, if it is there. */
  starterPath: string | null
  emit<E extends keyof PhotoEvents>(event: E, value: PhotoEvents[E]): void
  /** What the learner process writes on its standard error, and why it ended. */
  onLearnerSaid?(text: string): void
  /** The active model or its bank changed. */
  onModelChanged(): void
  /** A run has ended and its model is active. */
  onPublished(): void
}

export type TrainingService = ReturnType<typeof createTraining>

const mostRespawns = 3
/** Beside the one in use; more banks would only fill the disk. */
const keptModels = 2
/** Of those that their check refused; they take no place of others. */
const keptRefused = 1

export function createTraining({
  catalogue,
  pixelsDir,
  modelsDir,
  learnerEntry,
  starterPath,
  emit,
  onLearnerSaid,
  onModelChanged,
  onPublished,
}: TrainingDependencies) {
  let status: TrainingStatus = idle
  let run: KeptRun | null = null
  let respawns = 0
  /** Deaths in a row that look like want of memory. */
  let kills = 0
  let finishing = false
  /** Learning that was asked for while there is no model: after the first look, which gives one within a minute. */
  let afterFirstLook: TrainingOptions | null = null
  let closing = false
  const hasStarter = starterPath !== null && existsSync(starterPath)
  const runs = createTrainingRuns({ catalogue, pixelsDir, modelsDir, starterPath: hasStarter ? starterPath : null })
  const client = createLearnerClient(learnerEntry, {
    onReply: guarded(receive),
    onDeath: guarded(respawn),
    onSaid: onLearnerSaid,
  })
  const newPhotos = createNewPhotos({
    catalogue,
    pixelsDir,
    client,
    // The catalogue may have been moved since the model was made.
    encoderOf: (modelVersion) => encoderPath(runs.modelDir(modelVersion)),
    onProgress: (progress) => update({ newPhotos: progress }),
    onEmbedded: modelChanged,
  })

  const isUnderWay = () => status.state === 'running' || status.state === 'paused'
  const current = (): TrainingStatus =>
    isUnderWay() || closing ? status : { ...status, unfinished: runs.unfinished() }

  function update(change: Partial<TrainingStatus>): TrainingStatus {
    status = { ...status, ...change }
    const now = current()
    emit('training', now)
    return now
  }

  /** What goes wrong where nobody waits for an answer ends as a state that is shown, not as a dead process. */
  function fail(error: unknown, phase = 'Learning stopped'): void {
    update({ state: 'failed', phase, remainingMs: null, learnerMemoryBytes: null, error: toErrorValue(error) })
  }

  function guarded<T>(work: (value: T) => void): (value: T) => void {
    return (value) => {
      try {
        work(value)
      } catch (error) {
        fail(error)
      }
    }
  }

  function modelChanged(): void {
    onModelChanged()
    emit('changed', { what: 'model' })
  }

  function start(options: TrainingOptions): TrainingStatus {
    if (status.state === 'paused') return resume()
    if (isUnderWay()) throw new SemblanceError('BUSY', 'A training run is going on. Finish or cancel it first.')
    if (!wantsFirstLook(options)) return begin(options)
    const looking = begin({ minutes: 0 })
    afterFirstLook = options
    return looking
  }

  /** Who begins from nothing has asked to do without the starter. */
  function wantsFirstLook({ minutes, refine, start }: TrainingOptions): boolean {
    const isLearning = minutes !== 0 && !refine && start !== 'scratch'
    return isLearning && hasStarter && !catalogue.models.active() && !runs.unfinished()
  }

  function begin(options: TrainingOptions): TrainingStatus {
    const opened = runs.open(options)
    run = opened.run
    respawns = kills = 0
    finishing = false
    client.send({ type: 'train', run })
    return update({
      ...idle,
      newPhotos: status.newPhotos,
      state: 'running',
      phase: 'Getting ready to learn',
      modelVersion: opened.version,
    })
  }

  function receive(reply: RunReply): void {
    if (!isUnderWay() || reply.modelDir !== run?.modelDir) return
    switch (reply.type) {
      case 'progress': {
        const { memoryBytes, ...progress } = reply.progress
        return void update({
          ...progress,
          learnerMemoryBytes: memoryBytes,
          phase: status.state === 'paused' ? 'Paused' : progress.phase,
        })
      }
      case 'checkpoint':
        respawns = kills = 0
        return
      case 'done':
        return publish(reply.result)
      case 'failed':
        return stop(reply.error)
      case 'cancelled':
        update({ state: 'cancelled', phase: 'Cancelled' })
        return embedInBackground()
    }
  }

  const hasBegun = () => status.modelVersion !== null && runs.hasBegun(status.modelVersion)

  /** What has a checkpoint can go on; what has none would only fail again at the next launch. */
  function stop(error: ErrorValue): void {
    if (status.modelVersion !== null && !hasBegun()) runs.drop(status.modelVersion)
    afterFirstLook = null
    update({ state: 'failed', phase: 'Learning stopped', remainingMs: null, learnerMemoryBytes: null, error })
    embedInBackground()
  }

  function publish(result: LearnerResult): void {
    const version = status.modelVersion
    if (!run || version === null) return
    const { embeddingSize } = run.recipe
    const { photoIds } = run.photos
    // Another model may have come into use meanwhile; of that one the comparison says nothing.
    const views = run.comparedWith === catalogue.models.active()?.modelVersion ? result.views : null
    const { verdict, scores } = judgeNewBank(
      catalogue,
      { photoIds, embeddings: result.embeddings, embeddingSize },
      run.examples,
      views,
    )
    if (verdict === 'not finite') {
      runs.drop(version, photoIds.length)
      const message =
        'What was learnt came out as no numbers and was thrown away. The model in use stays. Start learning again, perhaps with another seed.'
      return void update({ state: 'failed', phase: 'Learning stopped', error: { code: 'LEARNER_FAILED', message } })
    }
    const model = { ...result, scores, photoIds, embeddingSize, activate: verdict === 'fit' }
    const note = [run.examples && refinedWords(scores), result.note].filter(Boolean).join('; ')
    catalogue.models.publish(version, model)
    removeCheckpoints(runs.modelDir(version))
    dropOldModels()
    const next = afterFirstLook
    afterFirstLook = null
    if (!next)
      update({
        state: 'done',
        phase: endingInWords(verdict, note),
        progress: 1,
        remainingMs: 0,
        elapsedMs: result.trainingSeconds * 1000,
      })
    modelChanged()
    // For who asked it is one run, which has not ended.
    if (next) return void begin(next)
    embedInBackground()
    onPublished()
  }

  /** The one in use stays, whatever its age. */
  function dropOldModels(): void {
    const unused = catalogue.models.list().filter(({ active }) => !active)
    const accepted = unused.filter(({ refused }) => !refused).slice(keptModels)
    const refused = unused.filter(({ refused }) => refused).slice(keptRefused)
    for (const { modelVersion } of [...accepted, ...refused]) runs.drop(modelVersion)
  }

  function activate(modelVersion: number): ModelSummary {
    const model = catalogue.models.activate(modelVersion)
    modelChanged()
    embedInBackground()
    return model
  }

  /** A model that came from outside is in use: embed every photo by it. */
  async function adopt(modelVersion: number): Promise<ModelSummary> {
    dropOldModels()
    modelChanged()
    await newPhotos.embed()
    return catalogue.models.list().find((model) => model.modelVersion === modelVersion)!
  }

  /** The learner died: start it again from its checkpoint, a few times. */
  function respawn(reason: string): void {
    onLearnerSaid?.(`The learner process ended (${reason}).`)
    if (!isUnderWay() || !run) return
    kills = isKill(reason) ? kills + 1 : 0
    const smaller = kills === 2 ? afterTwoKills(run) : null
    if (smaller) {
      run = smaller
      respawns = kills = 0
    }
    if (++respawns > mostRespawns) {
      return stop({
        code: 'LEARNER_FAILED',
        message: `The learner process ended ${respawns} times in a row (${reason}). ${afterDeaths(hasBegun())}`,
      })
    }
    update({ phase: 'Starting the learner again after it ended unexpectedly' })
    client.send({ type: 'train', run })
    // Asking to finish ends a pause, so it goes first.
    if (finishing) client.send({ type: 'finish' })
    if (status.state === 'paused') client.send({ type: 'pause' })
  }

  function pause(): TrainingStatus {
    if (status.state !== 'running') return status
    client.send({ type: 'pause' })
    return update({ state: 'paused', phase: 'Paused', remainingMs: null })
  }

  function resume(): TrainingStatus {
    if (status.state !== 'paused') return status
    client.send({ type: 'resume' })
    return update({ state: 'running', phase: 'Learning' })
  }

  function finish(): TrainingStatus {
    if (!isUnderWay()) return status
    afterFirstLook = null
    finishing = true
    client.send({ type: 'finish' })
    return update({ state: 'running', phase: 'Finishing' })
  }

  /** The first look goes on without what was to come after it: cancelled a second time it ends, too. */
  function cancel(): TrainingStatus {
    if (!isUnderWay()) return status
    if (afterFirstLook) {
      afterFirstLook = null
      return update({ phase: 'Learning is cancelled; the first look at your photos goes on' })
    }
    client.send({ type: 'cancel' })
    if (status.modelVersion !== null) runs.drop(status.modelVersion)
    const cancelled = update({ state: 'cancelled', phase: 'Cancelled', remainingMs: null, learnerMemoryBytes: null })
    embedInBackground()
    return cancelled
  }

  /** A run that goes on embeds them when it ends, and tells what goes wrong then. */
  function embedInBackground(): void {
    const recovered = () =>
      void (status.phase === notLookedAt && update({ state: 'idle', phase: idle.phase, error: null }))
    // Why learning stopped matters more.
    const isToldOtherwise = () => closing || isUnderWay() || (status.state === 'failed' && status.phase !== notLookedAt)
    newPhotos.embed().then(recovered, (error) => isToldOtherwise() || fail(error, notLookedAt))
  }

  async function close(): Promise<void> {
    closing = true
    await client.close()
    await newPhotos.idle()
  }

  return {
    status: current,
    start,
    pause,
    resume,
    finish,
    cancel,
    activate,
    adopt,
    fail,
    modelsDir,
    embedNew: newPhotos.embed,
    embedInBackground,
    embedImage: createImageEmbedder({ catalogue, client, pixelsDir, modelsDir }),
    /** Options of a run that was cut short, if there is one. */
    unfinishedOptions: runs.unfinishedOptions,
    hasStarter,
    close,
  }
}
