/**
 * One shrink-on-load decode to a middle size, from which thumbnail and training pixels are made; and pictures for
 * browsers. Originals come as bytes and are never written.
 */
import sharp, { type Sharp } from 'sharp'
import type { Region } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { formatOf } from './formats.ts'
import { openImage } from './open-image.ts'
import { PIXEL_SIZE, WIDEST_ASPECT } from './pixels.ts'

export interface DecodedImage {
  /** Oriented size of the original, pixels. */
  width: number
  height: number
  /** By content: "JPEG". */
  format: string
  /** What is missing of a picture that is shown as far as it goes; null for a whole one. */
  damage: string | null
  /** WebP, at most 320 px on the long side. */
  thumbnail: Uint8Array
  /** uint8 [P, P, 3]. */
  pixels: Uint8Array
}

export interface Middle {
  width: number
  height: number
  data: Buffer
  raw: { width: number; height: number; channels: 3 }
}

/** Of a picture, pixels. */
interface Box {
  left: number
  top: number
  width: number
  height: number
}

const thumbnailSize = 320
const wholeRegion: Region = { x: 0, y: 0, width: 1, height: 1 }
const fill = { r: 128, g: 128, b: 128 }

/** `name` tells RAW files from TIFFs. Throws IMAGE_UNREADABLE with the reason in plain words. */
export async function decodeImage(bytes: Uint8Array, name = ''): Promise<DecodedImage> {
  const { value: middle, format, damage } = await openImage(bytes, name, (image) => toMiddle(image, wholeRegion))
  if (damage && isOfOneColour(middle.data)) throw new SemblanceError('IMAGE_UNREADABLE', damage)
  const thumbnail = await sharp(middle.data, middle)
    .resize(thumbnailSize, thumbnailSize, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78, effort: 0 })
    .toBuffer()
  return {
    width: middle.width,
    height: middle.height,
    format: format.name,
    damage,
    thumbnail,
    pixels: await squash(middle),
  }
}

/** Training pixels alone, of a part where one is given: of its own pixels. Throws IMAGE_UNREADABLE. */
export async function decodePixels(
  bytes: Uint8Array,
  name = '',
  region: Region = wholeRegion,
): Promise<Pick<DecodedImage, 'width' | 'height' | 'pixels'>> {
  const { value: middle } = await openImage(bytes, name, (image) => toMiddle(image, region))
  return { width: middle.width, height: middle.height, pixels: await squash(middle) }
}

async function toMiddle(image: Sharp, region: Region): Promise<Middle> {
  const { autoOrient } = await image.metadata()
  const upright = image.autoOrient()
  const box = boxOf(region, autoOrient)
  const { data, info } = await (region === wholeRegion ? upright : upright.extract(box))
    .resize(thumbnailSize, thumbnailSize, { fit: 'inside', withoutEnlargement: true, kernel: 'cubic' })
    .flatten({ background: fill })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: box.width, height: box.height, data, raw: { width: info.width, height: info.height, channels: 3 } }
}

/** At least a pixel, and none outside. */
export function boxOf({ x, y, ...share }: Region, size: { width: number; height: number }): Box {
  const left = Math.min(size.width - 1, Math.floor(x * size.width))
  const top = Math.min(size.height - 1, Math.floor(y * size.height))
  const within = (length: number, room: number): number => Math.max(1, Math.min(room, Math.round(length)))
  return {
    left,
    top,
    width: within(share.width * size.width, size.width - left),
    height: within(share.height * size.height, size.height - top),
  }
}

/** Of a picture that breaks off before its first line nothing is there to show. */
function isOfOneColour(data: Buffer): boolean {
  return data.every((value, i) => value === data[i % 3])
}

/** Of it all or of a part: centre-cropped to an aspect of 1/2 to 2, then squashed to a square. */
export async function squash({ data, raw }: Pick<Middle, 'data' | 'raw'>, part?: Box): Promise<Uint8Array> {
  const box = part ?? { left: 0, top: 0, width: raw.width, height: raw.height }
  const width = Math.min(box.width, box.height * WIDEST_ASPECT)
  const height = Math.min(box.height, box.width * WIDEST_ASPECT)
  const left = box.left + Math.floor((box.width - width) / 2)
  const top = box.top + Math.floor((box.height - height) / 2)
  return sharp(data, { raw })
    .extract({ left, top, width, height })
    .resize(PIXEL_SIZE, PIXEL_SIZE, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer()
}

/** A whole image as JPEG, turned upright, for what browsers do not show, or show lying. Throws IMAGE_UNREADABLE. */
export async function toJpeg(bytes: Uint8Array, name = ''): Promise<Uint8Array> {
  const { value } = await openImage(bytes, name, (image) =>
    image.autoOrient().flatten({ background: fill }).jpeg({ quality: 88 }).toBuffer(),
  )
  return value
}

/**
 * The type under which a browser shows the file upright as it is; null where it does not. `source` is its path, or its
 * bytes.
 */
export async function browserType(head: Uint8Array, path: string, source: string | Buffer): Promise<string | null> {
  const format = formatOf(path, head)
  if (!format || format.browsers === 'do not show') return null
  if (format.browsers === 'show') {
    const { orientation = 1 } = await sharp(source)
      .metadata()
      .catch(() => ({ orientation: 1 }))
    if (orientation !== 1) return null
  }
  return format.contentType
}
