/** Embeddings as bytes: each number v is held as round(v / scale), with one scale for each embedding. Pure. */

/** Of [n, D]. */
export interface Quantised {
  /** [n, D], −127..127. */
  numbers: Int8Array
  /** [n]; what 1 stands for. */
  scales: Float32Array
}

const most = 127

/** A number comes back to within half of its embedding's scale, the largest |v| / 127. */
export function quantised(rows: Float32Array, size: number): Quantised {
  const scales = new Float32Array(rows.length / size)
  const numbers = new Int8Array(rows.length)
  for (let row = 0; row < scales.length; row++) {
    const [from, to] = [row * size, (row + 1) * size]
    let largest = 0
    for (let at = from; at < to; at++) largest = Math.max(largest, Math.abs(rows[at]))
    if (largest === 0) continue
    scales[row] = largest / most
    for (let at = from; at < to; at++) numbers[at] = Math.round(rows[at] / scales[row])
  }
  return { numbers, scales }
}
