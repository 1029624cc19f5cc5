/** Work of the core that a command waits for, with its progress: indexing, learning, looking at photos. */
import { existsSync } from 'node:fs'
import type { Core } from '../core/core.ts'
import type { IndexingStatus, TrainingOptions, TrainingStatus } from '../shared/domain.ts'
import { SemblanceError, type ErrorCode } from '../shared/errors.ts'
import { phaseInWords } from '../shared/learning-words.ts'
import { starterPath } from './host.ts'
import { endProgress, ofTotal, showProgress, timeLeft } from './progress.ts'

/** Resolves when indexing ends; throws what stopped it. */
export async function untilIndexed(core: Core, onStatus: (status: IndexingStatus) => void): Promise<IndexingStatus> {
  const ended = await new Promise<IndexingStatus>((done) => {
    const look = (status: IndexingStatus) => {
      onStatus(status)
      if (status.state !== 'running' && status.state !== 'paused') done(status)
    }
    core.subscribe('indexing', look)
    void core.api.getStatus({}).then(({ indexing }) => look(indexing))
  })
  if (ended.error) throw new SemblanceError(ended.error.code as ErrorCode, ended.error.message)
  return ended
}

/**
 * Has every photo looked at by the model in use, so that "similar" has more than colour; with no model yet by the
 * starter encoder, if it is there.
 */
export async function lookAtAll(core: Core): Promise<void> {
  const { activeModel, photoCount } = await core.api.getStatus({})
  if (activeModel) await showingNewPhotos(core, core.embedded)
  else if (photoCount >= 2 && existsSync(starterPath)) await untilTrained(core, { minutes: 0 })
}

/** Does what has photos embedded, and shows how far that is. */
export async function showingNewPhotos<T>(core: Core, work: () => Promise<T>): Promise<T> {
  const stop = core.subscribe('training', ({ newPhotos }) => {
    if (newPhotos) showProgress(`Looking at new photos: ${ofTotal(newPhotos.doneCount, newPhotos.totalCount)}`)
  })
  return work().finally(() => (stop(), endProgress()))
}

/** The same of the regions of every photo. */
export async function lookAtRegions(core: Core): Promise<void> {
  const stop = core.subscribe('training', ({ regions }) => {
    if (regions) showProgress(`Looking at parts of photos: ${ofTotal(regions.doneCount, regions.totalCount)}`)
  })
  await core.regionsEmbedded().finally(() => (stop(), endProgress()))
}

/** Starts a run and waits for its end, with progress; throws what stopped it. */
export async function untilTrained(core: Core, options: TrainingOptions): Promise<TrainingStatus> {
  const { unfinished } = (await core.api.getStatus({})).training
  const { modelVersion } = await core.api.startTraining(options)
  if (unfinished) {
    const fate = unfinished.modelVersion === modelVersion ? 'goes on' : 'had other options and was dropped'
    process.stderr.write(`semblance: the unfinished run of model ${unfinished.modelVersion} ${fate}.\n`)
  }
  const ended = await new Promise<TrainingStatus>((done) =>
    core.subscribe('training', (now) => {
      const loss = now.lossCurve.at(-1)?.loss.toFixed(3)
      const detail = loss
        ? `: epoch ${now.epoch}, step ${now.step}, loss ${loss}, ${now.imagesPerSecond.toFixed(0)} views/s, ${timeLeft(now.remainingMs)}`
        : ''
      showProgress(phaseInWords(now) + detail)
      if (now.state === 'done' || now.state === 'failed' || now.state === 'cancelled') done(now)
    }),
  ).finally(endProgress)
  if (ended.error) throw new SemblanceError(ended.error.code as ErrorCode, ended.error.message)
  return ended
}
