import { expect, test } from 'vitest'
import { normalise } from './memory-bank.ts'
import { agreement, judge, meanSimilarity, type LabelledTag } from './model-check.ts'
import { Random } from './random.ts'

const D = 8
/** Eight labels; yes and no lie apart by `distance` in the first direction. */
function tagOf(separation: number): LabelledTag {
  const random = new Random(2)
  const isYes = Array.from({ length: 8 }, (_, i) => i % 2 === 0)
  const rows = Float32Array.from({ length: 8 * D }, (_, i) => 0.3 * random.normal() + (i % D === 0 ? (isYes[Math.floor(i / D)] ? separation : -separation) : 0))
  for (let row = 0; row < 8; row++) normalise(rows.subarray(row * D, (row + 1) * D))
  return { rows, isYes }
}
const spread = Float32Array.from({ length: 50 * D }, (_, i) => (i % D === Math.floor(i / D) % D ? 1 : 0))

test('labels that lie apart agree, one without a counterpart says nothing', () => {
  expect(agreement([tagOf(2)])).toEqual({ share: 1, count: 8 })
  expect(agreement([tagOf(0)]).share).toBeLessThan(0.8)
  expect(agreement([{ rows: new Float32Array(2 * D), isYes: [true, true] }])).toEqual({ share: 1, count: 0 })
})

test('mean similarity: 1 for one point, near 1/8 for axes', () => {
  expect(meanSimilarity(new Float32Array(20 * D).map((_, i) => (i % D === 0 ? 1 : 0)), D)).toBeCloseTo(1, 6)
  expect(meanSimilarity(spread, D)).toBeLessThan(0.2)
  expect(meanSimilarity(new Float32Array(D), D)).toBe(0)
})

test('a new model replaces one that is no better, and not one that is', () => {
  const point = new Float32Array(20 * D).map((_, i) => (i % D === 0 ? 1 : 0))
  expect(judge(spread, D, [tagOf(2)], [tagOf(0)])).toBe('fit')
  expect(judge(spread, D, [tagOf(0)], [tagOf(2)])).toBe('worse on labels')
  expect(judge(point, D, [], [])).toBe('collapsed')
  expect(judge(point, D, [], null)).toBe('fit')
  expect(judge(spread.map((value, i) => (i === 9 ? NaN : value)), D, [], null)).toBe('not finite')
})
