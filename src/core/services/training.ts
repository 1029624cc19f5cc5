/**
 * Training as the app sees it: one run at a time in the learner process, its state in words, its bank in the
 * catalogue. Resumes after a crash, publishes a finished model in one transaction, embeds photos that came later.
 */
import { existsSync } from 'node:fs'
import type { PhotoEvents } from '../../shared/contract.ts'
import type { ModelSummary, TrainingOptions, TrainingStatus } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { encoderPath, removeCheckpoints } from './checkpoint.ts'
import { judgeNewBank } from './new-model.ts'
import type { Agreement, ModelScores } from '../learning/model-check.ts'
import { createLearnerClient } from './learner-client.ts'
import type { LearnerResult, RunReply } from './learner-protocol.ts'
import { createTrainingRuns, type KeptRun } from './training-runs.ts'

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
  /** The active model or its bank changed. */
  onModelChanged(): void
  /** A run has ended and its model is active. */
  onPublished(): void
}

export type TrainingService = ReturnType<typeof createTraining>

const mostRespawns = 3
const embedChunk = 512
/** Beside the one in use; more banks would only fill the disk. */
const keptModels = 2

const endings = {
  fit: 'Finished',
  collapsed: 'Finished, but photos came out too much alike: the model before stays in use',
  'worse on labels': 'Finished, but your labels agree better with the model before, which stays in use',
}

/** What a refinement did to labels it never saw, in words. */
function refinedWords({ agreement, agreementBefore }: ModelScores): string {
  const right = (each: Agreement | null) => Math.round((each?.share ?? 0) * (each?.count ?? 0))
  return `of ${agreement.count} marks kept out to check, ${right(agreement)} come out right, ${right(agreementBefore)} did before`
}

const idle: TrainingStatus = {
  state: 'idle',
  phase: 'Not learning',
  processor: null,
  modelVersion: null,
  step: 0,
  epoch: 0,
  progress: 0,
  imagesPerSecond: 0,
  elapsedMs: 0,
  remainingMs: null,
  lossCurve: [],
  learnerMemoryBytes: null,
  error: null,
}

