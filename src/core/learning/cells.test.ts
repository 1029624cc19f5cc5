import { expect, test } from 'vitest'
import { cellWeights } from './cells.ts'

const cells = 4

test.each([8, 10, 33, 96])('of %i places each cell is the mean of its share, and every place counts alike', (S) => {
  const weights = cellWeights(cells, S)
  for (let cell = 0; cell < cells; cell++) {
    const row = weights.subarray(cell * S, (cell + 1) * S)
    expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
    const centre = row.reduce((sum, weight, place) => sum + weight * (place + 0.5), 0)
    expect(Math.abs(centre / S - (cell + 0.5) / cells)).toBeLessThan(0.5 / S)
  }
  for (let place = 0; place < S; place++) {
    const sum = Array.from({ length: cells }, (_, cell) => weights[cell * S + place]).reduce((a, b) => a + b)
    expect(sum).toBeCloseTo(cells / S, 5)
  }
})
