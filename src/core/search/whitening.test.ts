/** The search space against its definition, and where photos are few or all alike. */
import { describe, expect, test } from 'vitest'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import { whitenedProjection } from './whitening.ts'

const [F, D] = [12, 5]
const blocks = [{ size: F, share: 1 }]
const random = new Random(3)
/** Spread by feature from wide to narrow, mixed so that no axis is a component, away from 0. */
function featuresOf(count: number): Float32Array {
  const mix = Array.from({ length: F * F }, () => random.normal())
  const features = new Float32Array(count * F)
  for (let photo = 0; photo < count; photo++) {
    const source = Array.from({ length: F }, (_, f) => random.normal() / (f + 1))
    for (let f = 0; f < F; f++)
      features[photo * F + f] = 4 + source.reduce((sum, value, g) => sum + value * mix[f * F + g], 0)
  }
  return features
}

function projected(features: Float32Array, { weight, bias }: ReturnType<typeof whitenedProjection>): Float32Array[] {
  return Array.from({ length: features.length / F }, (_, photo) =>
    bias.data.map((shift, d) =>
      weight.data.subarray(d * F, (d + 1) * F).reduce((sum, value, f) => sum + value * features[photo * F + f], shift),
    ),
  )
}

const covarianceOf = (rows: Float32Array[], a: number, b: number): number => {
  const mean = (d: number) => rows.reduce((sum, row) => sum + row[d], 0) / rows.length
  const [meanA, meanB] = [mean(a), mean(b)]
  return rows.reduce((sum, row) => sum + (row[a] - meanA) * (row[b] - meanB), 0) / rows.length
}

const varianceOf = (features: Float32Array, f: number): number => {
  const column = Array.from({ length: features.length / F }, (_, photo) => features[photo * F + f])
  const mean = column.reduce((a, b) => a + b) / column.length
  return column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length
}

test('blocks have their share of the variance, whatever their scale', () => {
  const features = featuresOf(3000)
  const blown = features.map((value, i) => (i % F < 4 ? 1000 * value : value))
  const parts = [
    { size: 4, share: 0.3 },
    { size: F - 4, share: 0.7 },
  ]
  const [rows, same] = [features, blown].map((each) => projected(each, whitenedProjection(each, parts, F)))
  rows.forEach((row, photo) =>
    row.forEach((value, d) => expect(Math.abs(value) - Math.abs(same[photo][d])).toBeCloseTo(0, 3)),
  )
  // Squared lengths of weight columns by variance, undone by λ^½, give each block's share back.
  const { weight } = whitenedProjection(features, parts, F)
  const shareOf = (from: number, to: number) => {
    let share = 0
    for (let d = 0; d < F; d++) {
      const spread = covarianceOf(rows, d, d)
      for (let f = from; f < to; f++)
        share += (weight.data[d * F + f] / weightScale(features, parts, f)) ** 2 * spread ** 3
    }
    return share
  }
  expect(shareOf(0, 4)).toBeCloseTo(0.3, 1)
  expect(shareOf(4, F)).toBeCloseTo(0.7, 1)
})

/** What a feature of its block is multiplied by. */
function weightScale(features: Float32Array, parts: { size: number; share: number }[], f: number): number {
  const isFirst = f < parts[0].size
  const [from, to, share] = isFirst ? [0, parts[0].size, parts[0].share] : [parts[0].size, F, parts[1].share]
  let total = 0
  for (let g = from; g < to; g++) total += varianceOf(features, g)
  return Math.sqrt(share / total)
}

test('components differ from one another, and each keeps the root of its deviation', () => {
  const features = featuresOf(4000)
  const projection = whitenedProjection(features, blocks, D)
  const rows = projected(features, projection)
  const total = Array.from({ length: F }, (_, f) => varianceOf(features, f)).reduce((a, b) => a + b)
  // Of features whose variances sum to 1, w = v / λ^¼ of a unit vector v: so |w| tells λ, and the variance of w · x is
  // λ^½.
  for (let d = 0; d < D; d++) {
    const row = projection.weight.data.subarray(d * F, (d + 1) * F)
    const eigenvalue = (Math.hypot(...row) * Math.sqrt(total)) ** -4
    expect(covarianceOf(rows, d, d) / Math.sqrt(eigenvalue)).toBeCloseTo(1, 2)
    for (let other = 0; other < d; other++) expect(Math.abs(covarianceOf(rows, d, other))).toBeLessThan(2e-3)
  }
  const deviations = Array.from({ length: D }, (_, d) => covarianceOf(rows, d, d))
  expect(deviations).toEqual(deviations.toSorted((a, b) => b - a))
})

test('centred on the photos but for the little that all have in common', () => {
  const features = featuresOf(500)
  const rows = projected(features, whitenedProjection(features, blocks, D))
  const means = Array.from({ length: D }, (_, d) => rows.reduce((sum, row) => sum + row[d], 0) / rows.length)
  const usual = Math.sqrt(rows.reduce((sum, row) => sum + Math.hypot(...row) ** 2, 0) / rows.length)
  expect(means[0] / usual).toBeGreaterThan(5e-3)
  expect(means[0] / usual).toBeLessThan(2e-2)
  for (const mean of means.slice(1)) expect(Math.abs(mean)).toBeLessThan(1e-4)
})

describe('few photos', () => {
  test.each([1, 2, 5, 11])(
    '%i: finite, and a photo that is like none of them is blown up no more than a known one',
    (count) => {
      const features = featuresOf(count + 50)
      const projection = whitenedProjection(features.subarray(0, count * F), blocks, D)
      expect([...projection.weight.data, ...projection.bias.data].every(Number.isFinite)).toBe(true)
      const lengths = projected(features, projection).map((row) => Math.hypot(...row))
      for (const length of lengths) expect(length).toBeLessThan(1e4)
      if (count > 2) expect(Math.max(...lengths.slice(count)) / Math.max(...lengths.slice(0, count))).toBeLessThan(30)
    },
  )

  test.each([
    ['the same', Float32Array.from({ length: 6 * F }, (_, i) => Math.sin(i % F) + 1)],
    [
      'the same but for rounding',
      Float32Array.from({ length: 6 * F }, (_, i) => (Math.sin(i % F) + 1) * (1 + 1e-7 * random.normal())),
    ],
    ['all zero', new Float32Array(6 * F)],
  ])('that are %s are alike', (_, features) => {
    const rows = projected(features, whitenedProjection(features, blocks, D))
    for (const row of rows) normalise(row)
    for (const row of rows) expect(row.reduce((sum, value, d) => sum + value * rows[0][d], 0)).toBeGreaterThan(0.99)
  })
})
