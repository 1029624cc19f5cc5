/**
 * Logistic regression with weighted examples and a ridge on all but the bias, by Newton's method, each step by
 * conjugate gradients (Lin, Weng & Keerthi, JMLR 2008). With f = w·x + b:
 *
 *   loss = Σ weight · log(1 + exp(∓f)) + ridge/2 · |w|²   (− for yes, + for no)
 *
 * Parameters are [D + 1], the bias last. Convex; pure.
 */
import { residentRows } from '../kernels/resident-rows.ts'

export interface Examples {
  /** [n, D]. */
  rows: Float32Array
  /** [n], 1 for yes, 0 for no. */
  isYes: Uint8Array
  /** [n], 0 or more; some of yes and some of no. */
  weights: Float64Array
  /** Above 0. */
  ridge: number
}

/** Keeps the bias finite where all examples are of one kind. */
const biasRidge = 1e-3

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Parameters, what they make of the examples, f of each, [n], and their loss. */
export interface Point {
  parameters: Float64Array
  outputs: Float64Array
  loss: number
}

export function pointAt(examples: Examples, parameters: Float64Array): Point {
  const point = { parameters, outputs: outputs(examples, parameters) }
  return { ...point, loss: loss(examples, point) }
}

function outputs({ rows }: Examples, parameters: Float64Array): Float64Array {
  const D = parameters.length - 1
  return residentRows(rows, D)
    .products(parameters.subarray(0, D))
    .map((product) => product + parameters[D])
}

function loss(examples: Examples, { parameters, outputs }: Omit<Point, 'loss'>): number {
  const { isYes, weights } = examples
  const penalty = ridgeOn(examples, parameters).reduce((sum, value, d) => sum + (value * parameters[d]) / 2, 0)
  const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
  return outputs.reduce((sum, f, i) => sum + weights[i] * softplus(isYes[i] ? -f : f), penalty)
}

/** [D + 1]. */
export function gradient(examples: Examples, { parameters, outputs }: Point): Float64Array {
  const { isYes, weights } = examples
  const residuals = outputs.map((f, i) => weights[i] * (sigmoid(f) - isYes[i]))
  return weightedSum(examples, residuals, ridgeOn(examples, parameters))
}

/** The second derivatives at a point, times a vector [D + 1]. */
export function curvature(examples: Examples, point: Point): (vector: Float64Array) => Float64Array {
  const slopes = curvatures(examples, point)
  return (vector) => {
    const products = outputs(examples, vector).map((product, i) => slopes[i] * product)
    return weightedSum(examples, products, ridgeOn(examples, vector))
  }
}

/** Of each example's loss by f, [n]. */
export const curvatures = ({ weights }: Examples, { outputs }: Point): Float64Array =>
  outputs.map((f, i) => weights[i] * sigmoid(f) * sigmoid(-f))

/** The ridge's part of a gradient, [D + 1]. */
export const ridgeOn = ({ ridge }: Pick<Examples, 'ridge'>, vector: Float64Array): Float64Array =>
  vector.map((value, d) => value * (d < vector.length - 1 ? ridge : biasRidge))

/** `start` [D + 1] + Σ values[i] · (x_i, 1), in `start`. */
function weightedSum({ rows }: Examples, values: Float64Array, start: Float64Array): Float64Array {
  const D = start.length - 1
  residentRows(rows, D)
    .weightedSum(values)
    .forEach((sum, d) => (start[d] += sum))
  for (const value of values) start[D] += value
  return start
}

const mostSteps = 20
const mostInnerSteps = 30
/** Of the gradient where it starts from nothing: far below what changes an order, and what changes an estimate. */
const [tolerance, toleranceNearby] = [1e-4, 1e-3]

/** The point where the loss is least. */
export interface Fit extends Point {
  /** Of the gradient where all parameters are 0. */
  slopeAtNothing: number
}

/** Where to begin, when the fit of the same rows by about the same weights is known. */
export interface Start extends Fit {
  /** Curvature there⁻¹ · slope. */
  newtonStep(slope: Float64Array): Float64Array
}

/** Cost about fifty times n·D, from a start nearby about five times. */
export function fitLogistic(examples: Examples, D: number, start?: Start): Fit {
  let point = start ? { ...start, loss: loss(examples, start) } : pointAt(examples, new Float64Array(D + 1))
  const slopeAtNothing = start?.slopeAtNothing ?? length(gradient(examples, point))
  const enough = (start ? toleranceNearby : tolerance) * slopeAtNothing
  for (let count = 0; count < mostSteps; count++) {
    const slope = gradient(examples, point)
    if (length(slope) <= enough) break
    const step = start?.newtonStep(slope) ?? conjugateGradients(curvature(examples, point), slope)
    point = descended(examples, point, step)
  }
  return { ...point, slopeAtNothing }
}

/** Newton's step, halved until it does not lead uphill. */
function descended(examples: Examples, point: Point, step: Float64Array): Point {
  for (let share = 1; share > 1e-3; share /= 2) {
    const next = pointAt(
      examples,
      point.parameters.map((value, d) => value - share * step[d]),
    )
    if (next.loss <= point.loss) return next
  }
  return point
}

/** x with A·x = b, to a tenth of b's length, A symmetric and positive (Hestenes & Stiefel 1952). */
function conjugateGradients(times: (vector: Float64Array) => Float64Array, b: Float64Array): Float64Array {
  const x = new Float64Array(b.length)
  let residual = b
  let direction = residual
  for (let step = 0; step < mostInnerSteps && length(residual) > 0.1 * length(b); step++) {
    const product = times(direction)
    const squared = dot(residual, residual)
    const along = squared / dot(direction, product)
    for (let d = 0; d < x.length; d++) x[d] += along * direction[d]
    residual = residual.map((value, d) => value - along * product[d])
    const kept = dot(residual, residual) / squared
    direction = residual.map((value, d) => value + kept * direction[d])
  }
  return x
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d]
  return sum
}

const length = (a: Float64Array): number => Math.sqrt(dot(a, a))
