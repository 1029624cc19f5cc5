/**
 * Newton's step by a curvature that is factorised once, for many fits of examples that differ little: held-out parts.
 * With H = Σ curvature_i · (x_i, 1)(x_i, 1)ᵀ + ridge at the fit of all. Pure.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { addOuters, fourOf, mirrored, type Four } from '../search/outer-products.ts'
import { curvatures, ridgeOn, type Examples, type Point } from './logistic-regression.ts'

/** H⁻¹ · slope [D + 1], H at that point. Cost n·D² once, then D². */
export function newtonStepAt(examples: Examples, point: Point): (slope: Float64Array) => Float64Array {
  const H = new CholeskyDecomposition(curvatureMatrix(examples, point))
  return (slope) => Float64Array.from(H.solve(Matrix.columnVector(slope)).to1DArray())
}

function curvatureMatrix(examples: Examples, point: Point): Matrix {
  const size = point.parameters.length
  const sums = new Float64Array(size * size)
  const weights = curvatures(examples, point)
  const four = fourOf(size)
  for (let i = 0; i < weights.length; i += 4) {
    four.forEach((vector, which) => fillExample(vector, examples, i + which))
    addOuters(sums, four, [0, 1, 2, 3].map((which) => weights[i + which] ?? 0) as Four<number>)
  }
  ridgeOn(examples, new Float64Array(size).fill(1)).forEach((ridge, d) => (sums[d * size + d] += ridge))
  return Matrix.from1DArray(size, size, mirrored(sums, size))
}

/** (x_i, 1); nothing beyond the last example. */
function fillExample(vector: Float64Array, { rows, weights }: Examples, i: number): void {
  const D = vector.length - 1
  if (i >= weights.length) return
  vector.set(rows.subarray(i * D, (i + 1) * D))
  vector[D] = 1
}
