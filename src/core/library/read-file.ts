/** One file, read once and read-only: which photo it holds, by its bytes, then by its picture, else a new one. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import { decodeImage } from '../imaging/decode.ts'
import { formatOf, type Format } from '../imaging/formats.ts'
import { readMetadata } from '../imaging/metadata.ts'
import { pictureHash, sha256 } from '../imaging/picture-hash.ts'
import type { PixelStore } from '../imaging/pixel-store.ts'
import { rawPreview } from '../imaging/raw-preview.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { FileRow } from '../store/files.ts'
import type { NewPhoto } from '../store/photos.ts'
import { fsPath, readHead } from './file-names.ts'
import { photoDate } from './photo-date.ts'
import { isGone, isTransient, type FoundFile } from './scan.ts'
import { thumbnailPath } from './thumbnails.ts'

export interface ReaderDependencies {
  catalogue: Catalogue
  pixelStore: PixelStore
  thumbnailsDir: string
  colourHistogram(pixels: Uint8Array): Float32Array
  writeThumbnail(path: string, bytes: Uint8Array): Promise<void>
  onDecoded(): void
  /** By the hash of their bytes, until they are saved: what becomes of a file is known for its copies, too. */
  reading: Map<string, Promise<Reading>>
}

/** Above this the head is looked at first. */
const largeBytes = 50_000_000

interface Read {
  contentHash: string
  damage: string | null
}

/** What reading a file came to. */
export type Reading = { found: FoundFile; folderId: number } & (
  | ({ kind: 'known'; photoId: number; pictureHash: string | null } & Read)
  /** A known picture in a file that says other things of it, or whose pixels were lost. */
  | ({ kind: 'renewed'; photoId: number; photo: NewPhoto } & Read)
  | ({ kind: 'new'; photo: NewPhoto } & Read)
  | { kind: 'failed'; reason: string }
  /** Not just now: no permission, a drive's error. */
  | { kind: 'unreached'; reason: string }
  /** Deleted or moved since it was found. */
  | { kind: 'gone' }
)

/** What is read, in which folder of the library, and what was known of its path. */
export interface ToRead {
  found: FoundFile
  folderId: number
  folder: string
  before: FileRow | null
}

export async function readPhotoFile(dependencies: ReaderDependencies, wanted: ToRead): Promise<Reading> {
  const { found, folderId } = wanted
  const bytes = await bytesOf(found).catch((error: NodeJS.ErrnoException) => unread(error))
  if (!Buffer.isBuffer(bytes)) return { found, folderId, ...bytes }
  try {
    const before = wanted.before ?? dependencies.catalogue.files.get(found.path)
    return { ...(await readOnce(dependencies, { ...wanted, before }, bytes)), found, folderId }
  } catch (error) {
    if (!(error instanceof SemblanceError && error.code === 'IMAGE_UNREADABLE')) throw error
    return { found, folderId, kind: 'failed', reason: error.message }
  }
}

/** Of large files that are not read anyway the first bytes say so. */
async function bytesOf({ path, sizeBytes }: FoundFile): Promise<Buffer> {
  if (sizeBytes > largeBytes) {
    const format = formatOf(basename(path), await readHead(path))
    if (format?.reason) throw new SemblanceError('IMAGE_UNREADABLE', format.reason)
  }
  return readFile(fsPath(path))
}

function unread(
  error: NodeJS.ErrnoException | SemblanceError,
): { kind: 'failed' | 'unreached'; reason: string } | { kind: 'gone' } {
  if (error instanceof SemblanceError) return { kind: 'failed', reason: error.message }
  const { code } = error
  if (isGone(code)) return { kind: 'gone' }
  if (code === 'ERR_FS_FILE_TOO_LARGE') return { kind: 'failed', reason: 'The file is larger than 2 GB.' }
  const reason =
    code === 'EACCES' || code === 'EPERM' ? 'No permission to read the file.' : `The file could not be read (${code}).`
  return { kind: isTransient(code) ? 'unreached' : 'failed', reason }
}

/** A copy of a file that is being decoded waits for that. */
async function readOnce(dependencies: ReaderDependencies, wanted: ToRead, bytes: Buffer): Promise<Reading> {
  const { reading } = dependencies
  const contentHash = await sha256(bytes)
  const copy = await reading.get(contentHash)
  if (copy && 'photo' in copy) return copy
  const own = readingOf(dependencies, wanted, bytes, contentHash)
  reading.set(contentHash, own)
  own.catch(() => reading.delete(contentHash))
  return own
}

async function readingOf(
  dependencies: ReaderDependencies,
  wanted: ToRead,
  bytes: Buffer,
  contentHash: string,
): Promise<Reading> {
  const { found, folderId, before } = wanted
  const { files, photos } = dependencies.catalogue
  const known = (photoId: number | null, pictureHash: string | null): Reading | null => {
    if (photoId === null || !photos.hasPixels(photoId)) return null
    if (speaksFor(dependencies.catalogue, photoId, before, contentHash)) return null
    const { damage } = files.ofContent(contentHash) ?? files.ofContent(photos.contentHash(photoId)!) ?? { damage: null }
    return { found, folderId, kind: 'known', photoId, contentHash, pictureHash, damage }
  }
  const byContent = files.ofContent(contentHash)?.photoId ?? photos.findByHash(contentHash)
  const sameBytes = byContent !== null && photos.hasPicture(byContent) ? known(byContent, null) : null
  if (sameBytes) return sameBytes
  const name = basename(found.path)
  const format = formatOf(name, bytes)
  const shown = format?.decoder === 'exiftool' ? await rawPreview(bytes, name) : bytes
  const picture = await pictureHash(shown, formatOf(name, shown))
  const photoId = byContent ?? photos.findByPicture(picture)
  const samePicture = known(photoId, picture)
  if (samePicture) return samePicture
  const { photo, damage } = await decoded(dependencies, wanted, shown, { contentHash, format })
  const read = { found, folderId, contentHash, damage }
  if (photoId !== null) return { ...read, kind: 'renewed', photoId, photo }
  const editedFrom = before?.photoId ?? null
  return { ...read, kind: 'new', photo: { ...photo, pictureHash: picture, editedFrom } }
}

/**
 * Whether what is shown of the photo is to be made from this file: it was from this path's as it was before, or from
 * one that is no more.
 */
function speaksFor(catalogue: Catalogue, photoId: number, before: FileRow | null, contentHash: string): boolean {
  const shown = catalogue.photos.contentHash(photoId)!
  if (shown === contentHash) return false
  return before?.contentHash === shown || !catalogue.files.hasContent(photoId, shown)
}

async function decoded(
  dependencies: ReaderDependencies,
  { found, folder }: ToRead,
  bytes: Buffer,
  { contentHash, format }: { contentHash: string; format: Format | null },
): Promise<{ photo: NewPhoto; damage: string | null }> {
  const { pixelStore, thumbnailsDir, colourHistogram, writeThumbnail, onDecoded } = dependencies
  const { width, height, damage, thumbnail, pixels } = await decodeImage(bytes, basename(found.path))
  onDecoded()
  await writeThumbnail(thumbnailPath(thumbnailsDir, contentHash), thumbnail)
  const { date, ...about } = await readMetadata(bytes)
  const dated = photoDate(found, folder, date)
  return {
    damage,
    photo: {
      contentHash,
      width,
      height,
      capturedAtMs: dated?.dateMs ?? null,
      pixelSlot: pixelStore.append(pixels),
      about: { ...about, format: format?.name ?? null, dateOrigin: dated?.origin ?? null },
      colourHistogram: colourHistogram(pixels),
    },
  }
}
