/**
 * Newton's step by a curvature that is factorised once, for many fits of examples that differ little: held-out parts.
 * With H = Σ curvature_i · (x_i, 1)(x_i, 1)ᵀ + ridge at the fit of all. Pure.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { residentRows } from '../kernels/resident-rows.ts'
import { curvatures, ridgeOn, type Examples, type Point } from './logistic-regression.ts'

/** H⁻¹ · slope [D + 1], H at that point. Cost n·D² once, then D². */
export function newtonStepAt(examples: Examples, point: Point): (slope: Float64Array) => Float64Array {
  const H = new CholeskyDecomposition(curvatureMatrix(examples, point))
  return (slope) => Float64Array.from(H.solve(Matrix.columnVector(slope)).to1DArray())
}

function curvatureMatrix(examples: Examples, point: Point): Matrix {
  const size = point.parameters.length
  const weights = curvatures(examples, point)
  const rows = residentRows(examples.rows, size - 1)
  rows.addOuters(weights)
  const H = Matrix.zeros(size, size)
  H.setSubMatrix(Matrix.from1DArray(size - 1, size - 1, rows.takeOuters()), 0, 0)
  const border = [...rows.weightedSum(weights), weights.reduce((sum, weight) => sum + weight, 0)]
  H.setRow(size - 1, border)
  H.setColumn(size - 1, border)
  ridgeOn(examples, new Float64Array(size).fill(1)).forEach((ridge, d) => H.set(d, d, H.get(d, d) + ridge))
  return H
}
