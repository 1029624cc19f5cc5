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

/** Rows around some random ones. */
function clustered(N: number, C: number, random: Random): Float32Array {
  const { rows: centres } = MemoryBank.random(C, D, random)
  const { rows: noise } = MemoryBank.random(N, D, random)
  const around = noise.map((value, i) => centres[((Math.floor(i / D) * 7) % C) * D + (i % D)] + 0.5 * value)
  for (let at = 0; at < around.length; at += D) {
    const length = Math.hypot(...around.subarray(at, at + D))
    for (let d = at; d < at + D; d++) around[d] /= length
  }
  return around
}

test('of many rows nearly all neighbours are found by cells, and what is found is right', async () => {
  const rows = clustered(12_000, 300, new Random(2))
  let doneCount = 0
  const exact = await nearestNeighbours(rows, D, 10, { mostCompared: Infinity })
  const found = await nearestNeighbours(rows, D, 10, { mostCompared: 0, onDone: (count) => void (doneCount = count) })
  expect(doneCount).toBe(12_000)
  let right = 0
  for (let row = 0; row < 12_000; row++) {
    const [truth, own] = [exact, found].map(({ neighbours }) => neighbours.subarray(row * 10, (row + 1) * 10))
    const known = new Set(truth)
    right += own.filter((other) => known.has(other)).length
    expect(own).not.toContain(row)
    expect(new Set(own).size).toBe(10)
  }
  expect(right / 120_000).toBeGreaterThan(0.95)
  const [other, cosine] = [found.neighbours[70], found.similarities[70]]
  const product = Array.from({ length: D }, (_, d) => rows[7 * D + d] * rows[other * D + d]).reduce((a, b) => a + b)
  expect(cosine).toBeCloseTo(product, 5)
})

test('photos that are all alike fall into cells of bounded size', async () => {
  const rows = new Float32Array(5_000 * D).map((_, i) => Number(i % D === 0))
  let partCount = 0
  const { neighbours } = await nearestNeighbours(rows, D, 3, {
    mostCompared: 0,
    onDone: () => void partCount++,
  })
  expect(partCount).toBeGreaterThan(4)
  expect(neighbours.every((other, at) => other >= 0 && other !== Math.floor(at / 3))).toBe(true)
})
