/** The bound against known values, the plan by its properties, and the promise by simulation. */
import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { audit, halvedCounts, lowerBound, sampleSizeFor, samples, type AuditPlan } from './audit.ts'

test.each([
  [10, 10, 0.741],
  [20, 20, 0.861],
  [29, 29, 0.902],
  [59, 59, 0.95],
  // R: binom.test(x, n, alternative = "greater")$conf.int[1]
  [19, 20, 0.784],
  [45, 46, 0.901],
  [7, 10, 0.393],
  [1, 10, 0.0051],
  [0, 10, 0],
])('%i right of %i: at least %f', (right, asked, bound) => {
  expect(lowerBound(right, asked)).toBeCloseTo(bound, 3)
})

test('the bound is where as many right have a chance of one in twenty', () => {
  const [right, asked] = [3, 5]
  const p = lowerBound(right, asked)
  expect(10 * p ** 3 * (1 - p) ** 2 + 5 * p ** 4 * (1 - p) + p ** 5).toBeCloseTo(0.05, 9)
  expect(lowerBound(9000, 9100)).toBeGreaterThan(0.98)
})

test('so many are to be asked', () => {
  expect([0.74, 0.9, 0.95].map((target) => sampleSizeFor(target))).toEqual([10, 29, 59])
  expect(sampleSizeFor(0.9, 1)).toBe(46)
})

const ranked = Int32Array.from({ length: 400 }, (_, i) => 1000 + i)
const plan: AuditPlan = { ranked, counts: [100, 200, 400], sampleSize: 29, target: 0.9, seed: 5 }

test('samples are the same each time, of what is tagged, and stricter answers serve the next', () => {
  const drawn = samples(plan)
  expect(samples(plan)).toEqual(drawn)
  expect(samples({ ...plan, seed: 6 })).not.toEqual(drawn)
  drawn.forEach((sample, at) => {
    expect(new Set(sample).size).toBe(29)
    for (const photoId of sample) expect(photoId).toBeLessThan(1000 + plan.counts[at])
  })
  // Of the looser sample, every photo that the stricter cut-off tags was asked about for that.
  for (const photoId of drawn[1].filter((id) => id < 1100)) expect(drawn[0]).toContain(photoId)
})

test('each photo is drawn as often as the others', () => {
  const times = new Map<number, number>()
  for (let seed = 0; seed < 2000; seed++) {
    const [sample] = samples({ ...plan, ranked: ranked.slice(0, 50), counts: [50], sampleSize: 10, seed })
    for (const photoId of sample) times.set(photoId, (times.get(photoId) ?? 0) + 1)
  }
  expect(times.size).toBe(50)
  // 400 each, five standard deviations.
  for (const count of times.values()) expect(Math.abs(count - 400)).toBeLessThan(90)
})

test('it asks for one cut-off at a time and ends at the first that fails', () => {
  const answers = new Map<number, boolean>()
  const [strict, middle] = samples(plan)
  expect(audit(plan, answers)).toEqual({ results: [], proven: null, next: strict })
  for (const photoId of strict) answers.set(photoId, true)
  const first = audit(plan, answers)
  expect(first.proven).toMatchObject({ count: 100, askedCount: 29, rightCount: 29, isProven: true })
  expect(first.next).toEqual(middle.filter((photoId) => !strict.includes(photoId)))
  for (const photoId of first.next) answers.set(photoId, false)
  const second = audit(plan, answers)
  expect(second.results.map(({ isProven }) => isProven)).toEqual([true, false])
  expect(second).toMatchObject({ proven: { count: 100 }, next: [] })
})

test('where all are asked, the share is what it is', () => {
  const few = { ...plan, ranked: ranked.slice(0, 20), counts: [20] }
  const answers = new Map(samples(few)[0].map((photoId, i) => [photoId, i > 1]))
  expect(audit(few, answers).proven).toMatchObject({ askedCount: 20, rightCount: 18, lowerBound: 0.9 })
})

test('cut-offs by halves', () => {
  expect(halvedCounts(400, 29)).toEqual([50, 100, 200, 400])
  expect(halvedCounts(40, 29)).toEqual([40])
})

test('what is claimed holds in at least 95 of 100 checks, also where every cut-off is just too loose', () => {
  const random = new Random(7)
  // Shares of right ones that fall with the rank, or lie just below the target: the hardest case.
  const kinds = [(rank: number) => 1 - rank / 1500, () => 0.895, (rank: number) => (rank < 150 ? 0.97 : 0.7)]
  for (const shareAt of kinds) {
    let [claims, wrong] = [0, 0]
    for (let run = 0; run < 300; run++) {
      const isRight = Array.from(ranked, (_, rank) => random.uniform() < shareAt(rank))
      const answers = new Map<number, boolean>()
      const one = { ...plan, counts: halvedCounts(400, 29), seed: run }
      for (let { next } = audit(one, answers); next.length > 0; { next } = audit(one, answers))
        for (const photoId of next) answers.set(photoId, isRight[photoId - 1000])
      const { proven } = audit(one, answers)
      if (!proven) continue
      claims++
      wrong += Number(isRight.slice(0, proven.count).filter(Boolean).length / proven.count < 0.9)
    }
    expect(wrong / 300).toBeLessThan(0.05)
    if (shareAt !== kinds[1]) expect(claims).toBeGreaterThan(30)
  }
})

test('where too many are wrong already, the rest of a sample is not asked about', () => {
  const [strict] = samples(plan)
  const answers = new Map(strict.slice(0, 5).map((photoId) => [photoId, false]))
  expect(audit(plan, answers)).toEqual({ results: [], proven: null, next: [] })
})
