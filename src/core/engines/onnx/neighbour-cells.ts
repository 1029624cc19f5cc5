/**
 * The nearest neighbours of many rows, nearly all of them: rows are sorted into cells around centroids, and each is
 * compared with the rows of the cells nearest to its own (Jégou, Douze & Schmid, PAMI 2011: an inverted file, here with
 * all rows of a cell asked at once). Cost N·D·(N / cell size + candidates), where the exact graph's is N²·D.
 */
import { gathered, type TopSearch } from './top-rows.ts'

/** Rows of a cell on average, and at most. */
const [cellSize, mostRows] = [256, 1024]
/** Chosen by how many of the true neighbours are found (docs/benchmarks.md). */
const comparedCells = 24
/** Lloyd's steps, and over how many rows a cell. */
const [rounds, sampleOfCell] = [3, 64]

export interface Cells {
  /** Row numbers, cell by cell, [N]. */
  order: Int32Array
  /** Where each cell begins in `order`, and the end, [C + 1]. */
  starts: Int32Array
  /** Unit rows, [C, D]. */
  centroids: Float32Array
}

/** Of unit rows [N, D]. */
export async function cellsOf(search: TopSearch, rows: Float32Array, D: number): Promise<Cells> {
  const centroids = await centroidsOf(search, rows, D)
  const nearest = await search.of(rows, centroids, 1)
  return sortedByCell(nearest.rows, centroids, D)
}

/** Those whose rows are compared with a cell's, itself among them, nearest first, for each cell. */
export async function cellsToCompare(search: TopSearch, { centroids }: Cells, D: number): Promise<Int32Array[]> {
  const C = centroids.length / D
  const count = Math.min(C, comparedCells)
  const { rows } = await search.of(centroids, centroids, count)
  return Array.from({ length: C }, (_, cell) => {
    const others = rows.subarray(cell * count, (cell + 1) * count).filter((other) => other !== cell)
    return Int32Array.of(cell, ...others.subarray(0, count - 1))
  })
}

async function centroidsOf(search: TopSearch, rows: Float32Array, D: number): Promise<Float32Array> {
  const N = rows.length / D
  const C = Math.ceil(N / cellSize)
  const sample = gathered(rows, D, evenly(N, C * sampleOfCell))
  let centroids = gathered(rows, D, evenly(N, C))
  for (let round = 0; round < rounds; round++) {
    const nearest = await search.of(sample, centroids, 1)
    centroids = meansOf(sample, D, nearest.rows, centroids)
  }
  return centroids
}

/** At most `most` row numbers, evenly of all. */
function evenly(N: number, most: number): Int32Array {
  const count = Math.min(N, most)
  return Int32Array.from({ length: count }, (_, at) => Math.floor((at * N) / count))
}

/** Of each cell's rows, at unit length; a cell without rows keeps the centroid it had. */
function meansOf(rows: Float32Array, D: number, cellOf: Int32Array, before: Float32Array): Float32Array {
  const sums = new Float32Array(before.length)
  cellOf.forEach((cell, row) => {
    for (let d = 0; d < D; d++) sums[cell * D + d] += rows[row * D + d]
  })
  for (let at = 0; at < sums.length; at += D) {
    const length = Math.hypot(...sums.subarray(at, at + D))
    for (let d = at; d < at + D; d++) sums[d] = length > 0 ? sums[d] / length : before[d]
  }
  return sums
}

/** A cell of more than `mostRows` becomes several with one centroid, so that photos that are all alike cost no more. */
function sortedByCell(cellOf: Int32Array, centroids: Float32Array, D: number): Cells {
  const order = Int32Array.from(cellOf.keys()).sort((a, b) => cellOf[a] - cellOf[b] || a - b)
  const starts: number[] = []
  order.forEach((row, at) => {
    const isNew = at === 0 || cellOf[row] !== cellOf[order[at - 1]] || at - starts[starts.length - 1] === mostRows
    if (isNew) starts.push(at)
  })
  const cells = Int32Array.from(starts, (at) => cellOf[order[at]])
  return { order, starts: Int32Array.of(...starts, order.length), centroids: gathered(centroids, D, cells) }
}
