import { expect, test } from 'vitest'
import { colourWeight, fuse, meanHistogram } from './fusion.ts'
import { MemoryBank, normalise } from './memory-bank.ts'
import { Random } from './random.ts'

test('one dot product is the weighted sum of both similarities', () => {
  const [D, H, random] = [6, 4, new Random(1)]
  const embeddings = MemoryBank.random(2, D, random)
  const histograms = Float32Array.from({ length: 5 * H }, () => random.uniform())
  const mean = meanHistogram(histograms, H)
  const fused = [0, 1].map((row) => {
    const target = new Float32Array(D + H)
    fuse(target, embeddings.row(row), histograms.subarray(row * H, (row + 1) * H), mean)
    return target
  })
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0)
  const colours = [0, 1].map((row) => {
    const colour = histograms.slice(row * H, (row + 1) * H).map((value, i) => value - mean[i])
    normalise(colour)
    return colour
  })
  expect(dot(fused[0], fused[0])).toBeCloseTo(1, 5)
  expect(dot(fused[0], fused[1])).toBeCloseTo((1 - colourWeight) * dot(embeddings.row(0), embeddings.row(1)) + colourWeight * dot(colours[0], colours[1]), 5)
})