export function createTraining({ catalogue, pixelsDir, modelsDir, learnerEntry, starterPath, emit, onModelChanged, onPublished }: TrainingDependencies) {
  let status: TrainingStatus = idle
  let run: KeptRun | null = null
  let respawns = 0
  let embedding: Promise<void> | null = null
  const hasStarter = starterPath !== null && existsSync(starterPath)
  const runs = createTrainingRuns({ catalogue, pixelsDir, modelsDir, starterPath: hasStarter ? starterPath : null })
  const client = createLearnerClient(learnerEntry, { onReply: receive, onDeath: respawn })

  function update(change: Partial<TrainingStatus>): TrainingStatus {
    status = { ...status, ...change }
    emit('training', status)
    return status
  }

  const isUnderWay = () => status.state === 'running' || status.state === 'paused'

  function start(options: TrainingOptions): TrainingStatus {
    if (status.state === 'paused') return resume()
    if (isUnderWay()) throw new SemblanceError('BUSY', 'A training run is going on. Finish or cancel it first.')
    const version = runs.open(options)
    run = runs.read(version)
    respawns = 0
    client.send({ type: 'train', run })
    return update({ ...idle, state: 'running', phase: 'Getting ready to learn', modelVersion: version })
  }

  function receive(reply: RunReply): void {
    if (!isUnderWay() || reply.modelDir !== run?.modelDir) return
    switch (reply.type) {
      case 'progress': {
        const { memoryBytes, ...progress } = reply.progress
        return void update({ ...progress, learnerMemoryBytes: memoryBytes, phase: status.state === 'paused' ? 'Paused' : progress.phase })
      }
      case 'checkpoint':
        respawns = 0
        return saveBank(reply.bank)
      case 'done':
        return publish(reply.result)
      case 'failed':
        return void update({ state: 'failed', phase: 'Learning stopped', error: reply.error })
      case 'cancelled':
        return void update({ state: 'cancelled', phase: 'Cancelled' })
    }
  }

  function saveBank(bank: Float32Array): void {
    if (run && status.modelVersion !== null) catalogue.models.saveBank(status.modelVersion, run.photos.photoIds, bank, run.recipe.embeddingSize)
  }

  function publish(result: LearnerResult): void {
    const version = status.modelVersion
    if (!run || version === null) return
    const { embeddingSize } = run.recipe
    const { photoIds } = run.photos
    const { verdict, scores } = judgeNewBank(catalogue, { photoIds, embeddings: result.embeddings, embeddingSize }, run.examples)
    if (verdict === 'not finite') {
      runs.drop(version)
      const message = 'What was learnt came out as no numbers and was thrown away. The model in use stays. Start learning again, perhaps with another seed.'
      return void update({ state: 'failed', phase: 'Learning stopped', error: { code: 'LEARNER_FAILED', message } })
    }
    const model = { ...result, scores, photoIds, embeddingSize, activate: verdict === 'fit' }
    const note = run.examples ? refinedWords(scores) : result.note
    catalogue.models.publish(version, model)
    removeCheckpoints(runs.modelDir(version))
    dropOldModels()
    update({ state: 'done', phase: note ? `${endings[verdict]} (${note})` : endings[verdict], progress: 1, remainingMs: 0, elapsedMs: result.trainingSeconds * 1000 })
    onModelChanged()
    emit('changed', { what: 'model' })
    void embedNew()
    onPublished()
  }

  /** The one in use stays, whatever its age. */
  function dropOldModels(): void {
    const unused = catalogue.models.list().filter(({ active }) => !active)
    for (const { modelVersion } of unused.slice(keptModels)) runs.drop(modelVersion)
  }

  function activate(modelVersion: number): ModelSummary {
    const model = catalogue.models.activate(modelVersion)
    onModelChanged()
    emit('changed', { what: 'model' })
    void embedNew()
    return model
  }

  /** A model that came from outside is in use: embed every photo by it. */
  async function adopt(modelVersion: number): Promise<ModelSummary> {
    dropOldModels()
    onModelChanged()
    await embedNew()
    return catalogue.models.list().find((model) => model.modelVersion === modelVersion)!
  }

  /** The learner died: start it again from its checkpoint, a few times. */
  function respawn(reason: string): void {
    if (!isUnderWay() || !run) return
    if (++respawns > mostRespawns) {
      const message = `The learner process ended ${respawns} times in a row (${reason}). What it learnt until its last checkpoint is kept: start learning again to go on.`
      return void update({ state: 'failed', phase: 'Learning stopped', learnerMemoryBytes: null, error: { code: 'LEARNER_FAILED', message } })
    }
    update({ phase: 'Starting the learner again after it ended unexpectedly' })
    client.send({ type: 'train', run })
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
    client.send({ type: 'finish' })
    return update({ state: 'running', phase: 'Finishing' })
  }

  function cancel(): TrainingStatus {
    if (!isUnderWay()) return status
    client.send({ type: 'cancel' })
    if (status.modelVersion !== null) runs.drop(status.modelVersion)
    return update({ state: 'cancelled', phase: 'Cancelled', remainingMs: null, learnerMemoryBytes: null })
  }

  /** Embeds photos that came after the active model was made. One pass at a time. */
  function embedNew(): Promise<void> {
    embedding ??= embedMissing().finally(() => (embedding = null))
    return embedding
  }

  async function embedMissing(): Promise<void> {
    const model = catalogue.models.active()
    if (!model?.encoderPath) return
    const missing = new Set(catalogue.models.photosWithoutEmbedding(model.modelVersion))
    const { photoIds, slots } = catalogue.photos.pixelSlots()
    const rows = [...photoIds.keys()].filter((row) => missing.has(photoIds[row]))
    for (let from = 0; from < rows.length; from += embedChunk) {
      const chunk = Int32Array.from(rows.slice(from, from + embedChunk))
      const embeddings = await client.embed({ encoderPath: encoderPath(runs.modelDir(model.modelVersion)), pixelsDir, slots: chunk.map((row) => slots[row]), pixels: null })
      catalogue.models.addEmbeddings(model.modelVersion, chunk.map((row) => photoIds[row]), embeddings, model.embeddingSize)
    }
    if (rows.length === 0) return
    onModelChanged()
    emit('changed', { what: 'model' })
  }

  /** One image's embedding by the active model, [D]; null when there is none. */
  async function embedImage(pixels: Uint8Array): Promise<Float32Array | null> {
    const model = catalogue.models.active()
    // The catalogue may have been moved since the model was made.
    return model?.encoderPath ? client.embed({ encoderPath: encoderPath(runs.modelDir(model.modelVersion)), pixelsDir, slots: null, pixels }) : null
  }

  return {
    status: () => status,
    start,
    pause,
    resume,
    finish,
    cancel,
    activate,
    adopt,
    modelsDir,
    embedNew,
    embedImage,
    /** Options of a run that was cut short, if there is one. */
    unfinishedOptions: (): TrainingOptions | null => (catalogue.models.unfinished()?.recipe as { options?: TrainingOptions } | undefined)?.options ?? null,
    hasStarter,
    learnerPid: client.pid,
    close: () => client.close(),
  }
}
