/**
 * Index tables for convolution and pooling as Gather. Activations are [B, side², C], so a window is a list of
 * rows; row side² stands for the zero padding. Pure numbers, no graph.
 */

export interface WindowTable {
  /** [outSide² · kernel²]: for each output place and tap, the input row. */
  rows: Int32Array
  outSide: number
  taps: number
}

export interface Window {
  kernel: number
  stride: number
  padding: number
}

/** Windows of a `kernel` over a square that is padded on all sides. */
export function windowTable(side: number, { kernel, stride, padding }: Window): WindowTable {
  return tableOf(side, kernel, -padding, stride, Math.floor((side + 2 * padding - kernel) / stride) + 1)
}

/** The stem's windows on the halved grid: four 2x2 blocks a side, from two before to one after. */
export function stemTable(side: number): WindowTable {
  return tableOf(side, 4, -2, 1, side)
}

/** For an image stored column by column, as pairs of places below each other: the two pairs of each 2x2 block, block rows first. */
export function blockPairs(half: number): Int32Array {
  return Int32Array.from({ length: 2 * half * half }, (_, i) => {
    const [innerX, x, y] = [i % 2, Math.floor(i / 2) % half, Math.floor(i / 2 / half)]
    return (2 * x + innerX) * half + y
  })
}

function tableOf(side: number, kernel: number, start: number, stride: number, outSide: number): WindowTable {
  const rows = new Int32Array(outSide * outSide * kernel * kernel)
  let at = 0
  for (let oy = 0; oy < outSide; oy++)
    for (let ox = 0; ox < outSide; ox++)
      for (let ky = 0; ky < kernel; ky++)
        for (let kx = 0; kx < kernel; kx++) {
          const y = oy * stride + start + ky
          const x = ox * stride + start + kx
          rows[at++] = y < 0 || x < 0 || y >= side || x >= side ? side * side : y * side + x
        }
  return { rows, outSide, taps: kernel * kernel }
}

/**
 * The table turned round: for each input row, which window entries (output place · taps + tap) read it, padded
 * to the same count with the entry past the end. All first entries, then all second ones: [count, side²]. Summing
 * those rows is the gradient of the Gather.
 */
export function scatterTable(table: WindowTable, side: number): { entries: Int32Array; count: number } {
  const readers: number[][] = Array.from({ length: side * side }, () => [])
  table.rows.forEach((row, entry) => {
    if (row < side * side) readers[row].push(entry)
  })
  const count = Math.max(...readers.map((list) => list.length))
  const entries = new Int32Array(side * side * count).fill(table.rows.length)
  readers.forEach((list, row) => list.forEach((entry, i) => (entries[i * side * side + row] = entry)))
  return { entries, count }
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
