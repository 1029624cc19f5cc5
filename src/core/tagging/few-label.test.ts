/** Votes on rows whose answer is known; search and evaluation against plain sorting. */
import { expect, test } from 'vitest'
import { evaluateEmbeddings, weightedVote } from '../search/embedding-scores.ts'
import { voteFor, voteForAll, type LabelledRows } from './few-label.ts'
import { MemoryBank, normalise } from '../learning/memory-bank.ts'
import { highest, similaritiesTo } from '../search/nearest.ts'
import { Random } from '../learning/random.ts'

const D = 16
/** `counts[i]` rows around the i-th axis. */
function clusters(counts: number[], spread: number, seed: number): Float32Array {
  const random = new Random(seed)
  const rows = new Float32Array(counts.reduce((a, b) => a + b) * D)
  let at = 0
  counts.forEach((count, axis) => {
    for (let i = 0; i < count; i++, at++) {
      const row = rows.subarray(at * D, (at + 1) * D)
      for (let d = 0; d < D; d++) row[d] = (d === axis ? 1 : 0) + spread * random.normal()
      normalise(row)
    }
  })
  return rows
}

test('the vote is exp(similarity / 0.07) over yes, no and background', () => {
  const rows = new Float32Array(2 * D)
  rows[0] = 1
  rows[D + 1] = 1
  const candidate = new Float32Array(D)
  candidate[0] = 0.8
  candidate[1] = 0.6
  const { confidence, voters } = voteFor(candidate, { rows, isYes: [true, false] }, 0.5)
  const [yes, no, other] = [0.8, 0.6, 0.5].map((similarity) => Math.exp(similarity / 0.07))
  expect(confidence).toBeCloseTo(yes / (yes + no + other), 6)
  expect(voters.map(({ label }) => label)).toEqual([0, 1])
})

test('three yes and no "no": the cluster comes out above 0.8, the rest below', () => {
  const rows = clusters([8, 60, 60], 0.08, 1)
  const labelled: LabelledRows = { rows: clusters([3], 0.08, 2), isYes: [true, true, true] }
  const confidences = voteForAll(rows, labelled, D).map(({ confidence }) => confidence)
  expect(Math.min(...confidences.slice(0, 8))).toBeGreaterThan(0.8)
  expect(Math.max(...confidences.slice(8))).toBeLessThan(0.8)
})

test('search gives the highest in order, as sorting does', () => {
  const rows = MemoryBank.random(500, D, new Random(5)).rows
  const similarities = similaritiesTo(rows.subarray(0, D), rows)
  const sorted = Array.from(similarities, (similarity, row) => ({ row, similarity })).sort(
    (a, b) => b.similarity - a.similarity || a.row - b.row,
  )
  expect(highest(similarities, 20)).toEqual(sorted.slice(0, 20))
  expect(highest(similarities, 20, (row) => row === 0)).toEqual(sorted.slice(1, 21))
  expect(highest(similarities, 1000)).toHaveLength(500)
  expect(similarities[0]).toBeCloseTo(1, 5)
})

test('clusters that lie apart score 1, labels at random score about chance', () => {
  const [train, test_] = [clusters([30, 30, 30, 30], 0.05, 6), clusters([10, 10, 10, 10], 0.05, 7)]
  const classes = (count: number) => Int32Array.from({ length: 4 * count }, (_, i) => Math.floor(i / count))
  const apart = evaluateEmbeddings({ rows: train, classes: classes(30) }, { rows: test_, classes: classes(10) }, D)
  for (const score of [apart.knn, apart.nearest, apart.precisionAt10, ...Object.values(apart.fewShot)])
    expect(score).toBeCloseTo(1, 9)
  expect(Object.keys(apart.fewShot)).toEqual(['1', '5', '20'])
  const random = new Random(8)
  const mixed = evaluateEmbeddings(
    { rows: train, classes: Int32Array.from({ length: 120 }, () => random.integer(4)) },
    { rows: test_, classes: classes(10) },
    D,
  )
  expect(mixed.knn).toBeLessThan(0.6)
})

test('a near neighbour outvotes several far ones', () => {
  const classes = Int32Array.of(0, 1, 1)
  expect(
    weightedVote(
      [
        { row: 0, similarity: 0.9 },
        { row: 1, similarity: 0.6 },
        { row: 2, similarity: 0.6 },
      ],
      classes,
    ),
  ).toBe(0)
  expect(
    weightedVote(
      [
        { row: 0, similarity: 0.61 },
        { row: 1, similarity: 0.6 },
        { row: 2, similarity: 0.6 },
      ],
      classes,
    ),
  ).toBe(1)
})
