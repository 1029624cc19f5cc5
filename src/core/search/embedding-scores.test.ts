import { expect, test } from 'vitest'
import { colourHistogram } from './colour-histogram.ts'
import { evaluateEmbeddings, weightedVote, type LabelledSet } from './embedding-scores.ts'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'

const D = 16

/** `count` photos of each of 4 classes: the class's own axis plus noise. */
function clusters(count: number, noise: number, seed: number): LabelledSet {
  const random = new Random(seed)
  const classes = Int32Array.from({ length: 4 * count }, (_, i) => i % 4)
  const rows = Float32Array.from(
    { length: classes.length * D },
    (_, i) => (i % D === classes[Math.floor(i / D)] ? 1 : 0) + noise * random.normal(),
  )
  for (let row = 0; row < classes.length; row++) normalise(rows.subarray(row * D, (row + 1) * D))
  return { rows, classes }
}

test('clear clusters score 1 everywhere', () => {
  const { fewShot, ...scores } = evaluateEmbeddings(clusters(30, 0.05, 1), clusters(10, 0.05, 2), D)
  expect(Object.keys(fewShot)).toEqual(['1', '5', '20'])
  for (const score of Object.values({ ...scores, ...fewShot })) expect(score).toBeCloseTo(1, 10)
})

test('pure noise scores about one in four', () => {
  const { knn, precisionAt10, fewShot } = evaluateEmbeddings(clusters(60, 50, 1), clusters(50, 50, 2), D)
  for (const score of [knn, precisionAt10, fewShot[5]]) expect(Math.abs(score - 0.25)).toBeLessThan(0.1)
})

test('more labels help', () => {
  const { fewShot } = evaluateEmbeddings(clusters(60, 0.5, 1), clusters(50, 0.5, 2), D)
  expect(fewShot[1]).toBeLessThan(fewShot[5])
  expect(fewShot[5]).toBeLessThan(fewShot[20])
})

test('a vote weighs exp(similarity / 0.07): one close neighbour outvotes two far ones', () => {
  const classes = Int32Array.of(0, 1, 1)
  const at = (similarity: number) => [
    { row: 0, similarity: 0.9 },
    { row: 1, similarity },
    { row: 2, similarity },
  ]
  // Two at s outvote one at 0.9 from s = 0.9 − 0.07 ln 2 on.
  expect(weightedVote(at(0.85), classes)).toBe(0)
  expect(weightedVote(at(0.86), classes)).toBe(1)
})

test('a colour histogram is a unit vector, the same for the same colours in another order', () => {
  const pixels = Uint8Array.of(255, 0, 0, 0, 0, 255, 255, 0, 0)
  const [a, b] = [colourHistogram(pixels), colourHistogram(Uint8Array.of(0, 0, 255, 255, 0, 0, 255, 0, 0))]
  expect(a).toEqual(b)
  expect(a.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 6)
})
