import { expect, test } from 'vitest'
import { bestTile, forTiles, minimalFilter, transposed, type Matrix } from './winograd.ts'

const times = (matrix: Matrix, vector: number[]) =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i], 0))
const product = (a: number[], b: number[]) => a.map((value, i) => value * b[i])

test.each([
  [2, 3],
  [4, 3],
  [3, 2],
  [1, 3],
  [4, 1],
])('F(%i, %i) filters', (m, r) => {
  const { input, kernel, output } = minimalFilter(m, r)
  const data = Array.from({ length: m + r - 1 }, (_, i) => Math.sin(3 * i + 1))
  const filter = Array.from({ length: r }, (_, k) => Math.cos(5 * k))
  const found = times(output, product(times(kernel, filter), times(input, data)))
  expect(found).toHaveLength(m)
  found.forEach((value, j) =>
    expect(value).toBeCloseTo(
      filter.reduce((sum, g, k) => sum + g * data[j + k], 0),
      10,
    ),
  )
})

test('a tile filtered in both directions, and the gradient by the filter', () => {
  const { input, kernel, output } = minimalFilter(2, 3)
  const data = Array.from({ length: 16 }, (_, i) => Math.sin(i))
  const filter = Array.from({ length: 9 }, (_, i) => Math.cos(i))
  const plain = (g: number[]) =>
    [0, 1, 4, 5].map((at) => g.reduce((sum, value, k) => sum + value * data[at + Math.floor(k / 3) * 4 + (k % 3)], 0))
  const seen = times(forTiles(input), data)
  times(forTiles(output), product(times(forTiles(kernel), filter), seen)).forEach((value, j) =>
    expect(value).toBeCloseTo(plain(filter)[j], 10),
  )
  // y is linear in the filter, so u · y's gradient by tap k is u · y of the filter that is 1 there.
  const u = [0.3, -1, 2, 0.7]
  const gradient = times(transposed(forTiles(kernel)), product(times(transposed(forTiles(output)), u), seen))
  gradient.forEach((value, k) => {
    const unit = filter.map((_, i) => (i === k ? 1 : 0))
    expect(value).toBeCloseTo(
      plain(unit).reduce((sum, y, j) => sum + y * u[j], 0),
      10,
    )
  })
})

test('the tile with the fewest products', () => {
  expect([1, 2, 3, 4, 6, 7, 8, 14, 16].map(bestTile)).toEqual([1, 2, 4, 4, 2, 4, 4, 4, 4])
})

test('too many points are refused', () => {
  expect(() => minimalFilter(6, 3)).toThrow('F(6, 3) needs 7 points; there are 5.')
})
