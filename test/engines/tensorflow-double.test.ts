/**
 * TensorFlow.js against the ONNX graphs on every backbone, a sixteenth as wide, both in double precision. In single
 * precision rounding decides for one ReLU in a million whether it is open, and all gradients below change by
 * thousandths or, through fifty layers, by hundredths, PyTorch's too: no tolerance would tell that from a mistake. What
 * single precision does to ours is in gradients.test.ts; a batch where no ReLU is so near is in tensorflow.test.ts.
 */
import type * as Tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { toGraphLayout } from '../../src/core/engines/onnx/training-graph.ts'
import { createTensorflowEngine } from '../../src/core/engines/tensorflow/engine.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import type { Backbone, EngineState, Objective } from '../../src/core/learning/engine.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../../src/core/learning/recipe.ts'
import { DoubleStep } from './double-graph.ts'
import { registerFilterGradient } from './filter-gradient.ts'
import { pictureBatch } from './pictures.ts'

const [B, P, N] = [2, 40, 30]
/** ONNX keeps attributes, the temperature among them, as singles: alike to 1e-8. */
const tolerance = 1e-7
let tf: typeof Tf

beforeAll(async () => {
  // TensorFlow.js reckons in doubles but stores singles; where it and whoever feeds it find doubles under that name, it
  // stores doubles. ONNX Runtime, loaded before, knows which is which.
  globalThis.Float32Array = Float64Array as unknown as typeof Float32Array
  tf = await import('@tensorflow/tfjs')
  tf.env().platform.isTypedArray = ArrayBuffer.isView as (a: unknown) => a is Float32Array
  await tf.setBackend('cpu')
  registerFilterGradient(tf)
})

/** Largest difference over the largest value. */
function gap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]))
    size = Math.max(size, Math.abs(a[i]))
  }
  return difference / size
}

test.each<[Objective, Backbone, number]>([
  ['nce', 'resnet18-half', 32],
  ['softmax', 'resnet18', 32],
  ['softmax', 'resnet18-cifar', 32],
  ['softmax', 'alexnet', 96],
  ['softmax', 'vgg16', 32],
  ['softmax', 'resnet50', 64],
])(
  '%s, %s at %i px',
  async (objective, backbone, imageSize) => {
    const config = engineConfig(
      {
        ...defaultRecipe,
        objective,
        backbone,
        widthMultiplier: 1 / 16,
        imageSize,
        headSize: objective === 'nce' ? 48 : 0,
        hasLayout: imageSize === 96,
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
    const random = new Random(1)
    const start = initialState(config, random)
    const batch = pictureBatch(
      config,
      N,
      Int32Array.from({ length: B }, (_, b) => b * 3),
      random,
    )
    const layout = (tensors: EngineState['velocity']) =>
      Object.fromEntries(
        Object.entries(tensors).map(([name, { shape, data }]) => [
          name,
          toGraphLayout(shape, data) as unknown as Float64Array,
        ]),
      )
    const engine = await createTensorflowEngine(tf, config, start)
    const theirs = await engine.trainStep(batch)
    const found = layout((await engine.exportState()).velocity)
    await engine.dispose()
    const step = await DoubleStep.of(config, batch)
    const weights = layout(Object.fromEntries(Object.keys(found).map((name) => [name, start.parameters[name]])))
    expect(Math.abs((await step.loss(weights)) / theirs.loss - 1)).toBeLessThan(tolerance)
    const gradients = await step.gradients(weights)
    await step.release()
    for (const name of Object.keys(found)) expect(gap(gradients[name], found[name]), name).toBeLessThan(tolerance)
  },
  120_000,
)
