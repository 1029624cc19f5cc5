/** Passes over the library's folders: what each has to read is found, read, counted and told of. */
import type { PhotoEvents } from '../../shared/contract.ts'
import type { FolderRow } from '../store/folders.ts'
import { changesAt, NeedsWalk, type Changes } from './changed-paths.ts'
import type { Excluded } from './exclusions.ts'
import { whyUnavailable } from './folders.ts'
import { compareFolder } from './index-folder.ts'
import type { Progress } from './indexing-progress.ts'
import type { LibraryFolders } from './library-folders.ts'
import { readAll, type ReadAllDependencies } from './read-all.ts'
import type { ReaderDependencies, Reading } from './read-file.ts'

export interface PassDependencies extends Omit<ReaderDependencies, 'reading' | 'onDecoded'> {
  folders: LibraryFolders
  excluded: Excluded
  progress: Progress
  emit<E extends keyof PhotoEvents>(event: E, value: PhotoEvents[E]): void
  isCancelled(): boolean
  /** What a watcher told of does not say enough. */
  onNeedsWalk(): void
}

/** What a watcher told of, by folder. */
export type ChangedPaths = Map<number, Set<string>>

export function createPasses(dependencies: PassDependencies) {
  const { catalogue, folders, excluded, progress, emit, isCancelled } = dependencies
  const reader: ReadAllDependencies = {
    ...dependencies,
    reading: new Map(),
    onDecoded: () => progress.add({ decodedCount: 1 }),
    isWanted: ({ folderId, folder, found }) =>
      !isCancelled() && !folders.isRemoved(folderId) && excluded(folder, found.path, false) === null,
    isRemoved: folders.isRemoved,
    onSaved: countSaved,
  }
  let unreachedCount = 0

  /** Every folder; with `isFull` every file, also those of the same size and time. Whether all could be reached. */
  async function everything(isFull: boolean): Promise<boolean> {
    unreachedCount = 0
    await folders.mergeNested()
    for (const folder of catalogue.folders.rows())
      if (!isCancelled() && !folders.isRemoved(folder.folderId)) await indexFolder(folder, isFull)
    if (!isCancelled()) await folders.forgetMoved()
    return unreachedCount === 0
  }

  /** Only what a watcher told of. Whether there was anything to do. */
  async function changes(told: ChangedPaths): Promise<boolean> {
    let count = 0
    for (const folder of catalogue.folders.rows()) {
      const paths = told.get(folder.folderId)
      if (!paths || isCancelled()) continue
      const found = await changesAt(catalogue, folder, paths, excluded).catch(walkInstead)
      count += found.goneCount + found.toRead.length
      progress.add({ totalCount: found.toRead.length, doneCount: 0 })
      await readAll(reader, found.toRead)
    }
    return count > 0
  }

  function walkInstead(error: unknown): Changes {
    if (!(error instanceof NeedsWalk)) throw error
    if (!isCancelled()) dependencies.onNeedsWalk()
    return { toRead: [], goneCount: 0 }
  }

  async function indexFolder({ folderId, path }: FolderRow, isFull: boolean): Promise<void> {
    const unavailable = await whyUnavailable(path, catalogue.folders.hasPhotos(folderId))
    catalogue.folders.setUnavailable(folderId, unavailable)
    if (unavailable) return
    const compared = await compareFolder(catalogue, { folderId, path }, { isFull, excluded, isCancelled })
    if (!compared) return
    const { toRead, presentCount: totalCount, unreadableCount: failedCount, leftOut } = compared
    catalogue.exclusions.setLeftOut(folderId, leftOut)
    progress.add({ totalCount, doneCount: totalCount - toRead.length, failedCount })
    unreachedCount += failedCount
    await readAll(reader, toRead)
  }

  function countSaved(batch: Reading[]): void {
    const countOf = (kind: Reading['kind']) => batch.filter((each) => each.kind === kind).length
    unreachedCount += countOf('unreached')
    progress.add({ doneCount: batch.length, failedCount: countOf('unreached') + countOf('failed') })
    emit('changed', { what: 'photos' })
    if (countOf('joined') > 0) emit('changed', { what: 'tags' })
  }

  return { everything, changes }
}
