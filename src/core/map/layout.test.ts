/** The map on made-up kinds: alike stands near alike, the same each time, later photos among their neighbours. */
import { expect, test } from 'vitest'
import { nearestNeighbours } from '../engines/onnx/neighbour-graph.ts'
import { normalise } from '../learning/memory-bank.ts'
import { Random } from '../learning/random.ts'
import { highest, similaritiesTo } from '../search/nearest.ts'
import { layOut, sampleOf, type Embedded } from './layout.ts'
import { isPlaced, placeByGraph, placeByRows } from './placing.ts'

const [D, kindCount, count] = [16, 6, 300]

/** Photo by photo of each kind in turn. */
async function madeUp(noise = 0.5): Promise<Embedded> {
  const random = new Random(5)
  const middles = Float32Array.from({ length: kindCount * D }, () => random.normal())
  const rows = new Float32Array(count * D)
  for (let row = 0; row < count; row++) {
    for (let d = 0; d < D; d++) rows[row * D + d] = middles[(row % kindCount) * D + d] + noise * random.normal()
    normalise(rows.subarray(row * D, (row + 1) * D))
  }
  return { rows, size: D, graph: await nearestNeighbours(rows, D, 20) }
}

/** Of the five nearest on the map, how many are of the same kind. */
function sameKind(places: Float32Array, rows: number[]): number {
  let same = 0
  for (const row of rows) {
    const distances = Float32Array.from({ length: places.length / 2 }, (_, other) =>
      other === row
        ? -Infinity
        : -Math.hypot(places[2 * row] - places[2 * other], places[2 * row + 1] - places[2 * other + 1]),
    )
    for (const { row: other } of highest(distances, 5)) if (other % kindCount === row % kindCount) same++
  }
  return same / (5 * rows.length)
}

const allRows = Array.from({ length: count }, (_, row) => row)

test('neighbours on the map are of one kind, and the map is the same each time', async () => {
  const embedded = await madeUp()
  const shares: number[] = []
  const places = layOut(embedded, sampleOf(count), (share) => shares.push(share))
  expect(sameKind(places, allRows)).toBeGreaterThan(0.95)
  expect(Math.max(...places.map(Math.abs))).toBeCloseTo(1, 5)
  expect([shares.at(-1), shares.toSorted((a, b) => a - b)]).toEqual([1, shares])
  expect(layOut(embedded, sampleOf(count), () => {})).toEqual(places)
})

test('of more photos than are laid out the others stand among their kind', async () => {
  const embedded = await madeUp()
  const sample = sampleOf(count, 100)
  expect([sample.length, new Set(sample).size]).toEqual([100, 100])
  const places = new Float32Array(2 * count).fill(NaN)
  const laidOut = layOut(embedded, sample, () => {})
  sample.forEach((row, at) => places.set(laidOut.subarray(2 * at, 2 * at + 2), 2 * row))
  placeByGraph(embedded.graph, places)
  placeByRows(embedded, places)
  expect(allRows.every((row) => isPlaced(places, row))).toBe(true)
  expect(
    sameKind(
      places,
      allRows.filter((row) => !sample.includes(row)),
    ),
  ).toBeGreaterThan(0.95)
})

test('photos that come later stand near what is like them, and move nothing', async () => {
  const embedded = await madeUp()
  const before = layOut(embedded, sampleOf(count), () => {})
  const places = before.slice().fill(NaN, 0, 2 * 20)
  placeByRows(embedded, places)
  expect(places.subarray(40)).toEqual(before.subarray(40))
  expect(sameKind(places, allRows.slice(0, 20))).toBeGreaterThan(0.9)
  const [nearest] = highest(similaritiesTo(embedded.rows.subarray(0, D), embedded.rows.subarray(20 * D)), 1)
  const other = 20 + nearest.row
  expect(Math.hypot(places[0] - places[2 * other], places[1] - places[2 * other + 1])).toBeLessThan(0.3)
})
