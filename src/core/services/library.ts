/**
 * The library: folders indexed in place. Walks, reads what is new or changed, several photos at a time, and writes
 * rows in batches. A bad file becomes a row with its reason; a full disk stops the job and says so.
 */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import pLimit from 'p-limit'
import type { PhotoEvents } from '../../shared/contract.ts'
import type { FolderSummary, IndexingStatus, PhotoDetail } from '../../shared/domain.ts'
import { SemblanceError, toErrorValue } from '../../shared/errors.ts'
import { decodeImage } from '../imaging/decode.ts'
import type { PixelStore } from '../imaging/pixel-store.ts'
import { captureDate, readBytes } from '../imaging/read-photo.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { createProgress } from './indexing-progress.ts'
import { findPhotos, photoExtensions, type FoundFile } from './scan.ts'
import { thumbnailPath, writeThumbnail as writeThumbnailFile } from './thumbnails.ts'

export interface LibraryDependencies {
  catalogue: Catalogue
  pixelStore: PixelStore
  thumbnailsDir: string
  colourHistogram(pixels: Uint8Array): Float32Array
  emit<E extends keyof PhotoEvents>(event: E, value: PhotoEvents[E]): void
  /** After every run that was not cancelled. */
  onIndexed?(): void
  /** Replaced by tests that need a full disk. */
  writeThumbnail?(path: string, bytes: Uint8Array): Promise<void>
}

export type Library = ReturnType<typeof createLibrary>

/** What reading one file came to. */
type Reading = { found: FoundFile; folderId: number } & (
  | { photoId: number; pixelSlot?: number }
  | { photo: Parameters<Catalogue['photos']['insert']>[0] }
  | { reason: string }
)

const flushCount = 32
const fullDiskCodes = ['ENOSPC', 'EDQUOT']

