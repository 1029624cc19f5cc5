/**
 * The library: folders indexed in place. One job at a time walks them, reads what is new or changed, several photos at
 * once, and writes rows in batches. A bad file becomes a row with its reason; a full disk stops the job and says so.
 */
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { PhotoEvents } from '../../shared/contract.ts'
import type { FolderSummary, IndexingStatus, PhotoDetail } from '../../shared/domain.ts'
import { SemblanceError, toErrorValue } from '../../shared/errors.ts'
import { readFormats } from '../imaging/formats.ts'
import { pixelFile, type PixelStore } from '../imaging/pixel-store.ts'
import { catalogueFile, type Catalogue } from '../store/catalogue.ts'
import { checkPatterns, createExcluded, type Excluded } from './exclusions.ts'
import { checkFolder, isCovered, isInside, notThere, whyUnavailable } from './folders.ts'
import { changesAt, NeedsWalk, type Changes } from './changed-paths.ts'
import { compareFolder } from './index-folder.ts'
import { createProgress } from './indexing-progress.ts'
import { applyExclusions } from './known-files.ts'
import { ownFolders } from './left-out.ts'
import { readPhotoFile, type Reading, type ToRead } from './read-file.ts'
import { saveReadings } from './save-readings.ts'
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
  /** Watch the folders, so that changes show by themselves. */
  isWatching?: boolean
  /** Replaced by tests that need a full disk. */
  writeThumbnail?(path: string, bytes: Uint8Array): Promise<void>
}

export type Library = ReturnType<typeof createLibrary>

const flushCount = 32
/** Rows written at a time where there may be very many. */
const sliceSize = 500
const fullDiskCodes = ['ENOSPC', 'EDQUOT']
/** What could not be reached is tried again after this, then after twice as long, and so on. */
const firstRetryMs = 30_000
const longestRetryMs = 30 * 60_000

