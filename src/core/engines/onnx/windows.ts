/**
 * Index tables for convolution and pooling as Gather. An activation is a matrix of rows, one a place and photo, and a
 * window is a list of rows. Rows are ordered [outer, image, inner]; an index into [outer, inner] names a row of every
 * image, and outer · inner itself the padding. Pure numbers, no graph.
 */
import type { PoolSpec } from '../../learning/backbone.ts'
import { bestTile } from './winograd.ts'

export interface Order {
  outer: number
  inner: number
}

/**
 * A square of places. Its rows go by place within a tile, then photo, then tile, so that a tile's transform is one
 * product for all tiles; with tiles of one place that is photo by photo, row by row. What is added or filtered in tiles
 * must lie as `gridOf` says.
 */
export interface Grid {
  side: number
  /** Divides `side`. */
  tile: number
}

/** As a convolution likes to read it: in tiles, where they cover it. */
export function gridOf(side: number): Grid {
  const tile = bestTile(side)
  return { side, tile: side % tile === 0 ? tile : 1 }
}

/** As a pool likes to read it: what becomes one tile is one tile, so that its taps are long runs of rows. */
export function gridBefore(pool: Window, side: number): Grid {
  const tile = gridOf(outSide(side, pool)).tile * pool.stride
  return side % tile === 0 ? { side, tile } : gridOf(side)
}

export const orderOf = ({ side, tile }: Grid): Order => ({ outer: tile ** 2, inner: (side / tile) ** 2 })

/** The index of a place, or of the padding for one outside. */
export function placeAt({ side, tile }: Grid, y: number, x: number): number {
  if (y < 0 || x < 0 || y >= side || x >= side) return side ** 2
  const inner = (side / tile) ** 2
  return ((y % tile) * tile + (x % tile)) * inner + Math.floor(y / tile) * (side / tile) + Math.floor(x / tile)
}

/** All places in the order of their rows. */
export function placesOf({ side, tile }: Grid): [y: number, x: number][] {
  const places = new Array<[number, number]>(side ** 2)
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) places[placeAt({ side, tile }, y, x)] = [y, x]
  return places
}

/** Rows to read: for each place of `order` [outer, inner], the index of a row of the source, or of its padding. */
export interface RowTable {
  rows: Int32Array
  order: Order
}

export interface WindowTable extends RowTable {
  from: Grid
  out: Grid
  taps: number
}

export type Window = PoolSpec

/**
 * Windows of a `kernel` over a square that is padded on all sides; the taps of a window follow each other. Only those
 * of `taps`, by default all.
 */
export function windowTable(
  from: Grid,
  { kernel, stride, padding }: Window,
  out = gridOf(outSide(from.side, { kernel, stride, padding })),
  taps?: number[],
): WindowTable {
  const all = square(kernel, -padding)
  return tableOf(from, out, stride, taps ? taps.map((tap) => all[tap]) : all)
}

/** The taps that read more than padding: on a small square some never do. */
export function usedTaps({ side }: Grid, { kernel, stride, padding }: Window): number[] {
  const last = outSide(side, { kernel, stride, padding }) - 1
  const isUsed = (offset: number) =>
    Array.from({ length: last + 1 }, (_, place) => place * stride + offset).some((at) => at >= 0 && at < side)
  return [...square(kernel, -padding).entries()].filter(([, [dy, dx]]) => isUsed(dy) && isUsed(dx)).map(([tap]) => tap)
}

/** The same windows, all first taps, then all second ones. */
export function poolTable(from: Grid, window: Window): WindowTable {
  const { rows, order, ...table } = windowTable(from, window)
  const places = (order.outer * order.inner) / table.taps
  const byTap = rows.map((_, i) => rows[(i % places) * table.taps + Math.floor(i / places)])
  return { ...table, rows: byTap, order: { outer: order.outer * table.taps, inner: order.inner / table.taps } }
}

/**
 * The stem's windows on the halved grid, four 2x2 blocks a side from two before to one after: first across, then down.
 */
export function stemTables(from: Grid, out: Grid): [across: WindowTable, down: WindowTable] {
  const taps = [-2, -1, 0, 1]
  return [
    tableOf(
      from,
      from,
      1,
      taps.map((dx) => [0, dx]),
    ),
    tableOf(
      from,
      out,
      1,
      taps.map((dy) => [dy, 0]),
    ),
  ]
}

