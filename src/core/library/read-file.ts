/** One file, read once and read-only: which photo it holds, by its bytes, then by its picture, else a new one. */
import { basename } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import { decodeImage } from '../imaging/decode.ts'
import { formatOf, type Format } from '../imaging/formats.ts'
import { readMetadata } from '../imaging/metadata.ts'
import { pictureHash, sha256 } from '../imaging/picture-hash.ts'
import type { PixelStore } from '../imaging/pixel-store.ts'
import { rawPreview } from '../imaging/raw-preview.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { NewPhoto } from '../store/photo-contents.ts'
import type { ShownPhoto } from '../store/photos.ts'
import { isFilm } from './companions.ts'
import { liesApart } from './lies-apart.ts'
import { bytesOf, type Unread } from './file-bytes.ts'
import { photoDate } from './photo-date.ts'
import type { FoundFile } from './scan.ts'
import { thumbnailPath } from './thumbnails.ts'
import { photoOf, type ToRead } from './to-read.ts'

export interface ReaderDependencies {
  catalogue: Catalogue
  pixelStore: PixelStore
  thumbnailsDir: string
  colourHistogram(pixels: Uint8Array): Float32Array
  writeThumbnail(path: string, bytes: Uint8Array): Promise<void>
  onDecoded(): void
  /** Waited for before each file, and before what takes longest of it. */
  passed(): Promise<unknown> | undefined
  /** By the hash of their bytes, until they are saved: what becomes of a file is known for its copies, too. */
  reading: Map<string, Promise<Reading>>
}

interface Read {
  contentHash: string
  damage: string | null
}

/** A companion of the photo's picture; the bytes of films are not looked at. */
interface Joined {
  kind: 'joined'
  photoId: number
  contentHash: string | null
}

/** What reading a file came to. */
export type Reading = { found: FoundFile; folderId: number } & (
  | ({ kind: 'known'; photoId: number; pictureHash: string | null } & Read)
  /** A known picture in a file that says other things of it, or whose pixels were lost. */
  | ({ kind: 'renewed'; photoId: number; photo: NewPhoto; isTurned: boolean } & Read)
  /** With the photo that it was a file of. */
  | ({ kind: 'new'; photo: NewPhoto; apartFrom: number | null } & Read)
  | Joined
  | Unread
)

export async function readPhotoFile(dependencies: ReaderDependencies, wanted: ToRead): Promise<Reading> {
  const { found, folderId } = wanted
  const { files } = dependencies.catalogue
  const host = found.picture ? photoOf(files.get(found.picture)) : null
  if (host !== null) return { ...(await joining(wanted, host)), found, folderId }
  if (isFilm(found.path)) return { found, folderId, kind: 'gone' }
  const bytes = await bytesOf(found)
  if (!Buffer.isBuffer(bytes)) return { found, folderId, ...bytes }
  try {
    const before = wanted.before ?? files.get(found.path)
    return { ...(await readOnce(dependencies, { ...wanted, before }, bytes)), found, folderId }
  } catch (error) {
    if (!(error instanceof SemblanceError && error.code === 'IMAGE_UNREADABLE')) throw error
    return { found, folderId, kind: 'failed', reason: error.message }
  }
}

async function joining({ found, before, isChanged }: ToRead, photoId: number): Promise<Joined | Unread> {
  const joined = (contentHash: string | null): Joined => ({ kind: 'joined', photoId, contentHash })
  if (isFilm(found.path)) return joined(null)
  if (!isChanged && before?.state === 'decoded') return joined(before.contentHash)
  const bytes = await bytesOf(found)
  return Buffer.isBuffer(bytes) ? joined(await sha256(bytes)) : bytes
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
  const name = basename(found.path)
  const format = formatOf(name, bytes)
  const known = (photoId: number | null, pictureHash: string | null): Reading | null => {
    if (photoId === null || photos.pixelSlot(photoId) === null) return null
    const shown = photos.shown(photoId)!
    if (shown.contentHash !== contentHash && isOutdone(shown)) return null
    const { damage } = files.ofContent(contentHash) ?? files.ofContent(shown.contentHash) ?? { damage: null }
    return { found, folderId, kind: 'known', photoId, contentHash, pictureHash, damage }
  }
  // The file that the photo is shown by was this path's before, is no more, or is a RAW file.
  const isOutdone = ({ photoId, contentHash: other, format: otherFormat }: ShownPhoto): boolean =>
    before?.contentHash === other ||
    !files.hasContent(photoId, other) ||
    (otherFormat === 'RAW' && format?.name !== 'RAW')
  const ofBytes = files.ofContent(contentHash)?.photoId ?? photos.findByHash(contentHash)
  const isApart =
    ofBytes !== null && liesApart(dependencies.catalogue, ofBytes, { path: found.path, format, contentHash })
  const [byContent, apartFrom] = isApart ? [null, ofBytes] : [ofBytes, null]
  const sameBytes = byContent !== null && photos.shown(byContent)?.pictureHash ? known(byContent, null) : null
  if (sameBytes) return sameBytes
  const shown = format?.decoder === 'exiftool' ? await rawPreview(bytes, name) : bytes
  const picture = await pictureHash(shown, formatOf(name, shown))
  const ofPicture = photos.findByPicture(picture)
  // A photo that its RAW file is shown by keeps what its picture was known by.
  const isItsOwn = format?.name !== 'RAW' && ofPicture === apartFrom
  const photoId = byContent ?? (isItsOwn ? null : ofPicture)
  const samePicture = known(photoId, picture)
  if (samePicture) return samePicture
  await dependencies.passed()
  const { photo, damage } = await decoded(dependencies, wanted, shown, { contentHash, format })
  const read = { found, folderId, contentHash, damage }
  if (photoId !== null)
    return { ...read, kind: 'renewed', photoId, photo, isTurned: isTurned(dependencies, photoId, photo) }
  const editedFrom = isApart ? null : (before?.photoId ?? null)
  return { ...read, kind: 'new', photo: { ...photo, pictureHash: picture, editedFrom }, apartFrom }
}

/** By its pixels: by its sides alone it could stand on its head. */
function isTurned({ catalogue, pixelStore }: ReaderDependencies, photoId: number, { pixelSlot }: NewPhoto): boolean {
  const before = catalogue.photos.pixelSlot(photoId)
  const [was, is] = [before, pixelSlot].map((slot) => slot !== null && pixelStore.read(slot))
  return !was || !is || Buffer.compare(was, is) !== 0
}

async function decoded(
  dependencies: ReaderDependencies,
  { found, folder }: ToRead,
  bytes: Buffer,
  { contentHash, format }: { contentHash: string; format: Format | null },
): Promise<{ photo: NewPhoto; damage: string | null }> {
  const { pixelStore, thumbnailsDir, colourHistogram, writeThumbnail, onDecoded, passed } = dependencies
  const { width, height, damage, thumbnail, pixels } = await decodeImage(bytes, basename(found.path))
  onDecoded()
  await passed()
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
