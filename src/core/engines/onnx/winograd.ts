/**
 * Minimal filtering: m outputs of a filter of r taps from m + r − 1 products instead of m · r (Winograd, "Arithmetic
 * Complexity of Computations", 1980, by Cook and Toom's construction; for convolutions Lavin & Gray, CVPR 2016).
 *
 * One dimension: y_j = Σ_k g_k d_{j+k} = [output · ((kernel · g) ⊙ (input · d))]_j. Two dimensions are one after the
 * other, so an m x m tile costs (m + r − 1)² products. Pure numbers, no graph. Single precision loses about one digit
 * with m = 4, next to nothing with m = 2.
 */

export type Matrix = readonly (readonly number[])[]

export interface MinimalFilter {
  /** [n, n], n = m + r − 1: to apply to the n inputs of a tile. */
  input: Matrix
  /** [n, r]: to apply to the filter. */
  kernel: Matrix
  /** [m, n]: from the n products to the m outputs. */
  output: Matrix
}

/** Where the polynomials are evaluated, besides infinity: small numbers of either sign keep rounding small. */
const points = [0, 1, -1, 2, -2]

/** Throws when more than five points would be needed. */
export function minimalFilter(m: number, r: number): MinimalFilter {
  const at = points.slice(0, m + r - 2)
  if (at.length < m + r - 2) throw new Error(`F(${m}, ${r}) needs ${m + r - 2} points; there are ${points.length}.`)
  const others = (i: number) => at.filter((_, j) => j !== i)
  const scale = at.map((a, i) => others(i).reduce((product, b) => product * (a - b), 1))
  return {
    input: [...at.map((_, i) => [...polynomial(others(i)), 0]), polynomial(at)],
    kernel: [...at.map((a, i) => powers(a, r).map((value) => value / scale[i])), lastOf(r)],
    output: Array.from({ length: m }, (_, j) => [...at.map((a) => a ** j), j === m - 1 ? 1 : 0]),
  }
}

/** Coefficients of Π (x − root), lowest first. */
function polynomial(roots: number[]): number[] {
  return roots.reduce((terms, root) => [0, ...terms].map((term, i) => term - root * (terms[i] ?? 0)), [1])
}

const powers = (base: number, count: number): number[] => Array.from({ length: count }, (_, k) => base ** k)
const lastOf = (count: number): number[] => Array.from({ length: count }, (_, k) => (k === count - 1 ? 1 : 0))

export function transposed(matrix: Matrix): number[][] {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]))
}

/** The matrix for rows and columns of a tile at once: [a, b] to [a², b²] (its Kronecker product with itself). */
export function forTiles(matrix: Matrix): number[][] {
  return matrix.flatMap((upper) => matrix.map((lower) => upper.flatMap((u) => lower.map((l) => u * l))))
}

/**
 * How many output rows and columns a tile of a 3x3 stride-1 convolution should have, so that a square takes the fewest
 * products.
 */
export function bestTile(side: number): 1 | 2 | 4 {
  const productsOf = (tile: number) => (tile + 2) ** 2 * Math.ceil(side / tile) ** 2
  return ([1, 2, 4] as const).reduce((best, tile) => (productsOf(tile) < productsOf(best) ? tile : best))
}
