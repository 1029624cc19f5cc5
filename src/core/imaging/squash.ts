/** From decoded pixels to training pixels, of all of a picture or a part of it. */
import sharp from 'sharp'
import type { Region } from '../../shared/domain.ts'
import { PIXEL_SIZE, WIDEST_ASPECT } from './pixels.ts'

/** uint8 RGB. */
export interface Raster {
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

/** Of it all or of a part: centre-cropped to an aspect of 1/2 to 2, then squashed to a square. */
export async function squash({ data, raw }: Raster, part?: Box): Promise<Uint8Array> {
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
