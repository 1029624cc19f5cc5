/** Exact search by similarity over unit rows. Pure. Cost N·D; at 100,000 x 128 some 15 ms. */

export interface Neighbour {
  row: number
  /** Cosine, [-1, 1]. */
  similarity: number
}

/** Similarity of `query` [D] to every row of `rows` [N, D]. */
export function similaritiesTo(query: Float32Array, rows: Float32Array): Float32Array {
  const D = query.length
  const similarities = new Float32Array(rows.length / D)
  for (let row = 0, at = 0; row < similarities.length; row++) {
    let [a, b, c, d] = [0, 0, 0, 0]
    let k = 0
    for (; k + 3 < D; k += 4, at += 4) {
      a += query[k] * rows[at]
      b += query[k + 1] * rows[at + 1]
      c += query[k + 2] * rows[at + 2]
      d += query[k + 3] * rows[at + 3]
    }
    for (; k < D; k++, at++) a += query[k] * rows[at]
    similarities[row] = a + b + (c + d)
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
