/** Derivatives against finite differences, the minimum against its definition. */
import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { curvature, fitLogistic, gradient, pointAt, type Examples } from './logistic-regression.ts'
import { newtonStepAt } from './newton-step.ts'

const [n, D] = [40, 5]

function examples(seed: number): Examples {
  const random = new Random(seed)
  const isYes = Uint8Array.from({ length: n }, (_, i) => i % 2)
  return {
    rows: Float32Array.from(
      { length: n * D },
      (_, i) => random.normal() + (i % D === 0 ? isYes[Math.floor(i / D)] : 0),
    ),
    isYes,
    weights: Float64Array.from({ length: n }, () => random.between(0.1, 2)),
    ridge: 0.7,
  }
}

const some = (seed: number) => {
  const random = new Random(seed)
  return Float64Array.from({ length: D + 1 }, () => random.normal())
}
const moved = (at: Float64Array, along: Float64Array, by: number) => at.map((value, d) => value + by * along[d])

test('the gradient is the slope of the loss, the curvature that of the gradient', () => {
  const [data, at, along] = [examples(1), some(2), some(3)]
  // Single precision inside: steps as large as its rounding allows.
  const h = 1e-2
  const lossAt = (by: number) => pointAt(data, moved(at, along, by)).loss
  const slope = (lossAt(h) - lossAt(-h)) / (2 * h)
  const dot = (x: Float64Array) => x.reduce((sum, value, d) => sum + value * along[d], 0)
  expect(dot(gradient(data, pointAt(data, at))) / slope).toBeCloseTo(1, 3)
  const ahead = gradient(data, pointAt(data, moved(at, along, h)))
  const behind = gradient(data, pointAt(data, moved(at, along, -h)))
  curvature(
    data,
    pointAt(data, at),
  )(along).forEach((value, d) => expect(value).toBeCloseTo((ahead[d] - behind[d]) / (2 * h), 2))
})

test('at the fit the gradient is nothing, from any start, and all around it is higher', () => {
  const data = examples(4)
  const { parameters: fit } = fitLogistic(data, D)
  gradient(data, pointAt(data, fit)).forEach((slope) => expect(Math.abs(slope)).toBeLessThan(2e-3))
  const lossAt = (parameters: Float64Array) => pointAt(data, parameters).loss
  for (let seed = 7; seed < 12; seed++) expect(lossAt(moved(fit, some(seed), 0.1))).toBeGreaterThan(lossAt(fit))
})

test("Newton's step times the curvature is the slope", () => {
  const [data, at, slope] = [examples(1), some(2), some(3)]
  const times = curvature(data, pointAt(data, at))
  times(newtonStepAt(data, pointAt(data, at))(slope)).forEach((value, d) => expect(value).toBeCloseTo(slope[d], 4))
})

test('from the fit of more examples the same is found as from nothing', () => {
  const all = examples(4)
  const point = fitLogistic(all, D)
  const start = { ...point, newtonStep: newtonStepAt(all, point) }
  for (const leftOut of [1, 8, 20]) {
    const some = { ...all, weights: all.weights.map((weight, i) => (i < leftOut ? 0 : weight)) }
    const [near, far] = [fitLogistic(some, D, start), fitLogistic(some, D)].map(({ parameters }) => parameters)
    near.forEach((value, d) => expect(value).toBeCloseTo(far[d], 2))
  }
})

test('one example of each kind: the closed form by its own equation', () => {
  // Symmetric about 0, so b = 0 and ridge · w = 2 · σ(−w).
  const data = {
    rows: Float32Array.of(1, -1),
    isYes: Uint8Array.of(1, 0),
    weights: Float64Array.of(1, 1),
    ridge: 0.5,
  }
  const [w, b] = fitLogistic(data, 1).parameters
  expect(b).toBeCloseTo(0, 5)
  expect(data.ridge * w).toBeCloseTo(2 / (1 + Math.exp(w)), 3)
})
