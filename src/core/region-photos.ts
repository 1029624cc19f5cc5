/** Regions of photos, cut from their thumbnails, as a look reads photos. */
import { PIXEL_BYTES, PIXEL_SIZE } from './imaging/pixels.ts'
import { regionPixels, storedRegions } from './imaging/regions.ts'
import type { TrainingPhotos } from './learning/training-photos.ts'

export interface RegionPhotos extends TrainingPhotos {
  /** Of the thumbnails, those that cannot be read; their regions are black. */
  unreadable: number[]
}

/** R rows for each of these thumbnails, paths or bytes, one after the other. */
export async function regionPhotos(
  thumbnails: (string | Uint8Array)[],
  regions = storedRegions,
): Promise<RegionPhotos> {
  const cut = await Promise.all(thumbnails.map((thumbnail) => regionPixels(thumbnail, regions).catch(() => null)))
  const regionCount = regions.length
  const sides = new Int32Array(cut.length * regionCount).fill(PIXEL_SIZE)
  return {
    count: sides.length,
    pixelSize: PIXEL_SIZE,
    widths: sides,
    heights: sides,
    readPixels: (rows, target) =>
      Array.from(rows).forEach((row, at) => {
        const from = (row % regionCount) * PIXEL_BYTES
        const square = cut[Math.floor(row / regionCount)]?.subarray(from, from + PIXEL_BYTES)
        target.set(square ?? new Uint8Array(PIXEL_BYTES), at * PIXEL_BYTES)
      }),
    unreadable: [...cut.keys()].filter((at) => cut[at] === null),
  }
}