export function outSide(side: number, { kernel, stride, padding }: Window): number {
  return Math.floor((side + 2 * padding - kernel) / stride) + 1
}

function square(kernel: number, start: number): number[][] {
  return Array.from({ length: kernel ** 2 }, (_, tap) => [start + Math.floor(tap / kernel), start + (tap % kernel)])
}

function tableOf(from: Grid, out: Grid, stride: number, taps: number[][]): WindowTable {
  const rows = placesOf(out).flatMap(([y, x]) =>
    taps.map(([dy, dx]) => placeAt(from, y * stride + dy, x * stride + dx)),
  )
  const { outer, inner } = orderOf(out)
  return { rows: Int32Array.from(rows), order: { outer, inner: inner * taps.length }, from, out, taps: taps.length }
}

/**
 * The table turned round: for each input row, which window entries read it, filled up with `filler`, by default the
 * entry past the end. All first entries, then all second ones, `readerCount` in all. Summing those is the gradient of
 * the Gather.
 */
export function scatterTable({ rows, from }: WindowTable, filler = -1): RowTable & { readerCount: number } {
  const { outer, inner } = orderOf(from)
  const places = outer * inner
  const readers: number[][] = Array.from({ length: places }, () => [])
  rows.forEach((row, entry) => {
    if (row < places) readers[row].push(entry)
  })
  const readerCount = readers.reduce((most, list) => Math.max(most, list.length), 0)
  const entries = new Int32Array(places * readerCount).fill(filler < 0 ? rows.length : filler)
  readers.forEach((list, row) => list.forEach((entry, i) => (entries[i * places + row] = entry)))
  return { rows: entries, order: { outer: readerCount * outer, inner }, readerCount }
}

/** What tiles of `size` a side, one every `step` and the first at `start`, read: [size², tiles]. */
export function tileTable(grid: Grid, size: number, step: number, start: number): RowTable {
  const tilesASide = Math.ceil(grid.side / step)
  const order = { outer: size ** 2, inner: tilesASide ** 2 }
  const rows = Int32Array.from({ length: order.outer * order.inner }, (_, i) => {
    const [within, tile] = [Math.floor(i / order.inner), i % order.inner]
    const y = start + Math.floor(tile / tilesASide) * step + Math.floor(within / size)
    return placeAt(grid, y, start + (tile % tilesASide) * step + (within % size))
  })
  return { rows, order }
}

/** The places of `to` in a grid that covers it. */
export function placesTable(covering: Grid, to: Grid): RowTable {
  return { rows: Int32Array.from(placesOf(to), ([y, x]) => placeAt(covering, y, x)), order: orderOf(to) }
}

/**
 * For an image stored column by column, as pairs of places below each other: the two pairs of each 2x2 block, block
 * rows first.
 */
export function blockPairs(half: number): Int32Array {
  return Int32Array.from({ length: 2 * half * half }, (_, i) => {
    const [innerX, x, y] = [i % 2, Math.floor(i / 2) % half, Math.floor(i / 2 / half)]
    return (2 * x + innerX) * half + y
  })
}

/**
 * Which of the 147 stem weights (7x7x3, [tap, channel]) stands at each of the 192 places of the halved grid
 * (4x4 blocks of 2x2x3, inner columns first); 147 stands for none. Block row b, inner row r is kernel row 2b + r − 1.
 */
export function stemPlaces(): Int32Array {
  const places = new Int32Array(192).fill(147)
  for (let place = 0; place < 192; place++) {
    const channel = place % 3
    const [innerY, innerX] = [Math.floor(place / 3) % 2, Math.floor(place / 6) % 2]
    const [blockX, blockY] = [Math.floor(place / 12) % 4, Math.floor(place / 48)]
    const [ky, kx] = [2 * blockY + innerY - 1, 2 * blockX + innerX - 1]
    if (ky >= 0 && kx >= 0) places[place] = (ky * 7 + kx) * 3 + channel
  }
  return places
}

/** The inverse of `stemPlaces`: for each stem weight, its place on the halved grid. */
export function stemWeights(): Int32Array {
  const weights = new Int32Array(147)
  stemPlaces().forEach((weight, place) => {
    if (weight < 147) weights[weight] = place
  })
  return weights
}
