/** The photos that a run learns from, as numbers: where learning gets pixels without knowing files. */
export interface TrainingPhotos {
  count: number
  /** P, the side of the stored squares. */
  pixelSize: number
  /** Oriented size of the originals, [N]. */
  widths: ArrayLike<number>
  heights: ArrayLike<number>
  /** Copies the pixels of these bank rows, [B, P, P, 3], into `target`. */
  readPixels(rows: Int32Array, target: Uint8Array): void
}

/** The same photos, of which only `rows`, in that order. */
export function onlyRows(photos: TrainingPhotos, rows: ArrayLike<number>): TrainingPhotos {
  return {
    ...photos,
    count: rows.length,
    widths: Int32Array.from(rows, (row) => photos.widths[row]),
    heights: Int32Array.from(rows, (row) => photos.heights[row]),
    readPixels: (chosen, target) =>
      photos.readPixels(
        chosen.map((row) => rows[row]),
        target,
      ),
  }
}

/** At most so many of them, evenly spaced, since photos come in the order of their rows. */
export function evenSample(photos: TrainingPhotos, most: number): TrainingPhotos {
  const count = Math.min(most, photos.count)
  return onlyRows(
    photos,
    Int32Array.from({ length: count }, (_, row) => Math.floor((row * photos.count) / count)),
  )
}
