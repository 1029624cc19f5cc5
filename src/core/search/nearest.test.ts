import { expect, test } from 'vitest'
import { MemoryBank } from '../learning/memory-bank.ts'
import { quantised } from '../store/quantised.ts'
import { highest, similaritiesInTurns, similaritiesTo, similaritiesToBytes } from './nearest.ts'
import { Random } from '../learning/random.ts'

test.each([1, 6, 8, 129])('similarities of size %d are dot products', (D) => {
  const rows = MemoryBank.random(9, D, new Random(1)).rows
  const query = MemoryBank.random(1, D, new Random(2)).rows
  similaritiesTo(query, rows).forEach((similarity, row) => {
    expect(similarity).toBeCloseTo(
      query.reduce((sum, value, d) => sum + value * rows[row * D + d], 0),
      5,
    )
  })
})

test('in turns they are the same, also of more rows than one turn has', async () => {
  const [query, rows] = [Float32Array.of(0.6, 0.8), MemoryBank.random(50_001, 2, new Random(3)).rows]
  expect(await similaritiesInTurns(query, rows)).toEqual(similaritiesTo(query, rows))
})

test.each([1, 6, 129])('similarities of size %d to bytes are near those to what they stand for', (D) => {
  const rows = MemoryBank.random(9, D, new Random(1)).rows
  const query = MemoryBank.random(1, D, new Random(2)).rows
  const toBytes = similaritiesToBytes(query, quantised(rows, D))
  similaritiesTo(query, rows).forEach((similarity, row) => expect(toBytes[row]).toBeCloseTo(similarity, 2))
})

test('the highest come first, ties by row, left-out rows do not count', () => {
  const similarities = Float32Array.of(0.5, 0.25, 0.75, 0.5, -1, 0.75)
  expect(highest(similarities, 3).map(({ row }) => row)).toEqual([2, 5, 0])
  expect(highest(similarities, 3, (row) => row === 5).map(({ row }) => row)).toEqual([2, 0, 3])
  expect(highest(similarities, 99).map(({ row }) => row)).toEqual([2, 5, 0, 3, 1, 4])
  expect(highest(new Float32Array(), 3)).toEqual([])
})

test('the same as sorting everything', () => {
  const random = new Random(3)
  const similarities = Float32Array.from({ length: 500 }, () => random.integer(60) / 60)
  const sorted = [...similarities.keys()].sort((a, b) => similarities[b] - similarities[a] || a - b)
  expect(highest(similarities, 40).map(({ row }) => row)).toEqual(sorted.slice(0, 40))
})
