import { expect, test } from 'vitest'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import { cutoffsOf, levelCutoffs, raisedCutoffs, spreadOf } from './level-cutoffs.ts'

const D = 32

/** Unit rows of ten kinds, twenty scenes of each, and of every scene so many shots. */
function library(shotCount: number): Float32Array {
  const random = new Random(5)
  const around = (middle: Float32Array, width: number) => middle.map((value) => value + width * random.normal())
  const rows: Float32Array[] = []
  for (let kind = 0; kind < 10; kind++) {
    const middle = around(new Float32Array(D), 1)
    for (let scene = 0; scene < 20; scene++) {
      const place = around(middle, 1)
      for (let shot = 0; shot < shotCount; shot++) rows.push(around(place, 0.1))
    }
  }
  for (const row of rows) normalise(row)
  return Float32Array.from(rows.flatMap((row) => [...row]))
}

const similarity = (rows: Float32Array, a: number, b: number) =>
  rows.subarray(a * D, (a + 1) * D).reduce((sum, value, d) => sum + value * rows[b * D + d], 0)

test('shares of the way between photos at random, the tenth nearest and the photo itself', () => {
  const { shot, scene, kind } = cutoffsOf({ ofPairs: 0.1, toTenth: 0.5 })
  expect([shot, scene, kind]).toEqual([expect.closeTo(0.825), expect.closeTo(0.65), expect.closeTo(0.3)])
})

test('bursts of up to ten hardly move them', () => {
  const [alone, bursts] = [spreadOf(library(1), D), spreadOf(library(5), D)]
  expect(Math.abs(alone.toTenth - bursts.toTenth)).toBeLessThan(0.2)
  expect(Math.abs(alone.ofPairs)).toBeLessThan(0.1)
})

test('shots of one scene are the same shot, others of the kind are not', () => {
  const rows = library(3)
  const cutoffs = levelCutoffs(rows, D)!
  expect(similarity(rows, 0, 1)).toBeGreaterThan(cutoffs.shot)
  expect(similarity(rows, 0, 3)).toBeLessThan(cutoffs.shot)
  expect(similarity(rows, 0, 90)).toBeLessThan(cutoffs.kind)
  expect(cutoffs.shot).toBeGreaterThan(cutoffs.scene)
  expect(cutoffs.scene).toBeGreaterThan(cutoffs.kind)
})

test('of a few photos nobody knows', () => expect(levelCutoffs(library(1).subarray(0, 49 * D), D)).toBeNull())

test('raised as far as the middle photo is by the best of its regions, less and less up to the same picture', () => {
  const cutoffs = { shot: 0.8, scene: 0.6, kind: 0.2 }
  const random = new Random(2)
  const whole = Float32Array.from({ length: 5001 }, () => random.uniform() / 5 - 0.1)
  expect(raisedCutoffs(cutoffs, whole, whole)).toEqual(cutoffs)
  const best = whole.map((similarity) => similarity + 0.2 * (1 - similarity))
  const raised = raisedCutoffs(cutoffs, whole, best)
  expect(raised).toEqual({ shot: expect.closeTo(0.84), scene: expect.closeTo(0.68), kind: expect.closeTo(0.36) })
  // Photos that are nearer to an example of minus tell nothing.
  const isMinus = (at: number) => at % 3 > 0
  const withMinus = [whole, best].map((all) => all.map((similarity, at) => (isMinus(at) ? -1 : similarity)))
  expect(raisedCutoffs(cutoffs, withMinus[0], withMinus[1]).kind).toBeCloseTo(0.36, 2)
  expect(raisedCutoffs(cutoffs, new Float32Array(3).fill(-1), best)).toEqual(cutoffs)
})
