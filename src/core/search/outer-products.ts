/** Sums of outer products, as covariances and second derivatives are. Pure. */

export type Four<T> = [T, T, T, T]

/**
 * `sums` [D·D], its lower half alone: + weight · vector · vectorᵀ of four vectors [D] at once, so that it is read and
 * written a quarter as often.
 */
export function addOuters(
  sums: Float64Array,
  [one, two, three, four]: Four<Float64Array>,
  weights: Four<number>,
): void {
  const D = one.length
  for (let a = 0; a < D; a++) {
    const [w1, w2, w3, w4] = [weights[0] * one[a], weights[1] * two[a], weights[2] * three[a], weights[3] * four[a]]
    for (let b = 0; b <= a; b++) sums[a * D + b] += w1 * one[b] + w2 * two[b] + w3 * three[b] + w4 * four[b]
  }
}

/** Four vectors [D] to be filled again and again. */
export const fourOf = (D: number): Four<Float64Array> => [
  new Float64Array(D),
  new Float64Array(D),
  new Float64Array(D),
  new Float64Array(D),
]

/** The upper half, too, as the lower one is. */
export function mirrored(sums: Float64Array, D: number): Float64Array {
  for (let a = 0; a < D; a++) for (let b = 0; b < a; b++) sums[b * D + a] = sums[a * D + b]
  return sums
}
