/** Exact search by similarity over unit rows. Pure. Cost N·D; at 100,000 x 128 some 10 ms. */
import { setImmediate as turn } from 'node:timers/promises'
import { RowKernels, rowsInCache } from '../kernels/row-kernels.ts'

/** Rows compared in one turn of the core's thread: some milliseconds' worth. */
const rowsAtOnce = 20_000

export interface Neighbour {
  row: number
  /** Cosine, [-1, 1]. */
  similarity: number
}

const kernelsOf = new Map<number, RowKernels>()

/** Similarity of `query` [D] to every row of `rows` [N, D]. */
export function similaritiesTo(query: Float32Array, rows: Float32Array): Float32Array {
  const D = query.length
  const kernels = kernelsOf.get(D) ?? new RowKernels(D, rowsInCache)
  kernelsOf.set(D, kernels)
  const similarities = new Float32Array(rows.length / D)
  for (let from = 0; from < similarities.length; from += rowsInCache) {
    kernels.load(rows.subarray(from * D, (from + rowsInCache) * D))
    similarities.set(kernels.products(query), from)
  }
  return similarities
}

/** The same with turns for others between. */
export async function similaritiesInTurns(query: Float32Array, rows: Float32Array): Promise<Float32Array> {
  const D = query.length
  const similarities = new Float32Array(rows.length / D)
  for (let from = 0; from < similarities.length; from += rowsAtOnce) {
    if (from > 0) await turn()
    similarities.set(similaritiesTo(query, rows.subarray(from * D, (from + rowsAtOnce) * D)), from)
  }
  return similarities
}

/** The same of rows that are bytes, each row with a scale; in half the time that it takes to restore them first. */
export function similaritiesToBytes(
  query: Float32Array,
  { numbers, scales }: { numbers: Int8Array; scales: Float32Array },
): Float32Array {
  const D = query.length
  const similarities = new Float32Array(scales.length)
  for (let row = 0, at = 0; row < scales.length; row++) {
    let [a, b] = [0, 0]
    for (let k = 0; k + 1 < D; k += 2, at += 2) {
      a += query[k] * numbers[at]
      b += query[k + 1] * numbers[at + 1]
    }
    if (D % 2 === 1) a += query[D - 1] * numbers[at++]
    similarities[row] = (a + b) * scales[row]
  }
  return similarities
}

/** The `count` highest, highest first; ties go to the lower row. `skip` leaves rows out. */
export function highest(similarities: Float32Array, count: number, skip?: (row: number) => boolean): Neighbour[] {
  const best: Neighbour[] = []
  for (let row = 0; row < similarities.length; row++) {
    const similarity = similarities[row]
    if (best.length === count && similarity <= best[count - 1].similarity) continue
    if (skip?.(row)) continue
    let at = Math.min(best.length, count - 1)
    for (; at > 0 && best[at - 1].similarity < similarity; at--) best[at] = best[at - 1]
    best[at] = { row, similarity }
  }
  return best
}
