/** One photo from disk: read once, read-only; hashed, dated, decoded. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import ExifReader from 'exifreader'
import { SemblanceError } from '../../shared/errors.ts'
import { decodeImage, type DecodedImage } from './decode.ts'

export interface DecodedPhoto extends DecodedImage {
  contentHash: string
  capturedAtMs: number | null
}

/** Reads the bytes and their SHA-256. Throws IMAGE_UNREADABLE when the file cannot be read. */
export async function readBytes(path: string): Promise<{ bytes: Buffer; contentHash: string }> {
  try {
    const bytes = await readFile(path)
    return { bytes, contentHash: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EACCES' || code === 'EPERM' ? 'No permission to read the file.' : `The file could not be read (${code}).`
    throw new SemblanceError('IMAGE_UNREADABLE', reason, { cause: error })
  }
}

/** Throws IMAGE_UNREADABLE with the reason. */
export async function readPhoto(path: string): Promise<DecodedPhoto> {
  const { bytes, contentHash } = await readBytes(path)
  return { contentHash, capturedAtMs: captureDate(bytes), ...(await decodeImage(bytes)) }
}

/** EXIF DateTimeOriginal, the camera's local time read as UTC; null without one. */
export function captureDate(bytes: Uint8Array): number | null {
  try {
    const head = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + Math.min(bytes.length, 256 * 1024)) as ArrayBuffer
    const tags = ExifReader.load(head, { includeTags: { exif: ['DateTimeOriginal', 'DateTimeDigitized'] } as never })
    const text = String(tags.DateTimeOriginal?.description ?? tags.DateTimeDigitized?.description ?? '')
    const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(text)
    if (!parts) return null
    const [year, month, day, hour, minute, second] = parts.slice(1).map(Number)
    const dateMs = Date.UTC(year, month - 1, day, hour, minute, second)
    return year > 0 && month >= 1 && month <= 12 ? dateMs : null
  } catch {
    // No EXIF, or none that can be read: the photo itself may still be fine.
    return null
  }
}
