/**
 * The regions of each photo that a region drawn by a person is compared with: its four overlapping corners and its
 * middle, cut from its thumbnail (213 px of 320, twice what an encoder sees).
 */
import sharp from 'sharp'
import type { Region } from '../../shared/domain.ts'
import { PIXEL_BYTES } from './pixels.ts'
import { boxOf, squash } from './squash.ts'

/** The four corners and the middle of a photo, each with this share of both its sides. */
export function cornersAndMiddle(share: number): Region[] {
  const [start, middle, end] = [0, (1 - share) / 2, 1 - share]
  return [
    [start, start],
    [end, start],
    [start, end],
    [end, end],
    [middle, middle],
  ].map(([x, y]) => ({ x, y, width: share, height: share }))
}

/** In the order in which they are stored. The share was chosen on four libraries (docs/benchmarks.md). */
export const storedRegions: readonly Region[] = cornersAndMiddle(2 / 3)

/** uint8 [R, P, P, 3] of a thumbnail's path or bytes. Rejects where it cannot be read. */
export async function regionPixels(thumbnail: string | Uint8Array, regions = storedRegions): Promise<Uint8Array> {
  const { data, info } = await sharp(thumbnail)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raw = { width: info.width, height: info.height, channels: 3 as const }
  const squares = await Promise.all(regions.map((region) => squash({ data, raw }, boxOf(region, raw))))
  const pixels = new Uint8Array(regions.length * PIXEL_BYTES)
  squares.forEach((square, at) => pixels.set(square, at * PIXEL_BYTES))
  return pixels
}
