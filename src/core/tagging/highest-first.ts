/** The order of a ranking, in time that grows with its length alone: radix sort, sixteen bits at a time. Pure. */

const radix = 2 ** 16
const shifts = [0, 16]

/** Rows of `scores` (no NaN), highest first, of equal ones the first row first; none where `isLeftOut` [N] is 1. */
export function highestFirst(scores: Float32Array, isLeftOut?: Uint8Array): Int32Array {
  const keys = descendingKeys(scores)
  let order = new Int32Array(scores.length)
  let length = 0
  for (let row = 0; row < scores.length; row++) if (!isLeftOut?.[row]) order[length++] = row
  order = order.subarray(0, length)
  let sorted = new Int32Array(length)
  for (const shift of shifts) {
    placed(order, sorted, keys, shift)
    ;[order, sorted] = [sorted, order]
  }
  return order
}

/** One pass: `order` by one part of the keys, in `sorted`; what has the same part stays in its order. */
function placed(order: Int32Array, sorted: Int32Array, keys: Uint32Array, shift: number): void {
  const starts = new Int32Array(radix + 1)
  for (let at = 0; at < order.length; at++) starts[partOf(keys[order[at]], shift) + 1]++
  for (let part = 0; part < radix; part++) starts[part + 1] += starts[part]
  for (let at = 0; at < order.length; at++) sorted[starts[partOf(keys[order[at]], shift)]++] = order[at]
}

const partOf = (key: number, shift: number): number => (key >>> shift) & (radix - 1)

/** Of each number's bits (IEEE 754) one that is the smaller the higher the number. */
function descendingKeys(scores: Float32Array): Uint32Array {
  // Plus 0, since -0 is as high as 0.
  const keys = new Uint32Array(scores.map((score) => score + 0).buffer)
  for (let row = 0; row < keys.length; row++) {
    const word = keys[row]
    keys[row] = word & 0x8000_0000 ? word : ~word & 0x7fff_ffff
  }
  return keys
}
