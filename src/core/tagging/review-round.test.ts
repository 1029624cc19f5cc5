import { expect, test } from 'vitest'
import { roundOf, roundSize, whyStop, type RankedPlaces } from './review-round.ts'

const ranked = (change: Partial<RankedPlaces> = {}): RankedPlaces => ({
  confidences: Float32Array.from({ length: 400 }, (_, place) => 1 - place / 400),
  markCount: 8,
  similarity: () => 0,
  isSkipped: () => false,
  ...change,
})
const reasons = (asked: ReturnType<typeof roundOf>) => asked.map(({ reason }) => reason)

test('three likely, most at the line, one at random; no photo twice', () => {
  const round = roundOf(ranked(), 1)
  expect(reasons(round)).toEqual([...Array(3).fill('likely'), ...Array(8).fill('unsure'), 'random'])
  expect(new Set(round.map(({ place }) => place)).size).toBe(roundSize)
  expect(round.slice(3, 11).every(({ place }) => Math.abs(place - 200) < 7)).toBe(true)
  expect(roundOf(ranked(), 2).slice(11)).not.toEqual(round.slice(11))
})

test('never two of one burst, nor what was skipped', () => {
  const similarity = (one: number, other: number) => (Math.floor(one / 10) === Math.floor(other / 10) ? 0.97 : 0)
  const bursts = roundOf(ranked({ similarity }), 1).map(({ place }) => Math.floor(place / 10))
  expect(new Set(bursts).size).toBe(bursts.length)
  expect(roundOf(ranked({ isSkipped: (place) => place < 100 }), 1).every(({ place }) => place >= 100)).toBe(true)
})

test('with few marks typical photos of unlike groups come first', () => {
  const group = (place: number) => place % 3
  const similarity = (one: number, other: number) => (group(one) === group(other) ? 0.8 : 0.1)
  const round = roundOf(ranked({ markCount: 2, similarity }), 1)
  expect(reasons(round).slice(0, 3)).toEqual(['typical', 'typical', 'typical'])
  expect(new Set(round.slice(0, 3).map(({ place }) => group(place))).size).toBe(3)
})

test('it says when to stop: nothing left, or hardly any likely', () => {
  const none = ranked({ confidences: new Float32Array() })
  expect(whyStop(none, roundOf(none, 1))).toMatch(/no photos left/)
  const unlikely = ranked({ confidences: new Float32Array(50).fill(0.02) })
  expect(whyStop(unlikely, roundOf(unlikely, 1))).toMatch(/Hardly any/)
  expect(whyStop(ranked(), roundOf(ranked(), 1))).toBeNull()
  // Too little is known to say so with two marks.
  expect(whyStop({ ...unlikely, markCount: 2 }, roundOf(unlikely, 1))).toBeNull()
})
