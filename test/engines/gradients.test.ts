/**
 * Every gradient of a step. The graphs' gradients in double precision against finite differences of the loss, along
 * random directions that know nothing of the gradient and move all tensors at once; the engine's, in single precision,
 * against those. Backbones are narrow but once for the app's own: their layers are all there.
 */
import { expect, test } from 'vitest'
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import { toGraphLayout } from '../../src/core/engines/onnx/training-graph.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import type { Backbone, EngineConfig, EngineState, Objective, TrainingBatch } from '../../src/core/learning/engine.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../../src/core/learning/recipe.ts'
import { DoubleStep, type Weights } from './double-graph.ts'
import { pictureBatch } from './pictures.ts'

const [B, P, N] = [6, 40, 20]
/** So short that hardly ever a ReLU opens or closes on the way, yet the slope's rounding stays below 1e-4. */
const reach = 1e-9

/** Without momentum and decay the velocity is the gradient. */
async function inSingles(
  config: EngineConfig,
  start: EngineState,
  batch: TrainingBatch,
): Promise<{ loss: number; velocity: EngineState['velocity'] }> {
  const engine = await createOnnxEngine(config, start)
  const { loss } = await engine.trainStep(batch)
  const { velocity } = await engine.exportState()
  await engine.dispose()
  return { loss, velocity }
}

const inLayout = (tensors: EngineState['velocity'], names: string[]): Weights =>
  Object.fromEntries(
    names.map((name) => [name, new Float64Array(toGraphLayout(tensors[name].shape, tensors[name].data))]),
  )

/**
 * A prime number of normal values, so that no layout's sides repeat with them; drawn once, since VGG needs millions.
 */
const noise = Float64Array.from(
  { length: 65_521 },
  (
    (random) => () =>
      random.normal()
  )(new Random(9)),
)

function noisy(length: number, from: number): Float64Array {
  const values = new Float64Array(length)
  for (let i = 0; i < length; i++) values[i] = noise[from++ % noise.length]
  return values
}

/** Random, scaled so that the slope along it should be 1 or −1, whatever the tensor's size. */
function directionFor(gradient: Float64Array, random: Random): Float64Array {
  for (;;) {
    const direction = noisy(gradient.length, random.integer(noise.length))
    const slope = Math.abs(dot(direction, gradient))
    // Nearly across the gradient it would be moved too far.
    if (slope > 0.3 * Math.sqrt(dot(gradient, gradient))) return scaled(direction, 1 / slope)
  }
}

function scaled(values: Float64Array, by: number): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] *= by
  return values
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

function moved(weights: Weights, directions: Weights, by: number): Weights {
  const add = (data: Float64Array, direction: Float64Array) => {
    const next = data.slice()
    for (let i = 0; i < next.length; i++) next[i] += by * direction[i]
    return next
  }
  return Object.fromEntries(Object.entries(weights).map(([name, data]) => [name, add(data, directions[name])]))
}

/** Of the difference's length to the second's. */
function difference(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return Math.sqrt(sum / dot(b, b))
}

const configOf = (objective: Objective, backbone: Backbone, imageSize: number): EngineConfig =>
  engineConfig(
    {
      ...defaultRecipe,
      objective,
      backbone,
      widthMultiplier: backbone === defaultRecipe.backbone && objective === 'softmax' ? 1 : 1 / 8,
      imageSize,
      embeddingSize: 32,
      headSize: objective === 'nce' ? 48 : 0,
      hasLayout: backbone === 'alexnet',
      hasOutlines: false,
      smallViewCount: objective === 'nce' ? 2 : 0,
      bankWeight: 1,
      proximalWeight: 0.5,
      viewWeight: 0.7,
      optimizerMomentum: 0,
      weightDecay: 0,
    },
    P,
  )

// AlexNet at 32 px comes down to one place, where the bias of a norm before a pool has no effect.
test.each<[Objective, Backbone, number]>([
  ['softmax', 'resnet18-half', 32],
  ['nce', 'resnet18-half', 32],
  ['softmax', 'resnet18', 32],
  ['softmax', 'resnet18-cifar', 32],
  ['softmax', 'alexnet', 64],
  ['softmax', 'vgg16', 32],
  ['softmax', 'resnet50', 64],
])('%s, %s at %i px', async (objective, backbone, imageSize) => {
  const config = configOf(objective, backbone, imageSize)
  const random = new Random(3)
  let at = 0
  const start = initialState(config, { normal: () => noise[at++ % noise.length] })
  const batch = pictureBatch(
    config,
    N,
    Int32Array.from({ length: B }, (_, b) => b * 3),
    random,
  )
  const { loss, velocity } = await inSingles(config, start, batch)
  const names = Object.keys(velocity)
  const [weights, singles] = [inLayout(start.parameters, names), inLayout(velocity, names)]
  const step = await DoubleStep.of(config, batch)
  const gradients = await step.gradients(weights)
  expect(Math.abs(loss / (await step.loss(weights)) - 1)).toBeLessThan(1e-5)
  // Where rounding decides whether a ReLU is open, all gradients below it change by some thousandths, through fifty
  // layers by hundredths, in PyTorch's single precision too.
  for (const name of names) expect(difference(singles[name], gradients[name]), name).toBeLessThan(0.2)
  for (let draw = 0; draw < 2; draw++) {
    const directions: Weights = Object.fromEntries(names.map((name) => [name, directionFor(gradients[name], random)]))
    const wanted = names.reduce((sum, name) => sum + dot(directions[name], gradients[name]), 0)
    const [above, below] = [
      await step.loss(moved(weights, directions, reach)),
      await step.loss(moved(weights, directions, -reach)),
    ]
    // Each tensor's share of the slope is 1 or −1: one left out, or a thousandth too large, would show.
    expect(Math.abs((above - below) / (2 * reach) - wanted)).toBeLessThan(1e-3)
  }
  await step.release()
})
