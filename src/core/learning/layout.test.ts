import { expect, test } from 'vitest'
import { cellWeights, layoutSide } from './layout.ts'

test.each([8, 10, 33, 96])('of %i places each cell is the mean of its share, and every place counts alike', (S) => {
  const weights = cellWeights(S)
  for (let cell = 0; cell < layoutSide; cell++) {
    const row = weights.subarray(cell * S, (cell + 1) * S)
    expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
    const centre = row.reduce((sum, weight, place) => sum + weight * (place + 0.5), 0)
    expect(Math.abs(centre / S - (cell + 0.5) / layoutSide)).toBeLessThan(0.5 / S)
  }
  for (let place = 0; place < S; place++) {
    const sum = Array.from({ length: layoutSide }, (_, cell) => weights[cell * S + place]).reduce((a, b) => a + b)
    expect(sum).toBeCloseTo(layoutSide / S, 5)
  }
})