export function createLibrary(dependencies: LibraryDependencies) {
  const { catalogue, emit, onIndexed } = dependencies
  const watch = dependencies.isWatching
    ? createFolderWatch(ownFiles(catalogue.dir), { onChanged: noteChanged, onPoll: () => void rescan() })
    : null
  const progress = createProgress((status) => emit('indexing', status))
  const reader = { writeThumbnail, ...dependencies, onDecoded: () => progress.add({ decodedCount: 1 }) }
  let job: Promise<void> = Promise.resolve()
  let running = false
  let again: 'no' | 'changes' | 'everything' = 'no'
  let isFull = false
  let cancelled = false
  let closed = false
  /** Folders that a person took out: what is still being read of them is not kept. */
  const removed = new Set<number>()
  /** Added since the last walk: another folder may have become this one. */
  const added = new Set<number>()
  let isExcluded = createExcluded(catalogue.exclusions.list())
  /** By the patterns of now, whenever the work that asks began. */
  const excluded: Excluded = (...at) => isExcluded(...at)
  /** What a watcher told of, by folder. */
  let changed = new Map<number, Set<string>>()
  let gate: { wait: Promise<void>; open(): void } | null = null
  let unreachedCount = 0
  let retry: { timer: NodeJS.Timeout; waitMs: number } | null = null

  async function addFolder(path: string): Promise<FolderSummary> {
    const folder = resolve(path)
    await checkFolder(folder)
    const known = catalogue.folders.rows()
    const inside = await Promise.all(known.map((each) => isCovered(each.path, folder, excluded)))
    const folderId = known.find((_, i) => inside[i])?.folderId ?? catalogue.folders.add(folder).folderId
    if (!inside.includes(true)) added.add(folderId)
    removed.delete(folderId)
    emit('changed', { what: 'photos' })
    rescan()
    return catalogue.folders.list().find((each) => each.folderId === folderId)!
  }

  /** Its files are no longer shown; how many photos that is. */
  async function removeFolder(folderId: number): Promise<{ removedPhotoCount: number }> {
    if (!catalogue.folders.rows().some((each) => each.folderId === folderId))
      throw new SemblanceError('NOT_FOUND', `There is no folder ${folderId} in the library.`)
    const before = catalogue.photos.count()
    removed.add(folderId)
    catalogue.folders.remove(folderId)
    watch?.update(catalogue.folders.rows())
    await letGo(folderId)
    for (const what of ['photos', 'problems'] as const) emit('changed', { what })
    onIndexed?.()
    return { removedPhotoCount: before - catalogue.photos.count() }
  }

  /** Takes the place of all patterns of before. Throws INVALID_ARGUMENT. */
  async function setExclusions(patterns: string[]): Promise<IndexingStatus> {
    checkPatterns(patterns)
    if (patterns.join('\n') === catalogue.exclusions.list().join('\n')) return progress.status()
    catalogue.exclusions.replace(patterns)
    isExcluded = createExcluded(patterns)
    for (const folder of catalogue.folders.rows()) await applyExclusions(catalogue, folder, excluded)
    for (const what of ['photos', 'problems'] as const) emit('changed', { what })
    onIndexed?.()
    return rescan()
  }

  /** All files of a folder are gone from it, in slices. */
  async function letGo(folderId: number): Promise<void> {
    while (catalogue.files.someGone(folderId, sliceSize) > 0) await turn()
  }

  /** A folder that lies in another one of the library is none of its own: each file is read by one. */
  async function mergeNested(): Promise<void> {
    const folders = catalogue.folders.rows()
    for (const outer of folders) {
      for (const inner of folders) {
        if (inner.folderId === outer.folderId || !(await isCovered(outer.path, inner.path, excluded))) continue
        // Through a link the same files have other paths there, and are found by them.
        if (!isInside(outer.path, inner.path)) await letGo(inner.folderId)
        while (catalogue.folders.someTo(inner.folderId, outer.folderId, sliceSize) > 0) await turn()
        catalogue.folders.remove(inner.folderId)
      }
    }
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
    clearTimeout(retry?.timer)
    let hasChanged = false
    try {
      // From now on, since what comes while the folders are walked may come behind the walk.
      watch?.update(catalogue.folders.rows())
      while (again !== 'no') {
        const pass = again === 'everything' ? everything : changes
        again = 'no'
        cancelled = false
        // Counts are of the last pass.
        progress.start()
        hasChanged = (await pass()) || hasChanged
      }
      progress.end(cancelled ? { state: 'cancelled', phase: 'Cancelled' } : endOfRun())
    } catch (error) {
      again = 'no'
      hasChanged = true
      progress.end({ state: 'failed', phase: 'Indexing stopped', error: toErrorValue(error) })
    } finally {
      running = false
      gate = null
    }
    if (!closed) afterRun(hasChanged)
  }

  function afterRun(hasChanged: boolean): void {
    watch?.update(catalogue.folders.rows())
    if (!hasChanged) return
    for (const what of ['photos', 'problems'] as const) emit('changed', { what })
    if (!cancelled && progress.status().state === 'done') onIndexed?.()
  }

  async function everything(): Promise<boolean> {
    unreachedCount = 0
    changed = new Map()
    await mergeNested()
    const manner = { isFull, excluded, isCancelled: () => cancelled }
    isFull = false
    for (const folder of catalogue.folders.list())
      if (!cancelled && !removed.has(folder.folderId)) await indexFolder(folder, manner)
    if (!cancelled) await forgetMoved()
    retryLater()
    return true
  }

  /** Only what a watcher told of; everything where that does not say enough. Whether there was anything to do. */
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
      await readAll(found.toRead)
    }
    return count > 0
  }

  function walkInstead(error: unknown): Changes {
    if (!(error instanceof NeedsWalk)) throw error
    if (!cancelled) again = 'everything'
    return { toRead: [], goneCount: 0 }
  }

  function endOfRun(): Partial<IndexingStatus> {
    if (catalogue.photos.count() > 0) return { state: 'done', phase: 'Up to date' }
    const folders = catalogue.folders
      .rows()
      .map(({ path }) => path)
      .join(', ')
    if (folders === '') return { state: 'idle', phase: 'Waiting for a folder' }
    const patterns = catalogue.exclusions.leftOut().filter(({ isPattern }) => isPattern)
    const leftOut = patterns.map(({ reason }) => `"${reason}"`).join(', ')
    const message =
      `No photos could be read in ${folders}. ` +
      (leftOut
        ? `What is there is left out by ${leftOut}; take that back to see it.`
        : `Semblance reads ${readFormats} files; add a folder that has some.`)
    return { state: 'failed', phase: 'No photos found', error: { code: 'NO_PHOTOS', message } }
  }

  /**
   * A folder that is not there any more, and all of whose photos are in one that was just added, has become that one.
   */
  async function forgetMoved(): Promise<void> {
    for (const { folderId, unavailable } of catalogue.folders.rows()) {
      if (unavailable !== notThere || ![...added].some((other) => catalogue.folders.isWhollyIn(folderId, other)))
        continue
      catalogue.folders.remove(folderId)
      await letGo(folderId)
    }
    added.clear()
  }

  function retryLater(): void {
    const waitMs =
      unreachedCount > 0 && !cancelled ? Math.min(retry ? 2 * retry.waitMs : firstRetryMs, longestRetryMs) : 0
    retry = waitMs > 0 ? { waitMs, timer: setTimeout(() => void rescan(), waitMs).unref() } : null
  }

  async function indexFolder(
    { folderId, path, photoCount }: FolderSummary,
    manner: Parameters<typeof compareFolder>[2],
  ): Promise<void> {
    const unavailable = await whyUnavailable(path, photoCount > 0)
    catalogue.folders.setUnavailable(folderId, unavailable)
    if (unavailable) return
    const compared = await compareFolder(catalogue, { folderId, path }, manner)
    if (!compared) return
    const { toRead, presentCount, unreadableCount, leftOut } = compared
    catalogue.exclusions.setLeftOut(folderId, leftOut)
    progress.add({
      totalCount: presentCount,
      doneCount: presentCount - toRead.length,
      failedCount: unreadableCount,
    })
    unreachedCount += unreadableCount
    await readAll(toRead)
  }

  /** Taken out or left out since it was found. */
  const isUnwanted = ({ folderId, folder, found }: ToRead) =>
    removed.has(folderId) || excluded(folder, found.path, false) !== null

  async function readAll(files: ToRead[]): Promise<void> {
    const limit = pLimit(availableParallelism() + 1)
    let ready: Reading[] = []
    const flush = () => {
      const batch = ready
      ready = []
      save(batch)
    }
    const readings = files.map((wanted) =>
      limit(async () => {
        await gate?.wait
        if (cancelled || isUnwanted(wanted)) return
        // First read: what is ready by then may be another list than before.
        const reading = await readPhotoFile(reader, wanted)
        ready.push(reading)
        if (ready.length >= flushCount) flush()
      }),
    )
    try {
      await Promise.all(readings)
    } catch (error) {
      limit.clearQueue()
      throw isFullDisk(error) ? fullDisk(catalogue.dir, error) : error
    } finally {
      flush()
    }
  }

  function save(ready: Reading[]): void {
    const batch = ready.filter(({ folderId }) => !removed.has(folderId))
    if (batch.length === 0) return
    saveReadings(catalogue, batch)
    const unreached = batch.filter(({ kind }) => kind === 'unreached').length
    unreachedCount += unreached
    progress.add({
      doneCount: batch.length,
      failedCount: unreached + batch.filter(({ kind }) => kind === 'failed').length,
    })
    emit('changed', { what: 'photos' })
  }

  function pause(): IndexingStatus {
    if (!running || gate) return progress.status()
    let open = () => {}
    gate = { wait: new Promise((done) => (open = done)), open: () => open() }
    return progress.pause()
  }

  function resume(): IndexingStatus {
    if (!gate) return progress.status()
    gate.open()
    gate = null
    return progress.resume()
  }

  /** A folder that is added before the job has ended is indexed all the same. */
  function cancel(): IndexingStatus {
    if (!running) return progress.status()
    cancelled = true
    again = 'no'
    gate?.open()
    gate = null
    return progress.status()
  }

  function getPhoto(photoId: number): PhotoDetail {
    const photo = catalogue.photos.detail(photoId)
    if (!photo) throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library.`)
    return photo
  }

  function takeOverMarks(photoId: number): PhotoDetail {
    getPhoto(photoId)
    if (catalogue.tags.takeOver(photoId) > 0) emit('changed', { what: 'tags' })
    return getPhoto(photoId)
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
    getPhoto,
    takeOverMarks,
    /** Resolves when no run is going on. */
    idle: () => job,
    /** Ends what would start by itself. Resolves when no run is going on. */
    close: () => ((closed = true), watch?.close(), clearTimeout(retry?.timer), cancel(), job),
  }
}

/** The catalogue may lie among the photos: what is written there is no change of theirs. */
function ownFiles(dir: string): string[] {
  const database = ['', '-wal', '-shm'].map((ending) => catalogueFile + ending)
  return [...ownFolders, ...database, pixelFile].map((name) => join(dir, name))
}

function isFullDisk(error: unknown): boolean {
  return fullDiskCodes.includes((error as NodeJS.ErrnoException).code ?? '')
}

function fullDisk(dir: string, cause: unknown): SemblanceError {
  return new SemblanceError(
    'DISK_FULL',
    `The disk with ${dir} is full. Make room there, then index again: nothing is lost and it goes on where it stopped.`,
    { cause },
  )
}
