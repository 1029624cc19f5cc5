/**
 * Logistic regression with weighted examples and a ridge on all but the bias, by Newton's method, each step by
 * conjugate gradients (Lin, Weng & Keerthi, JMLR 2008). With f = w·x + b:
 *
 *   loss = Σ weight · log(1 + exp(∓f)) + ridge/2 · |w|²   (− for yes, + for no)
 *
 * Parameters are [D + 1], the bias last. Convex; pure.
 */
import { similaritiesTo } from '../search/nearest.ts'

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

/** Parameters, and what they make of the examples: f of each, [n]. */
export interface Point {
  parameters: Float64Array
  outputs: Float64Array
}

export const pointAt = (examples: Examples, parameters: Float64Array): Point => ({
  parameters,
  outputs: outputs(examples, parameters),
})

function outputs({ rows }: Examples, parameters: Float64Array): Float64Array {
  const D = parameters.length - 1
  const products = similaritiesTo(new Float32Array(parameters.subarray(0, D)), rows)
  return new Float64Array(products).map((product) => product + parameters[D])
}

export function loss(examples: Examples, { parameters, outputs }: Point): number {
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
  const inFours = values.length - (values.length % 4)
  for (let i = 0; i < inFours; i += 4) addFour(start, rows, D, i, values)
  for (let i = inFours; i < values.length; i++) for (let d = 0; d < D; d++) start[d] += values[i] * rows[i * D + d]
  for (const value of values) start[D] += value
  return start
}

/** Four rows at once: the sum is read and written a quarter as often. */
function addFour(sum: Float64Array, rows: Float32Array, D: number, i: number, values: Float64Array): void {
  const [first, second, third, fourth] = [i * D, (i + 1) * D, (i + 2) * D, (i + 3) * D]
  const [a, b, c, e] = [values[i], values[i + 1], values[i + 2], values[i + 3]]
  for (let d = 0; d < D; d++)
    sum[d] += a * rows[first + d] + b * rows[second + d] + c * rows[third + d] + e * rows[fourth + d]
}

const mostSteps = 20
const mostInnerSteps = 30
/** Of the gradient where it starts from nothing: far below what changes an order, and what changes an estimate. */
const [tolerance, toleranceNearby] = [1e-4, 1e-3]

/** Where to begin, when the fit of the same rows by about the same weights is known. */
export interface Start extends Point {
  /** Curvature there⁻¹ · slope. */
  newtonStep(slope: Float64Array): Float64Array
}

/** Where the loss is least. Cost about fifty times n·D, from a start nearby about five times. */
export function fitLogistic(examples: Examples, D: number, start?: Start): Point {
  const atNothing = { parameters: new Float64Array(D + 1), outputs: new Float64Array(examples.weights.length) }
  const enough = (start ? toleranceNearby : tolerance) * length(gradient(examples, atNothing))
  let point: Point = start ?? atNothing
  for (let count = 0; count < mostSteps; count++) {
    const slope = gradient(examples, point)
    if (length(slope) <= enough) break
    const step = start?.newtonStep(slope) ?? conjugateGradients(curvature(examples, point), slope)
    point = descended(examples, point, step)
  }
  return point
}

/** Newton's step, halved until it does not lead uphill. */
function descended(examples: Examples, point: Point, step: Float64Array): Point {
  const before = loss(examples, point)
  for (let share = 1; share > 1e-3; share /= 2) {
    const next = pointAt(
      examples,
      point.parameters.map((value, d) => value - share * step[d]),
    )
    if (loss(examples, next) <= before) return next
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
