import { expect, test } from 'vitest'
import { amongRivals } from './among-rivals.ts'
import type { Scorer } from './scorer.ts'

const marks = { yes: Int32Array.of(0), no: new Int32Array(0) }
const own = Float32Array.of(3, 3, 3, -1)
/** Gives these scores, and what it was started from. */
const scorer: Scorer = {
  fit: (_, start) => Object.assign({ ofAll: () => own, of: (row: number) => own[row] }, { start }),
}

test('a score is the logarithm of the odds in the softmax over all and none', () => {
  const rivals = [Float32Array.of(-5, 2, 4, 4), Float32Array.of(-5, 2, 0, 0)]
  const scores = amongRivals(scorer, rivals).fit(marks)
  const logit = (score: number) => 3 * (score - 2.5)
  own.forEach((score, row) => {
    const others = 1 + rivals.reduce((sum, rival) => sum + Math.exp(logit(rival[row])), 0)
    const share = Math.exp(logit(score)) / (others + Math.exp(logit(score)))
    expect(logit(scores.of(row))).toBeCloseTo(Math.log(share / (1 - share)), 4)
    expect(scores.ofAll()[row]).toBeCloseTo(scores.of(row), 6)
  })
})

test('where no rival is likely it is the own score; a likelier rival puts a photo behind', () => {
  const scores = amongRivals(scorer, [Float32Array.of(-5, 2, 4, -5)])
    .fit(marks)
    .ofAll()
  expect(scores[0]).toBeCloseTo(3, 6)
  expect(scores[0]).toBeGreaterThan(scores[1])
  expect(scores[1]).toBeGreaterThan(scores[2])
})

test('without rivals it is the scorer itself, and a fit goes on from its own', () => {
  expect(amongRivals(scorer, [])).toBe(scorer)
  const among = amongRivals(scorer, [own])
  const first = among.fit(marks) as never as { own: object }
  const second = among.fit(marks, first as never) as never as { own: { start: object } }
  expect(second.own.start).toBe(first.own)
})
