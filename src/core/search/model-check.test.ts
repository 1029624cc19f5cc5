import { expect, test } from 'vitest'
import { normalise } from '../learning/memory-bank.ts'
import {
  agreement,
  examplesAgreement,
  isFit,
  judge,
  meanSimilarity,
  viewAgreement,
  type LabelledTag,
} from './model-check.ts'
import { Random } from '../learning/random.ts'

const D = 8
/** Eight labels; yes and no lie apart by `distance` in the first direction. */
function tagOf(separation: number): LabelledTag {
  const random = new Random(2)
  const isYes = Array.from({ length: 8 }, (_, i) => i % 2 === 0)
  const rows = Float32Array.from(
    { length: 8 * D },
    (_, i) => 0.3 * random.normal() + (i % D === 0 ? (isYes[Math.floor(i / D)] ? separation : -separation) : 0),
  )
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
  expect(
    meanSimilarity(
      new Float32Array(20 * D).map((_, i) => (i % D === 0 ? 1 : 0)),
      D,
    ),
  ).toBeCloseTo(1, 6)
  expect(meanSimilarity(spread, D)).toBeLessThan(0.2)
  expect(meanSimilarity(new Float32Array(D), D)).toBe(0)
})

test('a new model replaces one that is no better, and not one that is', () => {
  const point = new Float32Array(20 * D).map((_, i) => (i % D === 0 ? 1 : 0))
  const [good, bad, none] = [agreement([tagOf(2)]), agreement([tagOf(0)]), agreement([])]
  const verdict = (...args: Parameters<typeof judge>) => judge(...args).verdict
  expect(verdict(spread, D, good, bad)).toBe('fit')
  expect(verdict(spread, D, bad, good)).toBe('worse on labels')
  expect(verdict(point, D, none, none)).toBe('collapsed')
  expect(verdict(point, D, none, null)).toBe('fit')
  expect(
    verdict(
      spread.map((value, i) => (i === 9 ? NaN : value)),
      D,
      none,
      null,
    ),
  ).toBe('not finite')
})

test('a slight drop passes for noise, but not on labels that training never saw', () => {
  const [before, now] = [
    { share: 0.9, count: 40 },
    { share: 0.875, count: 40 },
  ]
  expect(judge(spread, D, now, before)).toMatchObject({
    verdict: 'fit',
    scores: { agreement: now, agreementBefore: before },
  })
  expect(judge(spread, D, now, before, { areKeptOut: true }).verdict).toBe('worse on labels')
  expect(judge(spread, D, before, before, { areKeptOut: true }).verdict).toBe('fit')
  // A quarter of the fewest marks that can be refined with.
  const [three, four] = [0.75, 1].map((share) => ({ share, count: 4 }))
  expect(judge(spread, D, three, four, { areKeptOut: true }).verdict).toBe('worse on labels')
  expect(judge(spread, D, three, four).verdict).toBe('fit')
})

test('examples asked about are voted on by the others alone', () => {
  const { rows, isYes } = tagOf(2)
  const classes = Int32Array.from(isYes, Number)
  const asked = isYes.map((_, i) => i < 2)
  expect(examplesAgreement({ rows, classes, asked })).toEqual({ share: 1, count: 2 })
  // With their kinds swapped they are wrong, whatever they think of each other.
  expect(examplesAgreement({ rows, classes: classes.map((kind, i) => (i < 2 ? 1 - kind : kind)), asked })).toEqual({
    share: 0,
    count: 2,
  })
  expect(examplesAgreement({ rows, classes, asked: asked.map(() => false) })).toEqual({ share: 1, count: 0 })
})

test('views of a photo find each other where they are nearer than any other; one point finds nothing', () => {
  // Four photos along four axes; the second views lean towards the axis of the next photo.
  const viewsLeaning = (lean: number) => {
    const rows = Float32Array.from({ length: 8 * D }, (_, i) => {
      const [view, d] = [Math.floor(i / D), i % D]
      return d === view % 4 ? 1 : view >= 4 && d === (view + 1) % 4 ? lean : 0
    })
    for (let row = 0; row < 8; row++) normalise(rows.subarray(row * D, (row + 1) * D))
    return rows
  }
  expect(viewAgreement(viewsLeaning(0.5), D)).toEqual({ share: 1, count: 8 })
  expect(viewAgreement(viewsLeaning(2), D).share).toBe(0)
  expect(
    viewAgreement(
      new Float32Array(8 * D).map((_, i) => (i % D === 0 ? 1 : 0)),
      D,
    ).share,
  ).toBeLessThan(0.3)
})

test('a model that knows photos again clearly less often does not replace the one in use', () => {
  const none = { share: 1, count: 0 }
  const judged = (share: number, count: number) =>
    judge(spread, D, none, none, { views: { now: { share, count }, before: { share: 0.9, count } } })
  expect(judged(0.86, 1024)).toMatchObject({
    verdict: 'fit',
    scores: { viewAgreement: { share: 0.86 }, viewAgreementBefore: { share: 0.9 } },
  })
  expect(judged(0.84, 1024).verdict).toBe('worse on views')
  // Of a few photos a few views are chance.
  expect(judged(0.84, 48).verdict).toBe('fit')
  expect(judged(0.6, 48).verdict).toBe('worse on views')
  expect(judge(spread, D, none, null, { views: null }).scores).not.toHaveProperty('viewAgreement')
})

test('beside a model that has learnt from these photos, too, nearly as good is not good enough', () => {
  const views = { now: { share: 0.49, count: 2048 }, before: { share: 0.51, count: 2048 } }
  expect([isFit(views), isFit(views, true), isFit({ now: views.before, before: views.before }, true)]).toEqual([
    true,
    false,
    true,
  ])
})
