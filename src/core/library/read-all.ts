/** Reads many files, several at once, and writes what it came to in batches. A full disk ends it and says so. */
import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { noRoom, SemblanceError } from '../../shared/errors.ts'
import { isRaw } from './companions.ts'
import { readPhotoFile, type ReaderDependencies, type Reading } from './read-file.ts'
import { saveReadings } from './save-readings.ts'
import type { ToRead } from './to-read.ts'

export interface ReadAllDependencies extends ReaderDependencies {
  /** Not of a job that was cancelled, nor what was taken out or left out since it was found. */
  isWanted(file: ToRead): boolean
  isRemoved(folderId: number): boolean
  /** A batch is written. */
  onSaved(batch: Reading[]): void
}

const batchSize = 32

/** Pictures first, then RAW files by themselves, then what belongs to pictures. */
export async function readAll(dependencies: ReadAllDependencies, files: ToRead[]): Promise<void> {
  for (const phase of [isPicture, isLoneRaw, isCompanion]) await readSome(dependencies, files.filter(phase))
}

const isCompanion = ({ found }: ToRead) => found.picture !== null
const isLoneRaw = (file: ToRead) => !isCompanion(file) && isRaw(file.found.path)
const isPicture = (file: ToRead) => !isCompanion(file) && !isRaw(file.found.path)

async function readSome(dependencies: ReadAllDependencies, files: ToRead[]): Promise<void> {
  const limit = pLimit(availableParallelism() + 1)
  let ready: Reading[] = []
  const flush = () => {
    const batch = ready
    ready = []
    save(dependencies, batch)
  }
  const readings = files.map((wanted) =>
    limit(async () => {
      await dependencies.passed()
      if (!dependencies.isWanted(wanted)) return
      // First read: what is ready by then may be another list than before.
      const reading = await readPhotoFile(dependencies, wanted)
      ready.push(reading)
      if (ready.length >= batchSize) flush()
    }),
  )
  try {
    await Promise.all(readings)
  } catch (error) {
    limit.clearQueue()
    throw withoutRoom(error, dependencies.catalogue.dir)
  } finally {
    flush()
  }
}

function save({ catalogue, reading, isRemoved, onSaved }: ReadAllDependencies, ready: Reading[]): void {
  const batch = ready.filter(({ folderId }) => !isRemoved(folderId))
  if (batch.length > 0) saveReadings(catalogue, batch)
  for (const read of ready) if ('contentHash' in read && read.contentHash) reading.delete(read.contentHash)
  if (batch.length > 0) onSaved(batch)
}

/** What is not about room stays as it is. */
function withoutRoom(cause: unknown, dir: string): unknown {
  const full = noRoom(cause, dir)
  if (full === null) return cause
  const message = `${full}, then index again: nothing is lost and it goes on where it stopped.`
  return new SemblanceError('DISK_FULL', message, { cause })
}
