/** Smoothing counts as far as it helps. */
import { expect, test } from 'vitest'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import type { NeighbourGraph } from '../search/neighbour-graph.ts'
import { smoothedShare, tagScorer } from './tag-scorer.ts'

test('few marks are ranked by smoothed rows, many by both, and by what is seen of them', () => {
  expect(smoothedShare(1, null)).toBe(1)
  expect(smoothedShare(3, 0.05)).toBe(1)
  expect(smoothedShare(43, 0.05)).toBeCloseTo(0.644, 3)
  expect(smoothedShare(43, 0.3)).toBeGreaterThan(smoothedShare(43, 0.05))
  expect(smoothedShare(43, -2)).toBe(0.2)
  expect(smoothedShare(43, 2)).toBe(1)
})

const [N, D] = [400, 6]

/** The first tenth leans to one side; each row's neighbours are the rows `step` and twice `step` further on. */
function library(step: number) {
  const random = new Random(1)
  const rows = new Float32Array(N * D)
  for (let row = 0; row < N; row++) {
    for (let d = 0; d < D; d++) rows[row * D + d] = random.normal()
    if (row < N / 10) rows[row * D] += 3
    normalise(rows.subarray(row * D, (row + 1) * D))
  }
  const others = [-2, -1, 1, 2].map((times) => times * step)
  const neighbours = Int32Array.from({ length: N * 4 }, (_, at) => (Math.floor(at / 4) + others[at % 4] + N) % N)
  const graph: NeighbourGraph = { count: 4, neighbours, similarities: new Float32Array(N * 4).fill(0.5) }
  return { rows, graph }
}

const marks = { yes: Int32Array.from({ length: 20 }, (_, i) => 2 * i), no: Int32Array.of(100, 200, 300) }
const shareBy = (step: number) => {
  const { rows, graph } = library(step)
  return (tagScorer(rows, D, graph).fit(marks) as unknown as { share: number }).share
}

test('neighbours of the same kind get a larger share than neighbours of any', () => {
  expect(shareBy(1)).toBeGreaterThan(shareBy(41) + 0.1)
})

test('scores are in deviations of the library, one by one as all at once, and without some marks', () => {
  const { rows, graph } = library(1)
  const scorer = tagScorer(rows, D, graph)
  const whole = scorer.fit(marks)
  const all = whole.ofAll()
  expect(Math.sqrt(all.reduce((sum, score) => sum + score * score, 0) / N)).toBeCloseTo(1, 5)
  expect(whole.of(7)).toBeCloseTo(all[7], 5)
  const left = { yes: marks.yes.subarray(2), no: marks.no.subarray(1) }
  expect(scorer.fit(left, whole).of(0)).toBeLessThan(all[0])
})
