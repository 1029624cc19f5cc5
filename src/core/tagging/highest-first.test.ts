import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { highestFirst } from './highest-first.ts'

test('as sorting by comparing has it, with signs, zeros, infinities and equal scores', () => {
  const random = new Random(1)
  const drawn = Array.from({ length: 5000 }, () => Math.round(random.normal() * 100) * 10 ** random.integer(5))
  const scores = Float32Array.from([0, 3, -3, 1e-40, -1e-40, Infinity, -Infinity, ...drawn])
  const compared = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b)
  expect([...highestFirst(scores)]).toEqual(compared)
})

test('a part of a longer array is ordered by itself', () => {
  const scores = Float32Array.of(9, 1, 3, 2).subarray(1)
  expect([...highestFirst(scores)]).toEqual([1, 2, 0])
})

test('rows that are left out are in no place, and the others keep their own', () => {
  const scores = Float32Array.of(1, 4, 2, 3, 5)
  expect([...highestFirst(scores, Uint8Array.of(0, 1, 0, 0, 1))]).toEqual([3, 2, 0])
})
