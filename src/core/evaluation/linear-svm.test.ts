import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { linearSvmAccuracy } from './linear-svm.ts'

/** Points of three classes around their corners, [N, 2], at any scale. */
function corners(count: number, noise: number, seed: number) {
  const random = new Random(seed)
  const classes = Int32Array.from({ length: count }, (_, i) => i % 3)
  const at = [
    [0, 0],
    [1000, 0],
    [0, 1000],
  ]
  return {
    classes,
    rows: Float32Array.from({ length: count * 2 }, (_, i) => at[(i >> 1) % 3][i % 2] + 1000 * noise * random.normal()),
  }
}

test('what a line can part is parted, whatever its scale', () => {
  expect(linearSvmAccuracy(corners(90, 0.1, 1), corners(60, 0.1, 2), 2)).toBe(1)
})

test('noise is not', () => {
  const noise = corners(300, 30, 3)
  expect(linearSvmAccuracy(noise, corners(300, 30, 4), 2)).toBeLessThan(0.45)
})
