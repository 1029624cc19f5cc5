/** Made-up embeddings of photos of fifty kinds. */
import { normalise } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'

export const kindCount = 50
/** Dimensions. */
export const kindSize = 128
const D = kindSize

/** Unit rows around fifty directions, in turn. */
export function kinds(count: number): Float32Array {
  const random = new Random(1)
  const middles = Float32Array.from({ length: kindCount * D }, () => random.normal())
  const rows = new Float32Array(count * D)
  for (let row = 0; row < count; row++) {
    const middle = (row % kindCount) * D
    for (let d = 0; d < D; d++) rows[row * D + d] = middles[middle + d] + 1.5 * random.normal()
    normalise(rows.subarray(row * D, (row + 1) * D))
  }
  return rows
}
