/** The photos of a catalogue as learning reads them: squares of pixels by row. */
import { PIXEL_SIZE } from './imaging/pixels.ts'
import { openPixelStore } from './imaging/pixel-store.ts'
import type { TrainingRun } from './learner/protocol.ts'
import type { TrainingPhotos } from './learning/training-photos.ts'

/** The pixel store is open, read-only, until `use` is done. */
export async function withStoredPhotos<T>(
  { pixelsDir, photos }: Pick<TrainingRun, 'pixelsDir' | 'photos'>,
  use: (photos: TrainingPhotos) => Promise<T>,
): Promise<T> {
  const store = openPixelStore(pixelsDir, { readOnly: true })
  const readPixels: TrainingPhotos['readPixels'] = (rows, target) =>
    store.readInto(
      Array.from(rows, (row) => photos.slots[row]),
      target,
    )
  try {
    return await use({
      count: photos.slots.length,
      pixelSize: PIXEL_SIZE,
      widths: photos.widths,
      heights: photos.heights,
      readPixels,
    })
  } finally {
    store.close()
  }
}
