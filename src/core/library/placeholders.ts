/**
 * What is shown of a photo until its thumbnail is there: the mean colours of 4x4 parts. They are made of the training
 * pixels when they are asked for, which every photo has, so that nothing is stored or has to be made beforehand.
 */
import type { Placeholders } from '../../shared/domain.ts'
import type { PixelStore } from '../imaging/pixel-store.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import type { Catalogue } from '../store/catalogue.ts'

const side = 4
const partSize = PIXEL_SIZE / side
const placeholderBytes = side * side * 3

/** Read off the thread, one after another: the core answers others meanwhile. Photos without pixels are left out. */
export async function readPlaceholders(
  { photos }: Pick<Catalogue, 'photos'>,
  pixelStore: Pick<PixelStore, 'readLater'>,
  asked: number[],
): Promise<Placeholders> {
  const photoIds: number[] = []
  const colours: Uint8Array[] = []
  for (const photoId of asked) {
    const slot = photos.pixelSlot(photoId)
    const pixels = slot === null ? null : await pixelStore.readLater(slot)
    if (pixels === null) continue
    photoIds.push(photoId)
    colours.push(meanColours(pixels))
  }
  return { photoIds, colours: Buffer.concat(colours).toString('base64') }
}

/** Of pixels [P, P, 3], red first, the means of parts [4, 4, 3], blue first. */
export function meanColours(pixels: Uint8Array): Uint8Array {
  const sums = new Float64Array(placeholderBytes)
  for (let y = 0; y < PIXEL_SIZE; y++)
    for (let x = 0; x < PIXEL_SIZE; x++) {
      const part = Math.floor(y / partSize) * side + Math.floor(x / partSize)
      for (let channel = 0; channel < 3; channel++)
        sums[part * 3 + 2 - channel] += pixels[(y * PIXEL_SIZE + x) * 3 + channel]
    }
  return Uint8Array.from(sums, (sum) => Math.round(sum / partSize ** 2))
}
