/**
 * The nearest neighbours of all rows among themselves. Of up to some ten thousand rows exactly, by comparing all with
 * all (cost N²·D); of more nearly all of them, by cells (cost in proportion to N; docs/benchmarks.md).
 */
import { cellsOf, cellsToCompare, type Cells } from './neighbour-cells.ts'
import { createTopSearch, gathered, type Top, type TopSearch } from './top-rows.ts'

/** For each row, nearest first, [N, k]; places for which none was found are -1. */
export interface Neighbours {
  count: number
  neighbours: Int32Array
  /** Cosines. */
  similarities: Float32Array
}

export interface NeighbourSearch {
  /** Told after each block how many rows are done. The next waits for it, and what it throws ends the search. */
  onDone?(doneCount: number): void | Promise<void>
  /** Threads of the processor; default all cores. */
  threadCount?: number
  /** Of more rows than these not all pairs are compared. */
  mostCompared?: number
}

/** Where both ways take the same time. */
const usualMostCompared = 10_000

/** The k nearest of every row of `rows` [N, D], unit rows, without itself. */
export async function nearestNeighbours(
  rows: Float32Array,
  D: number,
  k: number,
  { onDone, threadCount, mostCompared = usualMostCompared }: NeighbourSearch = {},
): Promise<Neighbours> {
  const N = rows.length / D
  const found = { count: k, neighbours: new Int32Array(N * k).fill(-1), similarities: new Float32Array(N * k) }
  const search = await createTopSearch(D, threadCount)
  try {
    const parts = N <= mostCompared ? allWithAll(search, rows, D, k) : byCells(search, rows, D, k)
    let doneCount = 0
    for await (const part of parts) {
      keepOthers(found, part)
      await onDone?.((doneCount += part.asked.length))
    }
  } finally {
    await search.release()
  }
  return found
}

/** What was found for some rows; `top.rows` are places in `bank` where there is one, else rows. */
interface Part {
  asked: Int32Array
  top: Top
  bank?: Int32Array
}

async function* allWithAll(search: TopSearch, rows: Float32Array, D: number, k: number): AsyncGenerator<Part> {
  const N = rows.length / D
  const size = search.blockSize(N)
  for (let from = 0; from < N; from += size) {
    const asked = Int32Array.from({ length: Math.min(size, N - from) }, (_, at) => from + at)
    const block = rows.subarray(from * D, (from + asked.length) * D)
    yield { asked, top: await search.of(block, rows, Math.min(N, k + 1)) }
  }
}

async function* byCells(search: TopSearch, rows: Float32Array, D: number, k: number): AsyncGenerator<Part> {
  const cells = await cellsOf(search, rows, D)
  const toCompare = await cellsToCompare(search, cells, D)
  for (let cell = 0; cell < toCompare.length; cell++) {
    const asked = rowsOf(cells, [cell])
    const bank = rowsOf(cells, toCompare[cell])
    const top = await search.of(gathered(rows, D, asked), gathered(rows, D, bank), Math.min(bank.length, k + 1))
    yield { asked, bank, top }
  }
}

function rowsOf({ order, starts }: Cells, cells: ArrayLike<number>): Int32Array {
  const parts = Array.from(cells, (cell) => order.subarray(starts[cell], starts[cell + 1]))
  const rows = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    rows.set(part, at)
    at += part.length
  }
  return rows
}

/** One of the k + 1 found is the row itself; where many are equal to it and it is not, the last is left out. */
function keepOthers({ count, neighbours, similarities }: Neighbours, { asked, top, bank }: Part): void {
  const topCount = top.rows.length / asked.length
  asked.forEach((row, at) => {
    for (let from = at * topCount, kept = 0; from < (at + 1) * topCount && kept < count; from++) {
      const other = bank ? bank[top.rows[from]] : top.rows[from]
      if (other === row) continue
      neighbours[row * count + kept] = other
      similarities[row * count + kept++] = top.similarities[from]
    }
  })
}
