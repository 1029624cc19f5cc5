/**
 * Dense groups of a library, by the graph of its nearest neighbours: every row leads to the nearest of its mutual
 * neighbours that lies denser, unless that is too far, and the rows that lead to one peak are a group. After Vedaldi &
 * Soatto, ECCV 2008 (quick shift) and Rodriguez & Laio, Science 2014 (density peaks). Differs in that density is summed
 * over the graph and evened out over it, so that a peak is one of a region and not of a pair of twins; and in that what
 * lies much thinner than the peak is left out. Pure.
 */
import { mutual, smoothed, type NeighbourGraph } from '../search/neighbour-graph.ts'

/** Rows of a group, densest first. */
export type PhotoGroup = Int32Array

/** Fewer are not worth a name; what holds more of the library is no group of it. */
export const fewestInGroup = 12
const mostShare = 0.4
/** Chosen on clothing, scenes and flowers by how much of a group is of one kind (docs/tagging.md). */
const evening = { share: 0.8, steps: 4 }
/** A link is as similar as 70 % of the rows are to their nearest; a member as dense as seven tenths of the peak. */
const [tooFarShare, leastDensity] = [0.3, 0.7]

/** Those first whose photos have most of their neighbours among themselves. Cost N·k. */
export function photoGroups(graph: NeighbourGraph): PhotoGroup[] {
  const near = mutual(graph)
  const rowCount = near.neighbours.length / near.count
  const density = smoothed(summed(near), 1, near, evening)
  const peakOf = peaks(near, density, leastSimilarity(graph))
  const members = new Map<number, number[]>()
  peakOf.forEach((peak, row) => {
    if (density[row] < leastDensity * density[peak]) return
    if (members.has(peak)) members.get(peak)!.push(row)
    else members.set(peak, [row])
  })
  const most = Math.max(fewestInGroup, mostShare * rowCount)
  const groups = [...members.values()].filter(({ length }) => length >= fewestInGroup && length <= most)
  return groups
    .map((rows) => ({
      rows: Int32Array.from(rows.sort((a, b) => density[b] - density[a] || a - b)),
      within: within(near, rows),
    }))
    .sort((a, b) => b.within - a.within)
    .map(({ rows }) => rows)
}

/** Of each row the similarities to its neighbours, summed, [N]. */
function summed({ count, neighbours, similarities }: NeighbourGraph): Float32Array {
  const sums = new Float32Array(neighbours.length / count)
  neighbours.forEach((other, at) => {
    if (other >= 0) sums[Math.floor(at / count)] += Math.max(0, similarities[at])
  })
  return sums
}

function leastSimilarity({ count, similarities }: NeighbourGraph): number {
  const nearest = similarities.filter((_, at) => at % count === 0).sort()
  return nearest[Math.floor(tooFarShare * nearest.length)] ?? 0
}

/** The row that each row leads to in the end, [N]. */
function peaks({ count, neighbours, similarities }: NeighbourGraph, density: Float32Array, least: number): Int32Array {
  const compared = (a: number, b: number) => density[b] - density[a] || a - b
  const next = Int32Array.from(density.keys())
  for (let row = 0; row < next.length; row++) {
    // Nearest first.
    for (let at = row * count; at < (row + 1) * count && similarities[at] >= least; at++) {
      if (neighbours[at] < 0 || compared(neighbours[at], row) > 0) continue
      next[row] = neighbours[at]
      break
    }
  }
  for (const row of Int32Array.from(density.keys()).sort(compared)) next[row] = next[next[row]]
  return next
}

/** Mean similarity to the neighbours that are in the group, over all places for neighbours. */
function within({ count, neighbours, similarities }: NeighbourGraph, rows: number[]): number {
  const isIn = new Set(rows)
  let sum = 0
  for (const row of rows)
    for (let at = row * count; at < (row + 1) * count; at++) if (isIn.has(neighbours[at])) sum += similarities[at]
  return sum / (rows.length * count)
}
