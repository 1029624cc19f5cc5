/** Scorers against closed forms, on rows whose answer is known. */
import { inverse, Matrix } from 'ml-matrix'
import { expect, test } from 'vitest'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import { classMeanScorer } from './class-mean.ts'
import { logisticScorer } from './logistic-scorer.ts'
import type { LinearScores, Scorer } from './scorer.ts'
import { tagSpace } from './tag-space.ts'
import { voteForAll } from './few-label.ts'
import { voteScorer } from './vote-scorer.ts'

const [N, D] = [2000, 6]

/** The first tenth leans to the first axis; axes differ in spread. */
function library(seed = 1): Float32Array {
  const random = new Random(seed)
  const rows = new Float32Array(N * D)
  for (let row = 0; row < N; row++) {
    for (let d = 0; d < D; d++) rows[row * D + d] = random.normal() / (d + 1)
    if (row < N / 10) rows[row * D + 5] += 1
    normalise(rows.subarray(row * D, (row + 1) * D))
  }
  return rows
}

const marks = { yes: Int32Array.of(3, 30, 77, 120, 150), no: Int32Array.of(500, 900) }

test('the space is centred, its components do not go together, their variances are as said', () => {
  const { at, variances } = tagSpace(library(), D)
  const x = Matrix.from1DArray(N, D, at(Int32Array.from({ length: N }, (_, row) => row)))
  x.mean('column').forEach((mean) => expect(mean).toBeCloseTo(0, 5))
  const S = x.transpose().mmul(x).div(N)
  for (let a = 0; a < D; a++) for (let b = 0; b < D; b++) expect(S.get(a, b)).toBeCloseTo(a === b ? variances[a] : 0, 3)
  expect(variances.reduce((a, b) => a + b)).toBeCloseTo(1, 9)
})

test('the class mean is (S + λI)⁻¹ (mean of yes − mean of all)', () => {
  const raw = library()
  const x = Matrix.from1DArray(N, D, raw)
  const mean = x.mean('column')
  const centred = x.clone().subRowVector(mean)
  const S = centred.transpose().mmul(centred).div(N)
  const ridge = (8 * S.trace()) / D
  const towards = Matrix.columnVector(
    mean.map((value, d) => [...marks.yes].reduce((sum, row) => sum + raw[row * D + d], 0) / marks.yes.length - value),
  )
  const w = inverse(S.clone().add(Matrix.eye(D, D, ridge))).mmul(towards)
  const wanted = centred.mmul(w).to1DArray()
  const deviation = Math.sqrt(wanted.reduce((sum, value) => sum + value * value, 0) / N)
  const scores = classMeanScorer(tagSpace(raw, D)).fit(marks)
  scores.ofAll().forEach((score, row) => expect(score).toBeCloseTo(wanted[row] / deviation, 2))
  expect(scores.of(7)).toBeCloseTo(scores.ofAll()[7], 6)
})

const shareFound = (scorer: Scorer): number => {
  const scores = scorer.fit(marks).ofAll()
  const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a])
  return order.slice(0, N / 10).filter((row) => row < N / 10).length / (N / 10)
}

test('logistic scores find the tag, and more "no" turn them away from what they say', () => {
  const space = tagSpace(library(), D)
  const scorer = logisticScorer(space)
  expect(shareFound(scorer)).toBeGreaterThan(0.8)
  const before = scorer.fit(marks)
  const refused = before.of(1500)
  const no = Int32Array.of(...marks.no, 1500)
  expect(scorer.fit({ ...marks, no }).of(1500)).toBeLessThan(refused)
})

test('with one yes and no "no", logistic scores all but point to its mean', () => {
  const space = tagSpace(library(), D)
  const one = { yes: Int32Array.of(3), no: new Int32Array(0) }
  const [a, b] = [logisticScorer(space), classMeanScorer(space)].map((scorer) => scorer.fit(one) as LinearScores)
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, d) => sum + value * y[d], 0)
  const cosine =
    dot(a.direction, b.direction) / Math.sqrt(dot(a.direction, a.direction) * dot(b.direction, b.direction))
  expect(cosine).toBeGreaterThan(0.9)
})

test('the vote as a scorer is the vote', () => {
  const rows = library().slice(0, 60 * D)
  const few = { yes: Int32Array.of(3, 30), no: Int32Array.of(50) }
  const isMarked = (row: number) => row === 3 || row === 30 || row === 50
  const labelled = new Float32Array([3, 30, 50].flatMap((row) => [...rows.subarray(row * D, (row + 1) * D)]))
  const rest = rows.filter((_, i) => !isMarked(Math.floor(i / D)))
  const votes = voteForAll(rest, { rows: labelled, isYes: [true, true, false] }, D)
  const scores = voteScorer(rows, D).fit(few).ofAll()
  const ours = [...scores].filter((_, row) => !isMarked(row))
  votes.forEach(({ confidence }, i) => expect(ours[i]).toBeCloseTo(confidence, 6))
})

test('without some of the marks: from the fit of all about the same scores as from nothing', () => {
  const scorer = logisticScorer(tagSpace(library(), D))
  const left = { yes: marks.yes.subarray(1), no: marks.no.subarray(1) }
  const [near, far] = [scorer.fit(left, scorer.fit(marks)), scorer.fit(left)].map((scores) => scores.ofAll())
  near.forEach((score, row) => expect(Math.abs(score - far[row])).toBeLessThan(0.02))
})
