/** No mark is scored by a scorer that has seen it. */
import { expect, test } from 'vitest'
import { answersOf, bursts, heldOutScores } from './held-out.ts'
import type { Marks, Scorer } from './scorer.ts'

/** Scores a row by how many marks it was fitted on; a row among them by 1000 more. */
const counting: Scorer = {
  fit: ({ yes, no }) => ({
    of: (row) => yes.length + no.length + (yes.includes(row) || no.includes(row) ? 1000 : 0),
    ofAll: () => new Float32Array(0),
  }),
}
const marks: Marks = { yes: Int32Array.of(4, 7, 9), no: Int32Array.of(1, 2) }

test('each mark is scored without its own', () => {
  const scores = heldOutScores(counting, marks, Int32Array.of(0, 1, 2, 3, 4))
  // One yes and one no are left out together, the third yes alone.
  expect([...scores]).toEqual([3, 3, 4, 3, 3])
})

test('many marks in ten parts', () => {
  const many = {
    yes: Int32Array.from({ length: 25 }, (_, i) => i),
    no: Int32Array.from({ length: 30 }, (_, i) => 100 + i),
  }
  const scores = heldOutScores(
    counting,
    many,
    Int32Array.from({ length: 55 }, (_, i) => i),
  )
  for (const score of scores) expect([49, 50]).toContain(score)
})

test('a burst is left out as one, and a lone yes cannot be scored', () => {
  const scores = heldOutScores(counting, marks, Int32Array.of(0, 0, 2, 3, 4))
  expect([...scores]).toEqual([2, 2, 3, 2, 3])
  const lone = heldOutScores(counting, { yes: Int32Array.of(4), no: Int32Array.of(1) }, Int32Array.of(0, 1))
  expect(lone.every(Number.isNaN)).toBe(true)
})

test('near-identical rows are one burst, also in a chain', () => {
  const angles = [0, 0.2, 0.4, 1.5, 0.6]
  const rows = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]))
  const [a, b, c, d, e] = bursts(rows, 2, Int32Array.of(0, 1, 2, 3, 4))
  expect([b, c, e]).toEqual([a, a, a])
  expect(d).not.toBe(a)
})

test('only what was asked is an answer, and a burst weighs one', () => {
  const answers = answersOf(counting, marks, Int32Array.of(0, 0, 2, 3, 4), (row) => row !== 9)
  expect(answers).toEqual([
    { score: 2, isYes: true, weight: 0.5 },
    { score: 2, isYes: true, weight: 0.5 },
    { score: 2, isYes: false, weight: 1 },
    { score: 3, isYes: false, weight: 1 },
  ])
})
