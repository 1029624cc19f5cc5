/** Neighbours by blocks against plain sorting. */
import { expect, test } from 'vitest'
import { MemoryBank } from '../../learning/memory-bank.ts'
import { Random } from '../../learning/random.ts'
import { nearestNeighbours } from './neighbour-graph.ts'

const D = 8

function plain(rows: Float32Array, row: number, k: number): number[] {
  const similarity = (other: number) =>
    Array.from({ length: D }, (_, d) => rows[row * D + d] * rows[other * D + d]).reduce((a, b) => a + b)
  const others = [...Array(rows.length / D).keys()].filter((other) => other !== row)
  return others.sort((a, b) => similarity(b) - similarity(a)).slice(0, k)
}

test('each row has its nearest, nearest first, without itself', async () => {
  const { rows } = MemoryBank.random(200, D, new Random(1))
  const done: number[] = []
  const { neighbours, similarities } = await nearestNeighbours(rows, D, 5, { onDone: (count) => void done.push(count) })
  for (let row = 0; row < 200; row++) {
    expect([...neighbours.subarray(row * 5, (row + 1) * 5)]).toEqual(plain(rows, row, 5))
    expect(similarities[row * 5]).toBeGreaterThanOrEqual(similarities[row * 5 + 4])
  }
  expect(done).toEqual([200])
})

test('of equal photos none is its own neighbour, and a small library has places left over', async () => {
  const rows = new Float32Array(6 * D).map((_, i) => Number(i % D === 0))
  const many = await nearestNeighbours(rows, D, 3)
  for (let row = 0; row < 6; row++) {
    const own = [...many.neighbours.subarray(row * 3, (row + 1) * 3)]
    expect(own).not.toContain(row)
    expect(new Set(own).size).toBe(3)
  }
  const few = await nearestNeighbours(rows.subarray(0, 2 * D), D, 3)
  expect([...few.neighbours]).toEqual([1, -1, -1, 0, -1, -1])
  const one = await nearestNeighbours(rows.subarray(0, D), D, 3)
  expect([...one.neighbours]).toEqual([-1, -1, -1])
})
