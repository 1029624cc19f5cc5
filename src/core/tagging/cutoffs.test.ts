import { expect, test } from 'vitest'
import { cutoffCounts, suggestedCount, usefulCutoffs } from './cutoffs.ts'

const cutoff = (count: number, middle: number | null) => ({
  count,
  precision: middle === null ? null : { low: middle - 0.05, high: middle + 0.05 },
})

test('from few to all, each about a quarter more', () => {
  const counts = cutoffCounts(10_000)
  expect([counts[0], counts.at(-1)]).toEqual([5, 10_000])
  const ratios = counts.slice(4).map((count, i) => count / counts[i + 3])
  expect(Math.max(...ratios)).toBeLessThan(1.3)
  expect([cutoffCounts(0), cutoffCounts(3), cutoffCounts(5)]).toEqual([[], [3], [5]])
})

test('suggested: the last of which about four in five are right, and no fewer than a few', () => {
  expect(suggestedCount([cutoff(5, 0.97), cutoff(20, 0.92), cutoff(80, 0.7)])).toBe(20)
  expect(suggestedCount([cutoff(5, 0.9), cutoff(15, 0.6), cutoff(80, 0.4)])).toBe(15)
  expect(suggestedCount([cutoff(5, 0.6), cutoff(15, 0.5), cutoff(80, 0.4)])).toBe(15)
  expect(suggestedCount([cutoff(5, null), cutoff(15, null)])).toBe(15)
  expect(suggestedCount([cutoff(5, 0.2)])).toBe(5)
  expect(suggestedCount([])).toBe(0)
})

test('cut-offs where hardly any is right are of no use; with nothing known all stay', () => {
  expect(usefulCutoffs([cutoff(5, 0.9), cutoff(20, 0.5), cutoff(80, 0.2)]).map(({ count }) => count)).toEqual([5, 20])
  expect(usefulCutoffs([cutoff(5, 0.1), cutoff(20, 0.05)]).map(({ count }) => count)).toEqual([5])
  expect(usefulCutoffs([cutoff(5, null), cutoff(20, null)])).toHaveLength(2)
})
