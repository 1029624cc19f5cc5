/** What an audit states, against closed forms and by simulation with known truth. */
import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { lowerBound, resultsOf, sampleOf, sampleSize, type Trial } from './audit.ts'

test.each([
  [10, 0.741],
  [20, 0.861],
  [29, 0.902],
  [59, 0.95],
])('all right of %i: at least %f', (asked, bound) => {
  expect(lowerBound(asked, asked)).toBeCloseTo(bound, 3)
  // In closed form it is the root of the level.
  expect(lowerBound(asked, asked)).toBeCloseTo(0.05 ** (1 / asked), 9)
})

test('none right shows nothing; more right shows more', () => {
  expect(lowerBound(0, 10)).toBe(0)
  const bounds = Array.from({ length: 11 }, (_, right) => lowerBound(right, 10))
  expect(bounds).toEqual([...bounds].sort((a, b) => a - b))
  // Clopper & Pearson 1934: 8 of 10, one-sided.
  expect(bounds[8]).toBeCloseTo(0.4931, 4)
})

test('a sample lets one be wrong, and no smaller one would', () => {
  expect(sampleSize(0.9)).toBe(46)
  expect(lowerBound(45, 46)).toBeGreaterThanOrEqual(0.9)
  expect(lowerBound(44, 45)).toBeLessThan(0.9)
})

test('samples are nested, random and of their cut-off alone', () => {
  const [strict, loose] = [50, 200].map((cutoff) => sampleOf(1000, cutoff, 20, 5))
  expect([strict.length, loose.length]).toEqual([20, 20])
  expect(strict.every((place) => place < 50)).toBe(true)
  expect(loose.filter((place) => place < 50).every((place) => strict.includes(place))).toBe(true)
  expect(sampleOf(1000, 10, 20, 5).sort((a, b) => a - b)).toEqual([...Array(10).keys()])
  expect(sampleOf(1000, 50, 20, 6)).not.toEqual(strict)
})

test('the first cut-off that fails ends it, whatever is behind it', () => {
  const trials: Trial[] = [
    { cutoff: 100, sample: [1, 2, 3] },
    { cutoff: 200, sample: [4, 5, 6] },
  ]
  const states = (right: [number, boolean][]) => resultsOf(trials, new Map(right), 0.3).map(({ state }) => state)
  expect(states([])).toEqual(['open', 'failed'])
  const first: [number, boolean][] = [1, 2, 3].map((place) => [place, true])
  expect(states(first)).toEqual(['passed', 'open'])
  expect(states([...first, [4, false], [5, false]])).toEqual(['passed', 'failed'])
  expect(
    states([
      [1, false],
      [2, false],
      [4, true],
      [5, true],
      [6, true],
    ]),
  ).toEqual(['failed', 'failed'])
})

test('what is stated holds in at least 95 of 100 audits, on tags of every kind', () => {
  const random = new Random(3)
  let [statedCount, brokenCount] = [0, 0]
  for (let audit = 0; audit < 600; audit++) {
    // A ranking whose share of right ones falls from `top` along its places.
    const [top, fall, total] = [0.93 + 0.07 * random.uniform(), 0.001 * random.uniform(), 1000]
    const truth = Array.from({ length: total }, (_, place) => random.uniform() < top * Math.exp(-fall * place))
    const cutoffs = [92, 150, 300, 600]
    const trials = cutoffs.map((cutoff) => ({ cutoff, sample: sampleOf(total, cutoff, sampleSize(0.9), audit) }))
    const answers = new Map(trials.flatMap(({ sample }) => sample).map((place) => [place, truth[place]]))
    const passed = resultsOf(trials, answers, 0.9).filter(({ state }) => state === 'passed')
    const shareTo = (cutoff: number) => truth.slice(0, cutoff).filter(Boolean).length / cutoff
    if (passed.length > 0) statedCount++
    if (passed.some((_, i) => shareTo(cutoffs[i]) < 0.9)) brokenCount++
  }
  expect(statedCount).toBeGreaterThan(100)
  expect(brokenCount / 600).toBeLessThan(0.05)
}, 20_000)
