/**
 * Newton's step by a curvature that is factorised once, for many fits of examples that differ little: held-out parts.
 * With H = Σ curvature_i · (x_i, 1)(x_i, 1)ᵀ + ridge at the fit of all. Pure.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { curvatures, pointAt, ridgeOn, type Examples } from './logistic-regression.ts'

/** H⁻¹ · slope [D + 1], H at `parameters` [D + 1]. Cost n·D² once, then D². */
export function newtonStepAt(examples: Examples, parameters: Float64Array): (slope: Float64Array) => Float64Array {
  const H = new CholeskyDecomposition(curvatureMatrix(examples, parameters))
  return (slope) => Float64Array.from(H.solve(Matrix.columnVector(slope)).to1DArray())
}

function curvatureMatrix(examples: Examples, parameters: Float64Array): Matrix {
  const size = parameters.length
  const sums = new Float64Array(size * size)
  const one = new Float64Array(size).fill(1)
  curvatures(examples, pointAt(examples, parameters)).forEach((curvature, i) => {
    one.set(examples.rows.subarray(i * (size - 1), (i + 1) * (size - 1)))
    addOuter(sums, one, curvature)
  })
  ridgeOn(examples, new Float64Array(size).fill(1)).forEach((ridge, d) => (sums[d * size + d] += ridge))
  return symmetric(sums, size)
}

/** Its lower half: + weight · vector · vectorᵀ. */
function addOuter(sums: Float64Array, vector: Float64Array, weight: number): void {
  for (let a = 0; a < vector.length; a++) {
    const [scaled, at] = [weight * vector[a], a * vector.length]
    for (let b = 0; b <= a; b++) sums[at + b] += scaled * vector[b]
  }
}

function symmetric(lower: Float64Array, size: number): Matrix {
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) lower[b * size + a] = lower[a * size + b]
  return Matrix.from1DArray(size, size, lower)
}
