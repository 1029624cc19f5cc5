/**
 * Exported weights in torchvision's own models: names, shapes, and the same features.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import type { Backbone, EngineConfig, EngineState } from '../../src/core/learning/engine.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig, type TrainingRecipe } from '../../src/core/learning/recipe.ts'
import { wholeViews } from '../../src/core/learning/look.ts'
import { saveEncoder } from '../../src/core/learner/checkpoint.ts'
import { temporaryFolder } from '../support/photos.ts'
import { dataOf, recorded } from './recorded.ts'
import { pythonWith } from './trajectory.ts'

const [B, S] = [2, 64]
const script = fileURLToPath(new URL('./load_weights.py', import.meta.url))

interface Loaded {
  missing: string[]
  unexpected: string[]
  features: number[]
  detectorMissing: string[] | null
}

/** Drawn once: VGG and ResNet-50 need millions. */
const noise = Float32Array.from(
  { length: 65_521 },
  (
    (random) => () =>
      random.normal()
  )(new Random(1)),
)

/** Statistics and norms that are not 0 and 1, so that one left out is seen. */
function stateOf(config: EngineConfig, random: Random): EngineState {
  let at = 0
  const state = initialState(config, { normal: () => noise[at++ % noise.length] })
  for (const [name, { shape, data }] of Object.entries(state.parameters))
    if (shape.length === 1 && name !== 'fc.bias') data.forEach((value, i) => (data[i] = value + 0.2 * random.uniform()))
  return state
}

/** What torchvision makes of our weights, and our own features of the same images. */
async function load(backbone: Backbone, theirName: string): Promise<Loaded & { ours: Float32Array }> {
  const recipe = { ...defaultRecipe, backbone, searchImageSize: S, hasLayout: false, hasOutlines: false }
  const config = engineConfig(recipe, S)
  const random = new Random(2)
  const state = stateOf(config, random)
  const engine = await createOnnxEngine(config, state)
  const pixels = Uint8Array.from({ length: B * S * S * 3 }, () => random.integer(256))
  const ours = await engine.features(wholeViews(pixels, { imageSize: S, pixelSize: S }))
  await engine.dispose()
  const loaded = recorded(`torchvision-${theirName}`, [pixels, ...dataOf(state)], () =>
    ask(theirName, state, recipe, pixels),
  )
  return { ...loaded, ours }
}

function ask(theirName: string, state: EngineState, recipe: TrainingRecipe, pixels: Uint8Array): Loaded {
  const folder = temporaryFolder()
  const imagesPath = join(folder.path, 'images.bin')
  writeFileSync(imagesPath, new Uint8Array(normalised(pixels).buffer))
  const args = [script, theirName, saveEncoder(folder.path, state, recipe), imagesPath, String(S)]
  const loaded = JSON.parse(execFileSync(pythonWith('torchvision'), args, { encoding: 'utf8' })) as Loaded
  folder.remove()
  return loaded
}

function normalised(pixels: Uint8Array): Float32Array {
  const [mean, deviation] = [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ]
  const images = new Float32Array(pixels.length)
  pixels.forEach((value, i) => {
    const [photo, place, channel] = [Math.floor(i / (S * S * 3)), Math.floor(i / 3) % (S * S), i % 3]
    images[(photo * 3 + channel) * S * S + place] = (value / 255 - mean[channel]) / deviation[channel]
  })
  return images
}

const classifier = /^(fc|classifier)\./

test.each<[Backbone, string]>([
  ['resnet18', 'resnet18'],
  ['resnet50', 'resnet50'],
  ['vgg16', 'vgg16_bn'],
])(
  "%s is torchvision's %s",
  async (backbone, theirName) => {
    const { missing, unexpected, features, ours, detectorMissing } = await load(backbone, theirName)
    expect(unexpected).toEqual([])
    // VGG's convolutions have a bias there, which the batch norm after each takes away; here they have none.
    expect(missing.filter((name) => !classifier.test(name) && !/^features\.\d+\.bias$/.test(name))).toEqual([])
    expect(features).toHaveLength(ours.length)
    const size = Math.max(...ours.map(Math.abs))
    ours.forEach((value, i) => expect(Math.abs(value - features[i]) / size).toBeLessThan(1e-4))
    if (detectorMissing) expect(detectorMissing).toEqual([])
  },
  120_000,
)

test('alexnet: torchvision takes every convolution, and has no batch norm', async () => {
  const { missing, unexpected } = await load('alexnet', 'alexnet')
  expect(missing.filter((name) => !classifier.test(name) && !name.endsWith('.bias'))).toEqual([])
  expect(unexpected.every((name) => name.includes('.norm.'))).toBe(true)
}, 120_000)
