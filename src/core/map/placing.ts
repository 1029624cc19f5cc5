/** Photos that are not laid out themselves stand at the weighted mean of the nearest that are. Pure. */
import { highest, similaritiesTo, type Neighbour } from '../search/nearest.ts'
import type { NeighbourGraph } from '../search/neighbour-graph.ts'
import type { Embedded } from './layout.ts'

/** Few, so that a photo between two crowds stands in one of them more often than in the empty middle. */
const mostNeighbours = 5
/** Of the photos that stand, so many are compared with one that came later. */
const mostCompared = 20_000

export const isPlaced = (places: Float32Array, row: number): boolean => !Number.isNaN(places[2 * row])

/** By the graph, in as many rounds as it takes; photos that no placed one can be reached from stay. */
export function placeByGraph({ count, neighbours, similarities }: NeighbourGraph, places: Float32Array): void {
  for (let placedCount = 1; placedCount > 0;) {
    const before = places.slice()
    placedCount = 0
    for (let row = 0; 2 * row < places.length; row++) {
      if (isPlaced(before, row)) continue
      const near: Neighbour[] = []
      for (let at = row * count; at < (row + 1) * count && near.length < mostNeighbours; at++)
        if (neighbours[at] >= 0 && isPlaced(before, neighbours[at]))
          near.push({ row: neighbours[at], similarity: similarities[at] })
      if (near.length === 0) continue
      places.set(meanOf(near, before), 2 * row)
      placedCount++
    }
  }
}

/** All that are left, by comparing each with photos that stand. Cost rows · `mostCompared` · D. */
export function placeByRows(
  { rows, size }: Omit<Embedded, 'graph'>,
  places: Float32Array,
  onShare: (share: number) => void = () => {},
): void {
  const all = Array.from({ length: places.length / 2 }, (_, row) => row)
  const standing = all.filter((row) => isPlaced(places, row))
  const left = all.filter((row) => !isPlaced(places, row))
  const step = Math.ceil(standing.length / mostCompared)
  const compared = standing.filter((_, at) => at % step === 0)
  const bank = new Float32Array(compared.length * size)
  const rowAt = (row: number) => rows.subarray(row * size, (row + 1) * size)
  compared.forEach((row, at) => bank.set(rowAt(row), at * size))
  left.forEach((row, at) => {
    const near = highest(similaritiesTo(rowAt(row), bank), mostNeighbours)
    const found = near.map(({ row: place, similarity }) => ({ row: compared[place], similarity }))
    places.set(meanOf(found, places), 2 * row)
    if (at % 100 === 0) onShare(at / left.length)
  })
}

function meanOf(near: Neighbour[], places: Float32Array): [number, number] {
  let [x, y, total] = [0, 0, 0]
  for (const { row, similarity } of near) {
    const weight = Math.max(1e-6, similarity) ** 2
    x += weight * places[2 * row]
    y += weight * places[2 * row + 1]
    total += weight
  }
  return [x / total, y / total]
}
