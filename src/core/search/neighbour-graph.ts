/**
 * The graph of a library's nearest neighbours, and smoothing over it: what photos that lie close together have in
 * common stays, what tells them apart is damped. After Zhou et al., NIPS 2003 (labels that spread) and Wu et al., ICML
 * 2019 (the same of features, before anything is learnt). Differs in that only mutual neighbours count, so that photos
 * which are near everything spread nothing. Pure.
 */

export interface NeighbourGraph {
  /** Places for neighbours a row, k. */
  count: number
  /** Rows, nearest first, [N, k]; -1 for none. */
  neighbours: Int32Array
  /** Cosines, [N, k]. */
  similarities: Float32Array
}

/** A graph by rows of its own, and the photos that those are. */
export interface PhotoGraph extends NeighbourGraph {
  photoIds: Int32Array
}

/** The graph by places in `photoIds`; photos that it does not know have no neighbours, others are left out. */
export function aligned(graph: PhotoGraph, photoIds: Int32Array): NeighbourGraph {
  const { count } = graph
  const rowOf = new Map(Array.from(photoIds, (photoId, row) => [photoId, row]))
  const to = Int32Array.from(graph.photoIds, (photoId) => rowOf.get(photoId) ?? -1)
  const neighbours = new Int32Array(photoIds.length * count).fill(-1)
  const similarities = new Float32Array(photoIds.length * count)
  to.forEach((row, from) => {
    if (row < 0) return
    similarities.set(graph.similarities.subarray(from * count, (from + 1) * count), row * count)
    for (let i = 0; i < count; i++) {
      const other = graph.neighbours[from * count + i]
      if (other >= 0) neighbours[row * count + i] = to[other]
    }
  })
  return { count, neighbours, similarities }
}

/** Without the neighbours that do not have the row among their own. Cost N·k². */
export function mutual({ count, neighbours, similarities }: NeighbourGraph): NeighbourGraph {
  const has = (row: number, other: number) => {
    for (let at = row * count; at < (row + 1) * count; at++) if (neighbours[at] === other) return true
    return false
  }
  const kept = neighbours.map((other, at) => (other >= 0 && has(other, Math.floor(at / count)) ? other : -1))
  return { count, neighbours: kept, similarities }
}

export interface Smoothing {
  /** Of a row's new value, what its neighbours give, [0, 1). */
  share: number
  steps: number
}

/**
 * y ← (1 − share)·x + share·W·y, `steps` times from y = x; x = `values` [N, D], W the similarities of the graph, each
 * row divided by its sum. Rows without a similar neighbour stay as they are. Cost steps·N·k·D.
 */
export function smoothed(
  values: Float32Array,
  D: number,
  graph: NeighbourGraph,
  { share, steps }: Smoothing,
): Float32Array {
  let [from, to]: Float32Array[] = [values, new Float32Array(values.length)]
  for (let step = 0; step < steps; step++) {
    for (let row = 0; row * D < values.length; row++) smoothRow(values, from, to, D, row, graph, share)
    ;[from, to] = [to, step === 0 ? new Float32Array(values.length) : from]
  }
  return from
}

function smoothRow(
  values: Float32Array,
  from: Float32Array,
  to: Float32Array,
  D: number,
  row: number,
  { count, neighbours, similarities }: NeighbourGraph,
  share: number,
): void {
  const weight = (at: number) => (neighbours[at] < 0 ? 0 : Math.max(0, similarities[at]))
  let total = 0
  for (let at = row * count; at < (row + 1) * count; at++) total += weight(at)
  const own = total > 0 ? 1 - share : 1
  for (let d = row * D; d < (row + 1) * D; d++) to[d] = own * values[d]
  for (let at = row * count; at < (row + 1) * count; at++) {
    if (weight(at) === 0) continue
    const [given, other] = [(share * weight(at)) / total, neighbours[at] * D]
    for (let d = 0; d < D; d++) to[row * D + d] += given * from[other + d]
  }
}
