/** Photos for the end-to-end line of `npm run bench -- train`: the app's own store of pixels, read from disk. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPixelStore } from '../src/core/imaging/pixel-store.ts'
import { PIXEL_BYTES, PIXEL_SIZE } from '../src/core/imaging/pixels.ts'
import { Random } from '../src/core/learning/random.ts'
import type { TrainingPhotos } from '../src/core/learning/training-photos.ts'

/** `count` photos of noise: what they show does not change what reading and seeing them costs. */
export function storedNoise(count: number): { photos: TrainingPhotos; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'semblance-bench-'))
  const store = openPixelStore(dir)
  const random = new Random(4)
  const noise = Uint8Array.from({ length: PIXEL_BYTES + count }, () => random.integer(256))
  for (let row = 0; row < count; row++) store.append(noise.subarray(row, row + PIXEL_BYTES))
  const photos: TrainingPhotos = {
    count,
    pixelSize: PIXEL_SIZE,
    widths: new Array(count).fill(400),
    heights: new Array(count).fill(533),
    readPixels: (rows, target) => store.readInto(rows, target),
  }
  const remove = () => {
    store.close()
    rmSync(dir, { recursive: true })
  }
  return { photos, remove }
}
