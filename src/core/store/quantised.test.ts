/** Embeddings as bytes. */
import { expect, it } from 'vitest'
import { Random } from '../learning/random.ts'
import { quantised } from './quantised.ts'

const size = 128
const unit = (random: Random): Float32Array => {
  const row = Float32Array.from({ length: size }, () => random.uniform() - 0.5)
  const length = Math.hypot(...row)
  return row.map((value) => value / length)
}
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * b[d], 0)

it('comes back to within half a scale, and similarities to within two thousandths', () => {
  const random = new Random(3)
  const rows = Array.from({ length: 200 }, () => unit(random))
  const { numbers, scales } = quantised(Float32Array.from(rows.flatMap((row) => [...row])), size)
  const query = unit(random)
  rows.forEach((row, at) => {
    const again = Float32Array.from(numbers.subarray(at * size, (at + 1) * size), (value) => value * scales[at])
    row.forEach((value, d) => expect(Math.abs(value - again[d])).toBeLessThanOrEqual(scales[at] * 0.5001))
    expect(Math.abs(dot(query, row) - dot(query, again))).toBeLessThan(0.002)
  })
})

it('holds the largest number exactly, of either sign, and a row of zeros', () => {
  const { numbers, scales } = quantised(Float32Array.of(0.5, -1, 0, 0, 0.25, 0.125), 2)
  expect([...numbers]).toEqual([64, -127, 0, 0, 127, 64])
  expect(scales).toEqual(Float32Array.of(1 / 127, 0, 0.25 / 127))
})
