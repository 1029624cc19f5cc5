/** What a model made of photos, kept as long as it is the one in use. */
import type { Catalogue } from '../store/catalogue.ts'

/** Some photos as a model sees them. */
export interface Seen {
  modelVersion: number
  photoIds: ArrayLike<number>
  /** Where the pixels of each photo were when it was seen. */
  slots: ArrayLike<number | null>
  /** [N, D], or [N, regions, D]. */
  rows: Float32Array
  /** Photos that could not be read. */
  leftOut?: ReadonlySet<number>
}

export const isInUse = ({ models }: Catalogue, modelVersion: number): boolean =>
  models.active()?.modelVersion === modelVersion

/** Nothing where another model came into use meanwhile. What was read again, as it was turned, is seen again. */
export function keepRows(
  catalogue: Catalogue,
  { modelVersion, photoIds, slots, rows, leftOut }: Seen,
  keep: (photoIds: Int32Array, rows: Float32Array) => void,
): void {
  const size = rows.length / photoIds.length
  const kept = Array.from(photoIds, (_, at) => at).filter(
    (at) => !leftOut?.has(photoIds[at]) && catalogue.photos.pixelSlot(photoIds[at]) === slots[at],
  )
  if (kept.length === 0 || !isInUse(catalogue, modelVersion)) return
  keep(
    Int32Array.from(kept, (at) => photoIds[at]),
    rowsAt(rows, kept, size),
  )
}

/** Rows at these places of [N, size], one after the other. */
function rowsAt(rows: Float32Array, places: number[], size: number): Float32Array {
  const taken = new Float32Array(places.length * size)
  places.forEach((from, to) => taken.set(rows.subarray(from * size, (from + 1) * size), to * size))
  return taken
}
