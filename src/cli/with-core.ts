/** The core for as long as a command takes: opened, worked on, closed whatever happens. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Core, CoreOptions, Reader } from '../core/core.ts'
import { createCore } from '../core/create-core.ts'
import { createReader } from '../core/create-reader.ts'
import { catalogueFile } from '../shared/catalogue-file.ts'
import { SemblanceError } from '../shared/errors.ts'
import { host, starterPath } from './host.ts'
import { endProgress, showProgress, timeLeft } from './progress.ts'
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
  try {
    return await work(core)
  } finally {
    await core.close()
  }
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

/** Whether there is a catalogue in this folder. */
export const isCatalogue = (dir: string): boolean => existsSync(join(resolve(dir), catalogueFile))

function refuseUnknown({ catalogue }: CommonOptions): void {
  if (isCatalogue(catalogue)) return
  throw new SemblanceError(
    'NOT_FOUND',
    `There is no catalogue in ${resolve(catalogue)}. "semblance index DIR" makes one; --catalogue names another.`,
  )
}
