/**
 * Photos in two dimensions, near where they are alike: UMAP (McInnes et al. 2018) of the graph of nearest neighbours.
 * Of more photos than it lays out in a minute a sample is, and the others stand among their neighbours
 * (`placing.ts`). Seeded: the same library comes out the same. Pure.
 */
import { UMAP } from 'umap-js'
import { Random } from '../learning/random.ts'
import type { NeighbourGraph } from '../search/neighbour-graph.ts'

/** Unit rows [N, D] and the graph of their neighbours. */
export interface Embedded {
  rows: Float32Array
  /** D. */
  size: number
  graph: NeighbourGraph
}

/** With itself, as UMAP counts them. */
const neighborCount = 15
export const leastLaidOut = 30
/** More take longer than a minute or two on a busy machine (docs/benchmarks.md). */
export const mostLaidOut = 10_000
const seed = 1

/** Rows that are laid out: all, or drawn from all; not every tenth, since bursts and folders come in turns. */
export function sampleOf(rowCount: number, most = mostLaidOut): Int32Array {
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row)
  return rowCount <= most ? rows : new Random(seed).shuffle(rows).subarray(0, most).sort()
}

/** Places [S, 2] of the sampled rows in a square from -1 to 1; `onShare` is told how much is done. */
export function layOut(embedded: Embedded, sample: Int32Array, onShare: (share: number) => void): Float32Array {
  const random = new Random(seed)
  const umap = new UMAP({ nNeighbors: neighborCount, random: () => random.uniform() })
  const { neighbours, distances } = sampledNeighbours(embedded, sample)
  umap.setPrecomputedKNN(neighbours, distances)
  // Its points are looked at for how many they are alone.
  const stepCount = umap.initializeFit(neighbours)
  for (let step = 0; step < stepCount; step++) {
    umap.step()
    onShare((step + 1) / stepCount)
  }
  return intoSquare(umap.getEmbedding())
}

/** Each of the sample first, then those of it that are nearest. Rows with too few are filled with themselves. */
function sampledNeighbours({ rows, size, graph }: Embedded, sample: Int32Array) {
  const at = new Map(Array.from(sample, (row, place) => [row, place]))
  const isWhole = sample.length * size === rows.length
  const near = Array.from(sample, (row) => {
    const found = new Set([...neighboursOf(graph, row)].filter((other) => at.has(other)))
    if (!isWhole) for (const other of twoStepsFrom(graph, row)) if (at.has(other)) found.add(other)
    found.delete(row)
    const told = Array.from(found, (other) => ({ place: at.get(other)!, distance: distance(rows, size, row, other) }))
    return told.sort((a, b) => a.distance - b.distance || a.place - b.place).slice(0, neighborCount - 1)
  })
  const filled = <T>(values: T[], own: T): T[] =>
    [own, ...values, ...new Array<T>(neighborCount).fill(own)].slice(0, neighborCount)
  return {
    neighbours: near.map((told, place) =>
      filled(
        told.map((each) => each.place),
        place,
      ),
    ),
    distances: near.map((told) =>
      filled(
        told.map((each) => each.distance),
        0,
      ),
    ),
  }
}

function* neighboursOf({ count, neighbours }: NeighbourGraph, row: number): Iterable<number> {
  for (let at = row * count; at < (row + 1) * count; at++) if (neighbours[at] >= 0) yield neighbours[at]
}

function* twoStepsFrom(graph: NeighbourGraph, row: number): Iterable<number> {
  for (const other of neighboursOf(graph, row)) yield* neighboursOf(graph, other)
}

/** 1 − cosine. */
function distance(rows: Float32Array, D: number, a: number, b: number): number {
  let cosine = 0
  for (let d = 0; d < D; d++) cosine += rows[a * D + d] * rows[b * D + d]
  return Math.max(0, 1 - cosine)
}

function intoSquare(points: number[][]): Float32Array {
  const [x, y] = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis])
    const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
    return { middle: (least + most) / 2, half: (most - least) / 2 }
  })
  const scale = 1 / Math.max(x.half, y.half, 1e-6)
  return Float32Array.from(points.flatMap(([px, py]) => [(px - x.middle) * scale, (py - y.middle) * scale]))
}
