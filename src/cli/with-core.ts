/** The core for as long as a command takes: opened, worked on, closed whatever happens. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Core, CoreOptions, Reader } from '../core/core.ts'
import { createCore } from '../core/create-core.ts'
import { createReader } from '../core/create-reader.ts'
import { isUnwritable } from '../core/store/errors.ts'
import { catalogueFile } from '../shared/catalogue-file.ts'
import { SemblanceError } from '../shared/errors.ts'
import { host, starterPath } from './host.ts'
import { closingAfter } from './interruption.ts'
import { endProgress, ofTotal, showProgress, timeLeft } from './progress.ts'
import type { CommonOptions } from './shared.ts'

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
  return closingAfter(core.close, () => work(core))
}

/** For what wants photos: a mistyped catalogue is told, not made. Throws NOT_FOUND. */
export async function withKnownCatalogue<T>(options: CommonOptions, work: (core: Core) => Promise<T>): Promise<T> {
  refuseUnknown(options)
  return withCore(options, (core) => showingSteps(core, () => work(core)))
}

/** Does what takes steps of the history, and shows how far a long one is. */
async function showingSteps<T>(core: Core, work: () => Promise<T>): Promise<T> {
  const stop = core.subscribe('step', ({ going }) => {
    if (going === null) return endProgress()
    const rate = `${going.perSecond.toFixed(0)}/s`
    showProgress(
      `${going.phase}: ${ofTotal(going.doneCount, going.totalCount)}, ${rate}, ${timeLeft(going.remainingMs)}`,
    )
  })
  return work().finally(stop)
}

/** For what only reads: also while another Semblance keeps the catalogue, or it cannot be written. Throws NOT_FOUND. */
export async function withReader<T>(options: CommonOptions, work: (reader: Reader) => Promise<T>): Promise<T> {
  refuseUnknown(options)
  let isOpened = false
  try {
    return await withCore(options, (core) => ((isOpened = true), work(core)))
  } catch (error) {
    if (isOpened) throw error
    return withReaderBeside(options, error, work)
  }
}

/** Throws what stopped a core from being opened, where a reader cannot help. */
async function withReaderBeside<T>(
  { catalogue }: CommonOptions,
  stopped: unknown,
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  const isFixed = isUnwritable(stopped)
  if (!isFixed && !(stopped instanceof SemblanceError && stopped.code === 'CATALOGUE_LOCKED')) throw stopped
  const reader = createReader({ catalogueDir: resolve(catalogue), ...host() })
  const isFull = stopped instanceof SemblanceError && stopped.code === 'DISK_FULL'
  const why = isFull ? "the catalogue's disk is full" : 'the catalogue cannot be written'
  if (isFixed) process.stderr.write(`semblance: ${why}; it is read as it is.\n`)
  return closingAfter(reader.close, () => work(isFixed ? { ...reader, keptBy: undefined } : reader))
}

/** Whether there is a catalogue in this folder. */
export const isCatalogue = (dir: string): boolean => existsSync(join(resolve(dir), catalogueFile))

function refuseUnknown({ catalogue }: CommonOptions): void {
  if (isCatalogue(catalogue)) return
  throw new SemblanceError(
    'NOT_FOUND',
    `There is no catalogue in ${resolve(catalogue)}. "semblance index DIR" makes one; --catalogue names another.`,
  )
}
