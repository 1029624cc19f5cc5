/**
 * One shrink-on-load decode to a middle size, from which thumbnail and training pixels are made; and pictures for
 * browsers. Originals come as bytes and are never written.
 */
import sharp, { type Sharp } from 'sharp'
import type { Region } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { formatOf } from './formats.ts'
import { openImage } from './open-image.ts'
import { boxOf, squash, type Raster } from './squash.ts'

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

interface Middle extends Raster {
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

/** Of a picture that breaks off before its first line nothing is there to show. */
function isOfOneColour(data: Buffer): boolean {
  return data.every((value, i) => value === data[i % 3])
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
