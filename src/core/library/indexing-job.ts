/**
 * The one job of the library: passes over its folders, again as long as something came meanwhile; paused, cancelled,
 * begun by a person, a watcher or the clock.
 */
import { join } from 'node:path'
import type { IndexingStatus } from '../../shared/domain.ts'
import { toErrorValue } from '../../shared/errors.ts'
import { pixelFile } from '../imaging/pixel-store.ts'
import { catalogueFile } from '../../shared/catalogue-file.ts'
import { endOfRun } from './end-of-run.ts'
import { createGate } from './gate.ts'
import { ownFolders } from './left-out.ts'
import { createPasses, type ChangedPaths, type PassDependencies } from './passes.ts'
import { createRetries } from './retries.ts'
import { sweepThumbnails } from './sweep-thumbnails.ts'
import { createFolderWatch } from './watch-folders.ts'

export interface IndexingJobDependencies extends Omit<PassDependencies, 'passed' | 'isCancelled' | 'onNeedsWalk'> {
  /** After every run that was not cancelled. */
  onIndexed?(): void
  /** Waited for before each file. */
  giveWay?(): Promise<unknown> | undefined
  isWatching?: boolean
}

export function createIndexingJob(dependencies: IndexingJobDependencies) {
  const { catalogue, thumbnailsDir, progress, emit, onIndexed, giveWay } = dependencies
  const gate = createGate()
  const retries = createRetries(() => void rescan())
  const watch = dependencies.isWatching
    ? createFolderWatch(ownFiles(catalogue.dir), { onChanged: noteChanged, onPoll: () => void rescan() })
    : null
  const passes = createPasses({
    ...dependencies,
    passed: () => gate.passed() ?? giveWay?.(),
    isCancelled: () => cancelled,
    onNeedsWalk: () => (again = 'everything'),
  })
  let job: Promise<void> = Promise.resolve()
  let running = false
  let again: 'no' | 'changes' | 'everything' = 'no'
  let isFull = false
  let cancelled = false
  let closed = false
  let changed: ChangedPaths = new Map()
  /** Once a session, and after a folder was taken out. */
  let isSwept = false

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
    const wasFull = isFull
    isFull = false
    changed = new Map()
    const isAllReached = await passes.everything(wasFull)
    retries.plan(!isAllReached && !cancelled)
    return true
  }

  function changes(): Promise<boolean> {
    const told = changed
    changed = new Map()
    return passes.changes(told)
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
    rescan,
    pause,
    resume,
    cancel,
    close,
    tellOfPhotos,
    /** How a folder's changes are noticed; null where they are not. */
    watchingOf: (folderId: number) => watch?.howOf(folderId) ?? null,
    /** It is watched no more, and its thumbnails go with the next run. */
    folderGone: (): void => {
      isSwept = false
      watch?.update(catalogue.folders.rows())
    },
    /** Resolves when no run is going on. */
    idle: () => job,
  }
}

/** The catalogue may lie among the photos: what is written there is no change of theirs. */
function ownFiles(dir: string): string[] {
  const database = ['', '-wal', '-shm'].map((ending) => catalogueFile + ending)
  return [...ownFolders, ...database, pixelFile].map((name) => join(dir, name))
}
