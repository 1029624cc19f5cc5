/** What the commands share: options, opening the core, printing, progress. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import type { Core, CoreOptions, Reader } from '../core/core.ts'
import { createCore } from '../core/create-core.ts'
import { createReader } from '../core/create-reader.ts'
import { defaultCatalogueDir } from '../core/default-catalogue.ts'
import { catalogueFile } from '../shared/catalogue-file.ts'
import type { IndexingStatus, TrainingOptions, TrainingStatus } from '../shared/domain.ts'
import { SemblanceError, type ErrorCode } from '../shared/errors.ts'
import { formatCount, formatDuration } from '../shared/format.ts'
import { echoed } from '../shared/shown-name.ts'
import { host, starterPath } from './host.ts'

export interface CommonOptions {
  catalogue: string
  json?: boolean
}

/** A command with the two options all have. */
export function newCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--catalogue <dir>', 'where the catalogue is kept', defaultCatalogueDir())
    .option('--json', 'print one JSON value on standard output and nothing else')
}

/** Runs `work` on an open core and closes it whatever happens. */
export async function withCore<T>(
  options: CommonOptions & Partial<CoreOptions>,
  work: (core: Core) => Promise<T>,
): Promise<T> {
  const core = await createCore({
    catalogueDir: resolve(options.catalogue),
    learnerEntry: host().learnerEntry,
    startProcess: host().startProcess,
    starterPath,
    trainAutomatically: options.trainAutomatically,
    watchFolders: options.watchFolders,
  })
  try {
    return await work(core)
  } finally {
    await core.close()
  }
}

/** For what marks: a mistyped catalogue is told, not made. Throws NOT_FOUND. */
export async function withKnownCatalogue<T>(options: CommonOptions, work: (core: Core) => Promise<T>): Promise<T> {
  refuseUnknown(options)
  return withCore(options, (core) => showingSteps(core, () => work(core)))
}

/** Does what takes steps of the history, and shows how far a long one is. */
async function showingSteps<T>(core: Core, work: () => Promise<T>): Promise<T> {
  const stop = core.subscribe('step', ({ going }) => {
    if (going === null) return endProgress()
    const rate = `${going.perSecond.toFixed(0)}/s`
    showProgress(`${going.phase}: ${going.doneCount} of ${going.totalCount}, ${rate}, ${timeLeft(going.remainingMs)}`)
  })
  return work().finally(stop)
}

/** For what only reads: also while another Semblance keeps the catalogue. Throws NOT_FOUND. */
export async function withReader<T>(options: CommonOptions, work: (reader: Reader) => Promise<T>): Promise<T> {
  refuseUnknown(options)
  try {
    return await withCore(options, work)
  } catch (error) {
    if (!(error instanceof SemblanceError && error.code === 'CATALOGUE_LOCKED')) throw error
  }
  const reader = createReader({ catalogueDir: resolve(options.catalogue), ...host() })
  return work(reader).finally(() => reader.close())
}

function refuseUnknown(options: CommonOptions): void {
  const dir = resolve(options.catalogue)
  if (!existsSync(join(dir, catalogueFile)))
    throw new SemblanceError(
      'NOT_FOUND',
      `There is no catalogue in ${dir}. "semblance index DIR" makes one; --catalogue names another.`,
    )
}

/** One JSON value with --json, else the text. */
export function print(options: CommonOptions, value: unknown, text: string): void {
  process.stdout.write(`${options.json ? JSON.stringify(value) : text}\n`)
}

/** Without a terminal nobody is told more often than this. */
const lineIntervalMs = 10_000
let toldAtMs = performance.now()

/** On a terminal a line that rewrites itself; elsewhere a line every ten seconds. */
export function showProgress(line: string): void {
  if (process.stderr.isTTY) return void process.stderr.write(`\r\u001b[K${line}`)
  if (performance.now() - toldAtMs < lineIntervalMs) return
  toldAtMs = performance.now()
  process.stderr.write(`${line}\n`)
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
}

/** "3 min 20 s left". */
export const timeLeft = (remainingMs: number | null): string =>
  remainingMs === null ? 'time left unknown' : `${formatDuration(remainingMs)} left`

/** For commander: a number above 0, whole where asked, and no higher than `most`. */
export const positive =
  (kind: 'number' | 'whole', most?: number) =>
  (text: string): number => {
    const value = Number(text)
    const what = kind === 'whole' ? 'whole number' : 'number'
    if (!(value > 0) || !Number.isFinite(value) || (kind === 'whole' && !Number.isInteger(value)))
      throw new InvalidArgumentError(`It must be a ${what} above 0.`)
    if (most !== undefined && value > most)
      throw new InvalidArgumentError(`It must be a ${what} up to ${formatCount(most)}.`)
    return value
  }

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
    if (newPhotos) showProgress(`Looking at new photos: ${newPhotos.doneCount} of ${newPhotos.totalCount}`)
  })
  return work().finally(() => (stop(), endProgress()))
}

/** The same of the regions of every photo. */
export async function lookAtRegions(core: Core): Promise<void> {
  const stop = core.subscribe('training', ({ regions }) => {
    if (regions) showProgress(`Looking at parts of photos: ${regions.doneCount} of ${regions.totalCount}`)
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
      showProgress(now.phase + detail)
      if (now.state === 'done' || now.state === 'failed' || now.state === 'cancelled') done(now)
    }),
  ).finally(endProgress)
  if (ended.error) throw new SemblanceError(ended.error.code as ErrorCode, ended.error.message)
  return ended
}

/** Ids of photos given by path. Throws NOT_FOUND naming the first that the library does not have. */
export async function photoIdsOf(core: Reader, paths: string[]): Promise<number[]> {
  const found = await core.api.findPhotosByPath({ paths: paths.map((path) => resolve(path)) })
  return found.map(({ path, photoId }) => {
    if (photoId !== null) return photoId
    const reason = existsSync(path) ? 'is not in the library: index its folder first' : 'does not exist'
    throw new SemblanceError('NOT_FOUND', `${echoed(path)} ${reason}.`)
  })
}