export function createLibrary(dependencies: LibraryDependencies) {
  const { catalogue, pixelStore, thumbnailsDir, colourHistogram, emit, onIndexed } = dependencies
  const writeThumbnail = dependencies.writeThumbnail ?? writeThumbnailFile
  const progress = createProgress((status) => emit('indexing', status))
  let job: Promise<void> = Promise.resolve()
  let running = false
  let again = false
  let cancelled = false
  let gate: { wait: Promise<void>; open(): void } | null = null

  async function addFolder(path: string): Promise<FolderSummary> {
    const folder = resolve(path)
    await checkFolder(folder)
    const { folderId } = catalogue.folders.add(folder)
    emit('changed', { what: 'photos' })
    rescan()
    return catalogue.folders.list().find((each) => each.folderId === folderId)!
  }

  function rescan(): IndexingStatus {
    if (running) again = true
    else {
      running = true
      cancelled = false
      progress.start()
      job = run()
    }
    return progress.status()
  }

  async function run(): Promise<void> {
    try {
      do {
        again = false
        for (const { folderId, path } of catalogue.folders.list()) await indexFolder(folderId, path)
      } while (again && !cancelled)
      progress.end(cancelled ? { state: 'cancelled', phase: 'Cancelled' } : endOfRun())
    } catch (error) {
      progress.end({ state: 'failed', phase: 'Indexing stopped', error: toErrorValue(error) })
    } finally {
      running = false
      gate = null
    }
    for (const what of ['photos', 'problems'] as const) emit('changed', { what })
    if (!cancelled && progress.status().state === 'done') onIndexed?.()
  }

  function endOfRun(): Partial<IndexingStatus> {
    if (catalogue.photos.count() > 0) return { state: 'done', phase: 'Up to date' }
    const folders = catalogue.folders.list().map(({ path }) => path).join(', ')
    if (folders === '') return { state: 'idle', phase: 'Waiting for a folder' }
    const message = `No photos could be read in ${folders}. Semblance reads ${photoExtensions.map((e) => e.slice(1).toUpperCase()).join(', ')} files; add a folder that has some.`
    return { state: 'failed', phase: 'No photos found', error: { code: 'NO_PHOTOS', message } }
  }

  async function indexFolder(folderId: number, folder: string): Promise<void> {
    const known = new Map(catalogue.files.listByFolder(folderId).map((file) => [file.path, file]))
    const present: FoundFile[] = []
    const unreadable: { path: string; reason: string }[] = []
    for await (const found of findPhotos(folder, (path, reason) => unreadable.push({ path, reason }))) {
      present.push(found)
      if (cancelled) return
    }
    const stillThere = new Set([...present, ...unreadable].map(({ path }) => path))
    const lostFolders = unreadable.map(({ path }) => `${path}/`)
    const isLost = (path: string) => !stillThere.has(path) && !lostFolders.some((lost) => path.startsWith(lost))
    catalogue.files.markGone([...known.values()].filter((file) => file.state !== 'gone' && isLost(file.path)).map((file) => file.fileId))
    catalogue.transaction(() => {
      for (const { path, reason } of unreadable) catalogue.files.markFailed(catalogue.files.upsertFound(folderId, path, 0, 0), reason)
    })
    const isKnown = ({ path, sizeBytes, modifiedAtMs }: FoundFile) => {
      const before = known.get(path)
      return before !== undefined && ['decoded', 'failed'].includes(before.state) && before.sizeBytes === sizeBytes && before.modifiedAtMs === modifiedAtMs
    }
    const fresh = present.filter((found) => !isKnown(found))
    progress.add({ totalCount: present.length, doneCount: present.length - fresh.length, failedCount: unreadable.length })
    await readAll(folderId, fresh)
  }

  async function readAll(folderId: number, files: FoundFile[]): Promise<void> {
    const limit = pLimit(availableParallelism() + 1)
    let ready: Reading[] = []
    const flush = () => {
      const batch = ready
      ready = []
      save(batch)
    }
    const readings = files.map((found) =>
      limit(async () => {
        await gate?.wait
        if (cancelled) return
        const reading = await read(folderId, found)
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

  async function read(folderId: number, found: FoundFile): Promise<Reading> {
    try {
      const { bytes, contentHash } = await readBytes(found.path)
      const photoId = catalogue.photos.findByHash(contentHash)
      if (photoId !== null && catalogue.photos.hasPixels(photoId)) return { found, folderId, photoId }
      const { width, height, thumbnail, pixels } = await decodeImage(bytes)
      progress.add({ decodedCount: 1 })
      await writeThumbnail(thumbnailPath(thumbnailsDir, contentHash), thumbnail)
      const pixelSlot = pixelStore.append(pixels)
      if (photoId !== null) return { found, folderId, photoId, pixelSlot }
      return { found, folderId, photo: { contentHash, width, height, capturedAtMs: captureDate(bytes), pixelSlot, colourHistogram: colourHistogram(pixels) } }
    } catch (error) {
      if (!(error instanceof SemblanceError && error.code === 'IMAGE_UNREADABLE')) throw error
      return { found, folderId, reason: error.message }
    }
  }

  function save(batch: Reading[]): void {
    if (batch.length === 0) return
    catalogue.transaction(() => batch.forEach(saveOne))
    progress.add({ doneCount: batch.length, failedCount: batch.filter((reading) => 'reason' in reading).length })
    emit('changed', { what: 'photos' })
  }

  function saveOne(reading: Reading): void {
    const { path, sizeBytes, modifiedAtMs } = reading.found
    const fileId = catalogue.files.upsertFound(reading.folderId, path, sizeBytes, modifiedAtMs)
    if ('reason' in reading) return catalogue.files.markFailed(fileId, reading.reason)
    // Two copies of one photo may be read at the same time: the second finds the first's row.
    const photoId = 'photoId' in reading ? reading.photoId : (catalogue.photos.findByHash(reading.photo.contentHash) ?? catalogue.photos.insert(reading.photo))
    if ('photoId' in reading && reading.pixelSlot !== undefined) catalogue.photos.setPixelSlot(photoId, reading.pixelSlot)
    catalogue.files.markDecoded(fileId, photoId)
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

  function cancel(): IndexingStatus {
    if (!running) return progress.status()
    cancelled = true
    gate?.open()
    return progress.status()
  }

  function getPhoto(photoId: number): PhotoDetail {
    const photo = catalogue.photos.detail(photoId)
    if (!photo) throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library.`)
    return photo
  }

  return {
    status: progress.status,
    addFolder,
    rescan,
    pause,
    resume,
    cancel,
    retryProblems: () => (catalogue.files.resetFailed(), rescan()),
    getPhoto,
    /** Resolves when no run is going on. */
    idle: () => job,
  }
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw new SemblanceError('FOLDER_UNREADABLE', `No permission to look at ${folder}. Allow reading it, or choose another folder.`)
    throw new SemblanceError('FOLDER_NOT_FOUND', `There is no folder ${folder}. Check the spelling, or connect the drive it is on.`)
  })
  if (!found.isDirectory()) throw new SemblanceError('NOT_A_FOLDER', `${folder} is a file, not a folder. Give the folder it is in.`)
  await access(folder, constants.R_OK | constants.X_OK).catch(() => {
    throw new SemblanceError('FOLDER_UNREADABLE', `No permission to read ${folder}. Allow reading it, or choose another folder.`)
  })
}

function isFullDisk(error: unknown): boolean {
  return fullDiskCodes.includes((error as NodeJS.ErrnoException).code ?? '')
}

function fullDisk(dir: string, cause: unknown): SemblanceError {
  return new SemblanceError('DISK_FULL', `The disk with ${dir} is full. Make room there, then index again: nothing is lost and it goes on where it stopped.`, { cause })
}
