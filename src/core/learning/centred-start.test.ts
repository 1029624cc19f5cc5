import { expect, test } from 'vitest'
import { centreProjection } from './centred-start.ts'
import { Random } from './random.ts'

test('outputs have mean 0 and deviation 1 over the photos, and a dead output stays finite', () => {
  const [N, F, D] = [200, 5, 3]
  const random = new Random(2)
  const features = Float32Array.from({ length: N * F }, (_, i) => 3 + (i % F) * random.uniform())
  const weight = { shape: [D, F], data: Float32Array.from({ length: D * F }, () => random.normal()) }
  // The first feature is constant; the last output sees only it.
  weight.data.set([7, 0, 0, 0, 0], 2 * F)
  const bias = { shape: [D], data: new Float32Array(D) }
  centreProjection(features, weight, bias)
  for (let d = 0; d < 2; d++) {
    const outputs = Array.from({ length: N }, (_, n) => {
      let sum = bias.data[d]
      for (let f = 0; f < F; f++) sum += weight.data[d * F + f] * features[n * F + f]
      return sum
    })
    const mean = outputs.reduce((a, b) => a + b) / N
    expect(mean).toBeCloseTo(0, 4)
    expect(outputs.reduce((a, b) => a + (b - mean) ** 2, 0) / N).toBeCloseTo(1, 4)
  }
  expect(bias.data[2]).toBeCloseTo(-21, 4)
})
