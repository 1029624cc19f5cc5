import { expect, test } from 'vitest'
import { averagePrecision, precisionAt } from './ranking-scores.ts'

test('average precision by hand', () => {
  expect(averagePrecision([true, true, false])).toBe(1)
  expect(averagePrecision([false, true, true, false])).toBeCloseTo((1 / 2 + 2 / 3) / 2, 12)
  expect(averagePrecision([false, false])).toBe(0)
})

test('precision among the first', () => {
  expect(precisionAt([true, false, true, true], 2)).toBe(0.5)
  expect(precisionAt([true, false, true, true], 4)).toBe(0.75)
})
