/** The estimate before any check, where the truth is known. */
import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { estimated } from './estimate.ts'
import type { Scorer } from './scorer.ts'

/** Scores are as given, whatever is marked. */
const fixed = (scores: number[]): Scorer => ({
  fit: () => ({ ofAll: () => Float32Array.from(scores), of: (row) => scores[row] }),
})

/** Photos whose chance to be right is sigmoid(slope · (score − middle)). */
function library(slope: number, middle: number, seed: number) {
  const random = new Random(seed)
  const scores = Array.from({ length: 2000 }, () => 3 * random.normal()).sort((a, b) => b - a)
  const isRight = scores.map((score) => random.uniform() < 1 / (1 + Math.exp(-slope * (score - middle))))
  return { scores, isRight, random }
}

function estimateFrom({ scores, isRight, random }: ReturnType<typeof library>, askedCount: number) {
  const asked = Array.from({ length: askedCount }, () => random.integer(400))
  const rowsOf = (wanted: boolean) => Int32Array.from(new Set(asked.filter((row) => isRight[row] === wanted)))
  const free = Int32Array.from([...isRight.keys()].filter((row) => isRight[row]).slice(0, 3))
  const marks = { yes: Int32Array.from(new Set([...free, ...rowsOf(true)])), no: rowsOf(false) }
  const rows = Float32Array.from({ length: 2 * scores.length }, (_, i) => (i % 2 === 0 ? 1 : 0))
  // Unlike rows, so that none counts as a burst.
  scores.forEach((_, row) => rows.set([Math.cos(row), Math.sin(row)], 2 * row))
  const scorer = fixed(scores)
  return estimated(scorer, marks, scorer.fit(marks), Float32Array.from(scores), { rows, size: 2 })
}

test('confidences fall with the score, in [0, 1]', () => {
  const { confidences } = estimateFrom(library(1.5, 2, 1), 20)
  expect(confidences.every((value) => value >= 0 && value <= 1)).toBe(true)
  expect([...confidences]).toEqual([...confidences].sort((a, b) => b - a))
})

test.each([
  [1.2, 1.5],
  [2, 3],
  [0.8, 2.5],
])('slope %f, middle %f: the range holds the true share in most cases, and narrows with marks', (slope, middle) => {
  let [held, all, few, many] = [0, 0, 0, 0]
  for (let seed = 1; seed <= 12; seed++) {
    const world = library(slope, middle, seed)
    const { counts, ranges } = estimateFrom(world, 30)
    const before = estimateFrom(library(slope, middle, seed), 4)
    counts.forEach((count, i) => {
      if (count < 20 || count > 400) return
      const share = world.isRight.slice(0, count).filter(Boolean).length / count
      held += Number(share > ranges[i]!.low - 0.08 && share < ranges[i]!.high + 0.08)
      all++
      many += ranges[i]!.high - ranges[i]!.low
      few += before.ranges[i] ? before.ranges[i]!.high - before.ranges[i]!.low : 1
    })
  }
  expect(held / all).toBeGreaterThan(0.75)
  expect(many).toBeLessThan(few)
})

test('yes that were chosen say nothing of how many are right', () => {
  const scores = [5, 4.5, 4, 3.5, 3, 2, 1.5, 1]
  const rows = Float32Array.from(scores.flatMap((_, row) => [Math.cos(row), Math.sin(row)]))
  const scorer = fixed(scores)
  const rangeOf = (yes: number[], chosen: number[]) => {
    const marks = { yes: Int32Array.from(yes), no: new Int32Array(), chosen: Int32Array.from(chosen) }
    return estimated(scorer, marks, scorer.fit(marks), Float32Array.of(2, 1.5, 1), { rows, size: 2 }).ranges.at(-1)
  }
  expect(rangeOf([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])).toEqual(rangeOf([0, 1, 2], []))
  expect(rangeOf([0, 1, 2, 3, 4], [])!.low).toBeGreaterThan(rangeOf([0, 1, 2], [])!.low)
})

test('with fewer than three yes nothing is said', () => {
  const rows = Float32Array.of(1, 0, 0, 1, -1, 0)
  const marks = { yes: Int32Array.of(0, 1), no: new Int32Array() }
  const scorer = fixed([3, 2, 1])
  const { ranges } = estimated(scorer, marks, scorer.fit(marks), Float32Array.of(1), { rows, size: 2 })
  expect(ranges).toEqual([null])
})
