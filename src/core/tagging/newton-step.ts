/**
 * Newton's step by a curvature that is factorised once, for many fits of examples that differ little: held-out parts.
 * With H = Σ curvature_i · (x_i, 1)(x_i, 1)ᵀ + ridge at the fit of all. Pure.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { curvatures, ridgeOn, type Examples, type Point } from './logistic-regression.ts'

type Four<T> = [T, T, T, T]

/** H⁻¹ · slope [D + 1], H at that point. Cost n·D² once, then D². */
export function newtonStepAt(examples: Examples, point: Point): (slope: Float64Array) => Float64Array {
  const H = new CholeskyDecomposition(curvatureMatrix(examples, point))
  return (slope) => Float64Array.from(H.solve(Matrix.columnVector(slope)).to1DArray())
}

function curvatureMatrix(examples: Examples, point: Point): Matrix {
  const size = point.parameters.length
  const sums = new Float64Array(size * size)
  const weights = curvatures(examples, point)
  const four = Array.from({ length: 4 }, () => new Float64Array(size)) as Four<Float64Array>
  for (let i = 0; i < weights.length; i += 4) {
    four.forEach((vector, which) => fillExample(vector, examples, i + which))
    addOuters(sums, four, [0, 1, 2, 3].map((which) => weights[i + which] ?? 0) as Four<number>)
  }
  ridgeOn(examples, new Float64Array(size).fill(1)).forEach((ridge, d) => (sums[d * size + d] += ridge))
  return symmetric(sums, size)
}

/** (x_i, 1); nothing beyond the last example. */
function fillExample(vector: Float64Array, { rows, weights }: Examples, i: number): void {
  const D = vector.length - 1
  if (i >= weights.length) return
  vector.set(rows.subarray(i * D, (i + 1) * D))
  vector[D] = 1
}

/** Its lower half: + weight · vector · vectorᵀ of four at once, so that it is read and written a quarter as often. */
function addOuters(sums: Float64Array, [one, two, three, four]: Four<Float64Array>, weights: Four<number>): void {
  const size = one.length
  for (let a = 0; a < size; a++) {
    const [w1, w2, w3, w4] = [weights[0] * one[a], weights[1] * two[a], weights[2] * three[a], weights[3] * four[a]]
    for (let b = 0; b <= a; b++) sums[a * size + b] += w1 * one[b] + w2 * two[b] + w3 * three[b] + w4 * four[b]
  }
}

function symmetric(lower: Float64Array, size: number): Matrix {
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) lower[b * size + a] = lower[a * size + b]
  return Matrix.from1DArray(size, size, lower)
}
