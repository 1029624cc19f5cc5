/**
 * The library: folders indexed in place. One job at a time walks them, reads what is new or changed, several photos at
 * once, and writes rows in batches. A bad file becomes a row with its reason; a full disk stops the job and says so.
 */
import { join } from 'node:path'
import type { PhotoEvents } from '../../shared/contract.ts'
import { keptOuts, type FolderSummary, type IndexingStatus } from '../../shared/domain.ts'
import { toErrorValue } from '../../shared/errors.ts'
import { readFormats } from '../imaging/formats.ts'
import { pixelFile, type PixelStore } from '../imaging/pixel-store.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { catalogueFile } from '../../shared/catalogue-file.ts'
import { checkPatterns, createExcluded, type Excluded } from './exclusions.ts'
import { whyUnavailable } from './folders.ts'
import { changesAt, NeedsWalk, type Changes } from './changed-paths.ts'
import { compareFolder } from './index-folder.ts'
import { createGate } from './gate.ts'
import { createProgress } from './indexing-progress.ts'
import { applyExclusions } from './known-files.ts'
import { ownFolders } from './left-out.ts'
import { createLibraryFolders } from './library-folders.ts'
import { readAll, type ReadAllDependencies } from './read-all.ts'
import type { Reading } from './read-file.ts'
import { createRetries } from './retries.ts'
import { sweepThumbnails } from './sweep-thumbnails.ts'
import { writeThumbnail } from './thumbnails.ts'
import { createFolderWatch } from './watch-folders.ts'

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
  const { catalogue, thumbnailsDir, emit, onIndexed } = dependencies
  let isExcluded = createExcluded(catalogue.exclusions.list())
  /** By the patterns of now, whenever the work that asks began. */
  const excluded: Excluded = (...at) => isExcluded(...at)
  const folders = createLibraryFolders(catalogue, excluded)
  const gate = createGate()
  const retries = createRetries(() => void rescan())
  const progress = createProgress((status) => emit('indexing', status))
  const watch = dependencies.isWatching
    ? createFolderWatch(ownFiles(catalogue.dir), { onChanged: noteChanged, onPoll: () => void rescan() })
    : null
  const reader: ReadAllDependencies = {
    writeThumbnail,
    ...dependencies,
    reading: new Map(),
    onDecoded: () => progress.add({ decodedCount: 1 }),
    passed: () => gate.passed() ?? dependencies.giveWay?.(),
    isWanted: ({ folderId, folder, found }) =>
      !cancelled && !folders.isRemoved(folderId) && excluded(folder, found.path, false) === null,
    isRemoved: folders.isRemoved,
    onSaved: countSaved,
  }
  let job: Promise<void> = Promise.resolve()
  let running = false
  let again: 'no' | 'changes' | 'everything' = 'no'
  let isFull = false
  let cancelled = false
  let closed = false
  /** What a watcher told of, by folder. */
  let changed = new Map<number, Set<string>>()
  /** Once a session, and after a folder was taken out. */
  let isSwept = false
  let unreachedCount = 0

  async function addFolder(path: string): Promise<FolderSummary> {
    const folderId = await folders.add(path)
    emit('changed', { what: 'photos' })
    rescan()
    return catalogue.folders.list().find((each) => each.folderId === folderId)!
  }

  /** Its files are no longer shown; how many photos that is. */
  async function removeFolder(folderId: number): Promise<{ removedPhotoCount: number }> {
    const { forget } = folders.remove(folderId)
    isSwept = false
    watch?.update(catalogue.folders.rows())
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

  /** Looks at every folder; with `full` reads every file, also those of the same size and time as before. */
  function rescan({ full = false } = {}): IndexingStatus {
    isFull ||= full
    again = 'everything'
    return begin()
  }

  function noteChanged(folderId: number, paths: Set<string>): void {
    changed.set(folderId, new Set([...(changed.get(folderId) ?? []), ...paths]))
    if (again === 'no') again = 'changes'
    begin()
  }

  function begin(): IndexingStatus {
    if (running) return progress.status()
    running = true
    job = run()
    return progress.status()
  }

  async function run(): Promise<void> {
    retries.stop()
    let hasChanged = false
    try {
      // From now on, since what comes while the folders are walked may come behind the walk.
      watch?.update(catalogue.folders.rows())
      while (again !== 'no') {
        hasChanged = (await pass()) || hasChanged
        if (!isSwept && !isCalledAway()) isSwept = await sweepThumbnails(catalogue, thumbnailsDir, isCalledAway)
      }
      progress.end(cancelled ? { state: 'cancelled', phase: 'Cancelled' } : endOfRun(catalogue))
    } catch (error) {
      again = 'no'
      hasChanged = true
      progress.end({ state: 'failed', phase: 'Indexing stopped', error: toErrorValue(error) })
    } finally {
      running = false
      gate.open()
    }
    if (!closed) afterRun(hasChanged)
  }

  const isCalledAway = () => cancelled || again !== 'no'

  /** Whether there was anything to do. */
  function pass(): Promise<boolean> {
    const work = again === 'everything' ? everything : changes
    again = 'no'
    cancelled = false
    // Counts are of the last pass.
    progress.start()
    return work()
  }

  function afterRun(hasChanged: boolean): void {
    watch?.update(catalogue.folders.rows())
    if (!hasChanged) return
    tellOfPhotos()
    if (!cancelled && progress.status().state === 'done') onIndexed?.()
  }

  function tellOfPhotos(): void {
    for (const what of ['photos', 'problems'] as const) emit('changed', { what })
  }

  async function everything(): Promise<boolean> {
    unreachedCount = 0
    changed = new Map()
    await folders.mergeNested()
    const manner = { isFull, excluded, isCancelled: () => cancelled }
    isFull = false
    for (const folder of catalogue.folders.list())
      if (!cancelled && !folders.isRemoved(folder.folderId)) await indexFolder(folder, manner)
    if (!cancelled) await folders.forgetMoved()
    retries.plan(unreachedCount > 0 && !cancelled)
    return true
  }

  /** Only what a watcher told of; everything where that does not say enough. */
  async function changes(): Promise<boolean> {
    const told = changed
    changed = new Map()
    let count = 0
    for (const folder of catalogue.folders.rows()) {
      const paths = told.get(folder.folderId)
      if (!paths || cancelled) continue
      const found = await changesAt(catalogue, folder, paths, excluded).catch(walkInstead)
      count += found.goneCount + found.toRead.length
      progress.add({ totalCount: found.toRead.length, doneCount: 0 })
      await readAll(reader, found.toRead)
    }
    return count > 0
  }

  function walkInstead(error: unknown): Changes {
    if (!(error instanceof NeedsWalk)) throw error
    if (!cancelled) again = 'everything'
    return { toRead: [], goneCount: 0 }
  }

  async function indexFolder(folder: FolderSummary, manner: Parameters<typeof compareFolder>[2]): Promise<void> {
    const { folderId, path, photoCount } = folder
    const unavailable = await whyUnavailable(path, photoCount > 0)
    catalogue.folders.setUnavailable(folderId, unavailable)
    if (unavailable) return
    const compared = await compareFolder(catalogue, { folderId, path }, manner)
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

  function pause(): IndexingStatus {
    if (!running || gate.isClosed()) return progress.status()
    gate.close()
    return progress.pause()
  }

  function resume(): IndexingStatus {
    if (!gate.isClosed()) return progress.status()
    gate.open()
    return progress.resume()
  }

  /** A folder that is added before the job has ended is indexed all the same. */
  function cancel(): IndexingStatus {
    if (!running) return progress.status()
    cancelled = true
    again = 'no'
    gate.open()
    return progress.status()
  }

  /** Ends what would start by itself. Resolves when no run is going on. */
  function close(): Promise<void> {
    closed = true
    watch?.close()
    retries.stop()
    cancel()
    return job
  }

  return {
    status: progress.status,
    /** How a folder's changes are noticed; null where they are not. */
    watchingOf: (folderId: number) => watch?.howOf(folderId) ?? null,
    addFolder,
    removeFolder,
    setExclusions,
    rescan,
    pause,
    resume,
    cancel,
    retryProblems: () => (catalogue.files.resetFailed(), rescan()),
    /** Resolves when no run is going on. */
    idle: () => job,
    close,
  }
}

function endOfRun({ photos, choices, folders, exclusions }: Catalogue): Partial<IndexingStatus> {
  const isKeptOut = keptOuts.some((keptOut) => choices.keptOutCount(keptOut) > 0)
  if (isKeptOut || photos.count() > 0) return { state: 'done', phase: 'Up to date' }
  const paths = folders.rows().map(({ path }) => path)
  if (paths.length === 0) return { state: 'idle', phase: 'Waiting for a folder' }
  const patterns = exclusions.leftOut().filter(({ isPattern }) => isPattern)
  const leftOut = patterns.map(({ reason }) => `"${reason}"`).join(', ')
  const advice = leftOut
    ? `What is there is left out by ${leftOut}; take that back to see it.`
    : `Semblance reads ${readFormats} files; add a folder that has some.`
  const message = `No photos could be read in ${paths.join(', ')}. ${advice}`
  return { state: 'failed', phase: 'No photos found', error: { code: 'NO_PHOTOS', message } }
}

/** The catalogue may lie among the photos: what is written there is no change of theirs. */
function ownFiles(dir: string): string[] {
  const database = ['', '-wal', '-shm'].map((ending) => catalogueFile + ending)
  return [...ownFolders, ...database, pixelFile].map((name) => join(dir, name))
}
