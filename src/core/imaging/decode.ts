/**
 * Decoding with sharp: one shrink-on-load decode to a middle size, from which thumbnail and training pixels are made.
 * Originals come as bytes and are never written.
 */
import sharp from 'sharp'
import { SemblanceError } from '../../shared/errors.ts'
import { PIXEL_SIZE, WIDEST_ASPECT } from './pixels.ts'

export interface DecodedImage {
  /** Oriented size of the original, pixels. */
  width: number
  height: number
  /** WebP, at most 320 px on the long side. */
  thumbnail: Uint8Array
  /** uint8 [P, P, 3]. */
  pixels: Uint8Array
}

const thumbnailSize = 320
/** 400 million pixels: a 20,000 x 20,000 scan; more is refused before it fills the memory. */
const mostPixels = 400_000_000
const fill = { r: 128, g: 128, b: 128 }

// Several photos are in flight, so each decode keeps to one thread.
sharp.concurrency(1)
sharp.cache(false)

/** Throws IMAGE_UNREADABLE with the reason in plain words. */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage> {
  const { width, height, middle } = await decodeMiddle(bytes)
  const raw = { raw: { width: middle.info.width, height: middle.info.height, channels: 3 as const } }
  const thumbnail = sharp(middle.data, raw)
    .resize(thumbnailSize, thumbnailSize, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78, effort: 0 })
    .toBuffer()
  return { width, height, thumbnail: await thumbnail, pixels: await squash(middle.data, raw) }
}

/** Training pixels alone. Throws IMAGE_UNREADABLE. */
export async function decodePixels(bytes: Uint8Array): Promise<Omit<DecodedImage, 'thumbnail'>> {
  const { width, height, middle } = await decodeMiddle(bytes)
  const raw = { raw: { width: middle.info.width, height: middle.info.height, channels: 3 as const } }
  return { width, height, pixels: await squash(middle.data, raw) }
}

async function decodeMiddle(bytes: Uint8Array) {
  if (bytes.length === 0) throw new SemblanceError('IMAGE_UNREADABLE', 'The file is empty (0 bytes).')
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels, sequentialRead: true })
    const { autoOrient } = await image.metadata()
    const middle = await image
      .autoOrient()
      .resize(thumbnailSize, thumbnailSize, { fit: 'inside', withoutEnlargement: true, kernel: 'cubic' })
      .flatten({ background: fill })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { ...autoOrient, middle }
  } catch (error) {
    throw new SemblanceError('IMAGE_UNREADABLE', plainReason((error as Error).message), { cause: error })
  }
}

/** Centre-cropped to an aspect of 1/2 to 2, then squashed to a square. */
async function squash(data: Buffer, { raw }: { raw: { width: number; height: number; channels: 3 } }): Promise<Uint8Array> {
  const width = Math.min(raw.width, raw.height * WIDEST_ASPECT)
  const height = Math.min(raw.height, raw.width * WIDEST_ASPECT)
  const left = Math.floor((raw.width - width) / 2)
  const top = Math.floor((raw.height - height) / 2)
  return sharp(data, { raw })
    .extract({ left, top, width, height })
    .resize(PIXEL_SIZE, PIXEL_SIZE, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer()
}

function plainReason(message: string): string {
  if (/unsupported image format|Input buffer contains/.test(message)) return 'The file is not an image of a kind that can be read.'
  if (/pixel limit/.test(message)) return 'The image has more than 400 million pixels.'
  if (/premature end|truncated|end of/i.test(message)) return 'The image is cut short: part of the file is missing.'
  return `The image is damaged (${message.split('\n')[0].trim()}).`
}

/** A whole image as JPEG, for formats that browsers do not show. */
export function toJpeg(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes, { limitInputPixels: mostPixels }).autoOrient().flatten({ background: fill }).jpeg({ quality: 88 }).toBuffer()
}
