/**
 * The library: folders indexed in place. One job at a time walks them, reads what is new or changed, several photos at
 * once, and writes rows in batches. A bad file becomes a row with its reason; a full disk stops the job and says so.
 */
import type { PhotoEvents } from '../../shared/contract.ts'
import type { FolderSummary, IndexingStatus } from '../../shared/domain.ts'
import type { PixelStore } from '../imaging/pixel-store.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { writeWhole } from '../tools/write-whole.ts'
import { checkPatterns, createExcluded, type Excluded } from './exclusions.ts'
import { createIndexingJob } from './indexing-job.ts'
import { createProgress } from './indexing-progress.ts'
import { applyExclusions } from './known-files.ts'
import { createLibraryFolders } from './library-folders.ts'

export interface LibraryDependencies {
  catalogue: Catalogue
  pixelStore: PixelStore
  thumbnailsDir: string
  colourHistogram(pixels: Uint8Array): Float32Array
  emit<E extends keyof PhotoEvents>(event: E, value: PhotoEvents[E]): void
  /** After every run that was not cancelled. */
  onIndexed?(): void
  /** Waited for before each file: what a person waits for goes first. */
  giveWay?(): Promise<unknown> | undefined
  /** Watch the folders, so that changes show by themselves. */
  isWatching?: boolean
  /** Replaced by tests that need a full disk. */
  writeThumbnail?(path: string, bytes: Uint8Array): Promise<void>
}

export type Library = ReturnType<typeof createLibrary>

export function createLibrary(dependencies: LibraryDependencies) {
  const { catalogue, emit, onIndexed } = dependencies
  let isExcluded = createExcluded(catalogue.exclusions.list())
  /** By the patterns of now, whenever the work that asks began. */
  const excluded: Excluded = (...at) => isExcluded(...at)
  const folders = createLibraryFolders(catalogue, excluded)
  const progress = createProgress((status) => emit('indexing', status))
  const job = createIndexingJob({ writeThumbnail: writeWhole, ...dependencies, folders, excluded, progress })
  const { rescan, tellOfPhotos } = job

  async function addFolder(path: string): Promise<FolderSummary> {
    const folderId = await folders.add(path)
    emit('changed', { what: 'photos' })
    rescan()
    return catalogue.folders.summary(folderId)
  }

  /** Its files are no longer shown; how many photos that is. */
  async function removeFolder(folderId: number): Promise<{ removedPhotoCount: number }> {
    const { forget } = folders.remove(folderId)
    job.folderGone()
    const removed = await forget()
    tellOfPhotos()
    onIndexed?.()
    return removed
  }

  /** Takes the place of all patterns of before. Throws INVALID_ARGUMENT. */
  async function setExclusions(patterns: string[]): Promise<IndexingStatus> {
    checkPatterns(patterns)
    if (patterns.join('\n') === catalogue.exclusions.list().join('\n')) return progress.status()
    catalogue.exclusions.replace(patterns)
    isExcluded = createExcluded(patterns)
    for (const folder of catalogue.folders.rows()) await applyExclusions(catalogue, folder, excluded)
    tellOfPhotos()
    onIndexed?.()
    return rescan()
  }

  return {
    ...job,
    status: progress.status,
    addFolder,
    removeFolder,
    setExclusions,
    retryProblems: () => (catalogue.files.resetFailed(), rescan()),
  }
}
