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
  const weights = curvatures(examples, pointAt(examples, parameters))
  const two = [new Float64Array(size), new Float64Array(size)] as const
  for (let i = 0; i < weights.length; i += 2) {
    two.forEach((vector, which) => fillExample(vector, examples, i + which))
    addOuters(sums, two, [weights[i], weights[i + 1] ?? 0])
  }
  ridgeOn(examples, new Float64Array(size).fill(1)).forEach((ridge, d) => (sums[d * size + d] += ridge))
  return symmetric(sums, size)
}

/** (x_i, 1); nothing beyond the last example. */
function fillExample(vector: Float64Array, { rows, weights }: Examples, i: number): void {
  const D = vector.length - 1
  if (i === weights.length) return
  vector.set(rows.subarray(i * D, (i + 1) * D))
  vector[D] = 1
}

/** Its lower half: + weight · vector · vectorᵀ of two at once, so that it is read and written half as often. */
function addOuters(
  sums: Float64Array,
  [one, other]: readonly [Float64Array, Float64Array],
  [weight, otherWeight]: [number, number],
): void {
  for (let a = 0; a < one.length; a++) {
    const [scaled, otherScaled, at] = [weight * one[a], otherWeight * other[a], a * one.length]
    for (let b = 0; b <= a; b++) sums[at + b] += scaled * one[b] + otherScaled * other[b]
  }
}

function symmetric(lower: Float64Array, size: number): Matrix {
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) lower[b * size + a] = lower[a * size + b]
  return Matrix.from1DArray(size, size, lower)
}
