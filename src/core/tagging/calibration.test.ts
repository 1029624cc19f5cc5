/** What answers do to a range, and how often the truth is in it. */
import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { calibrate, type Answer } from './calibration.ts'

const answer = (score: number, isYes: boolean, weight = 1): Answer => ({ score, isYes, weight })
const at = (score: number, count = 20) => new Float32Array(count).fill(score)

test('before any answer the range is wide, and rises with the score', () => {
  const { precisionOf, probabilityOf } = calibrate([])
  const { low, middle, high } = precisionOf(at(2))
  expect(low).toBeLessThan(0.1)
  expect(high).toBeGreaterThan(0.7)
  // By symmetry of the prior about its level, σ(−1.2) is the median; the mean is drawn to a half.
  expect(middle).toBeGreaterThan(1 / (1 + Math.exp(1.2)))
  expect(middle).toBeLessThan(0.5)
  for (let score = -4; score < 12; score += 0.1) {
    expect(probabilityOf(score + 0.1)).toBeGreaterThanOrEqual(probabilityOf(score))
  }
  expect(probabilityOf(2)).toBeCloseTo(middle, 3)
})

test('many answers leave what they say', () => {
  const answers = Array.from({ length: 2000 }, (_, i) => answer(3, i % 10 !== 0))
  const { low, middle, high } = calibrate(answers).precisionOf(at(3))
  expect(middle).toBeCloseTo(0.9, 1)
  expect(high - low).toBeLessThan(0.1)
})

test('a photo that was refused lowers all, the more the nearer', () => {
  const [before, after] = [calibrate([answer(3, true)]), calibrate([answer(3, true), answer(2.5, false)])]
  for (const score of [1, 2, 3, 4]) expect(after.probabilityOf(score)).toBeLessThan(before.probabilityOf(score))
})

test('a burst counts once', () => {
  const burst = Array.from({ length: 10 }, () => answer(2.5, true, 0.1))
  const [one, ten] = [calibrate([answer(2.5, true)]), calibrate(burst)]
  for (const score of [1, 2, 3]) expect(ten.probabilityOf(score)).toBeCloseTo(one.probabilityOf(score), 9)
})

test('the precision is the mean of what the photos would be', () => {
  const { precisionOf, probabilityOf } = calibrate([answer(3, true), answer(1, false)])
  const scores = Float32Array.of(0.5, 1, 1.5, 2, 4)
  const mean = scores.reduce((sum, score) => sum + probabilityOf(score), 0) / scores.length
  expect(precisionOf(scores).middle).toBeCloseTo(mean, 3)
})

test('down a ranking each range is that of the photos up to there', () => {
  const { precisionOf, precisionsTo } = calibrate([answer(2, true), answer(1, false)])
  const scores = Float32Array.from({ length: 90 }, (_, i) => 15 - i / 3)
  const counts = [1, 7, 60, 90]
  precisionsTo(scores, counts).forEach((range, at) => {
    const alone = precisionOf(scores.subarray(0, counts[at]))
    for (const part of ['low', 'middle', 'high'] as const) expect(range[part]).toBeCloseTo(alone[part], 12)
  })
})

test('where tags are as supposed, the truth is in the range at least four times in five', () => {
  const random = new Random(1)
  let inside = 0
  for (let run = 0; run < 200; run++) {
    const [slope, level] = [Math.exp(0.5 * random.normal()), -1.2 + 2 * random.normal()]
    const truth = (score: number) => 1 / (1 + Math.exp(-slope * (score - 2) - level))
    const answers = Array.from({ length: 15 }, () => {
      const score = random.between(1.5, 4)
      return answer(score, random.uniform() < truth(score))
    })
    const { low, high } = calibrate(answers).precisionOf(at(2))
    inside += Number(low <= truth(2) && truth(2) <= high)
  }
  expect(inside / 200).toBeGreaterThan(0.8)
})
