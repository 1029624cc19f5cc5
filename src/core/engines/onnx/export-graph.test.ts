/** The exported file gives the engine's own embeddings: of the app's own backbone, and of narrow others. */
import { expect, test } from 'vitest'
import { initialState } from '../../learning/encoder-weights.ts'
import type { Backbone, EngineState } from '../../learning/engine.ts'
import { wholeViews } from '../../learning/look.ts'
import { Random } from '../../learning/random.ts'
import { defaultRecipe, engineConfig } from '../../learning/recipe.ts'
import { createOnnxEngine } from './engine.ts'
import { exportedEncoder } from './export-graph.ts'
import { ort } from './runtime.ts'

const B = 3

/** Batch norm as it is after training: nothing is 0 or 1. */
function withStatistics({ parameters, velocity }: EngineState): EngineState {
  const random = new Random(5)
  const near = (middle: number) => middle + 0.3 * random.uniform()
  const moved = Object.entries(parameters).map(([name, { shape, data }]) => [
    name,
    { shape, data: shape.length === 1 ? data.map(near) : data },
  ])
  return { parameters: Object.fromEntries(moved), velocity }
}

// Sides that tiles cover, that they do not, odd ones; 32 is the smallest, where AlexNet's last pool is left out.
test.each<[Backbone, number]>([
  ['resnet18-half', 32],
  ['resnet18-half', 50],
  ['resnet18-half', 45],
  ['resnet18-half', 96],
  ['resnet18-cifar', 32],
  ['resnet50', 32],
  ['vgg16', 32],
  ['alexnet', 32],
  ['alexnet', 100],
])('%s, %i px', async (backbone, S) => {
  // Stored squares of the input's own size, seen whole: no resampling between the two.
  const widthMultiplier = backbone === defaultRecipe.backbone ? 1 : 1 / 8
  const config = engineConfig({ ...defaultRecipe, backbone, widthMultiplier, searchImageSize: S }, S)
  const state = withStatistics(initialState(config, new Random(3)))
  const random = new Random(4)
  const pixels = Uint8Array.from({ length: B * S * S * 3 }, () => random.integer(256))
  const engine = await createOnnxEngine(config, state)
  const ours = await engine.embed(wholeViews(pixels, { imageSize: S, pixelSize: S }))
  const image = new Float32Array(pixels.length)
  pixels.forEach((value, i) => {
    const [b, place, channel] = [Math.floor(i / (S * S * 3)), Math.floor(i / 3) % (S * S), i % 3]
    image[(b * 3 + channel) * S * S + place] = value / 255
  })
  const session = await ort.InferenceSession.create(exportedEncoder(config, state), { logSeverityLevel: 3 })
  const { embedding } = await session.run({ image: new ort.Tensor('float32', image, [B, 3, S, S]) })
  expect(embedding.dims).toEqual([B, 128])
  ;(embedding.data as Float32Array).forEach((value, i) => expect(Math.abs(value - ours[i])).toBeLessThan(1e-5))
  await engine.dispose()
})
