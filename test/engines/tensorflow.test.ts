/** The TensorFlow engine (on TensorFlow.js's own CPU backend) against the ONNX engine: same weights, same batch. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createEngine } from '../../src/core/engines/create-engine.ts'
import { createOnnxEngine } from '../../src/core/engines/onnx/engine.ts'
import { DeviceBank } from '../../src/core/engines/tensorflow/device-bank.ts'
import { createTensorflowEngine } from '../../src/core/engines/tensorflow/engine.ts'
import { objective } from '../../src/core/engines/tensorflow/objective.ts'
import { initialState } from '../../src/core/learning/encoder-weights.ts'
import type {
  Backbone,
  Engine,
  EngineConfig,
  EngineState,
  Objective,
  TrainingBatch,
} from '../../src/core/learning/engine.ts'
import { estimatePartition, noiseContrastive, nonParametricSoftmax } from '../../src/core/learning/losses.ts'
import { wholeViews } from '../../src/core/learning/look.ts'
import { MemoryBank } from '../../src/core/learning/memory-bank.ts'
import { Random } from '../../src/core/learning/random.ts'
import { defaultRecipe, engineConfig } from '../../src/core/learning/recipe.ts'
import { registerFilterGradient } from './filter-gradient.ts'
import { pictureBatch } from './pictures.ts'

const [B, P, S, N] = [4, 36, 32, 30]
beforeAll(async () => {
  await tf.setBackend('cpu')
  registerFilterGradient(tf)
})

const configOf = (chosen: Objective, backbone: Backbone, rest: Partial<EngineConfig> = {}): EngineConfig => ({
  ...engineConfig(
    {
      ...defaultRecipe,
      objective: chosen,
      backbone,
      widthMultiplier: 1 / 4,
      imageSize: S,
      searchImageSize: 40,
      headSize: 48,
      smallViewCount: 2,
      bankWeight: 1,
      proximalWeight: 0.5,
      viewWeight: 0.7,
    },
    P,
  ),
  ...rest,
})

const newBatch = (config: EngineConfig, learningRate: number): TrainingBatch => {
  const batch = pictureBatch(
    config,
    N,
    Int32Array.from({ length: B }, (_, b) => 2 * b),
    new Random(4),
  )
  return { ...batch, partition: 0, learningRate }
}

/** Largest difference of a tensor's values over the largest value. */
function gap(ours: EngineState['parameters'], theirs: EngineState['parameters'], name: string): number {
  const [a, b] = [ours[name].data, theirs[name].data]
  let [difference, size] = [0, 1e-6]
  a.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - b[i]))
    size = Math.max(size, Math.abs(value))
  })
  return difference / size
}

describe.each<[Objective, Backbone]>([
  ['softmax', 'resnet18-half'],
  ['nce', 'resnet18-half'],
  ['parametric', 'alexnet'],
])('%s, %s', (chosen, backbone) => {
  test('loss to 1e-5, every gradient to 1e-4, statistics, embeddings', async () => {
    // Without momentum and decay the velocity is the gradient.
    const config = configOf(chosen, backbone, { optimizerMomentum: 0, weightDecay: 0 })
    const start = initialState(config, new Random(1))
    const [onnx, tensorflow]: Engine[] = [
      await createOnnxEngine(config, start),
      await createTensorflowEngine(tf, config, start),
    ]
    const batch = newBatch(config, 0)
    const [ours, theirs] = [await onnx.trainStep(batch), await tensorflow.trainStep(batch)]
    expect(Math.abs(theirs.loss / ours.loss - 1)).toBeLessThan(1e-5)
    expect(Math.abs(theirs.partition / ours.partition - 1)).toBeLessThan(1e-4)
    ours.bankGradient?.forEach((value, i) => expect(Math.abs(value - theirs.bankGradient![i])).toBeLessThan(1e-5))
    const [a, b] = [await onnx.exportState(), await tensorflow.exportState()]
    for (const name of Object.keys(a.velocity)) expect(gap(a.velocity, b.velocity, name), name).toBeLessThan(1e-4)
    for (const name of Object.keys(a.parameters)) expect(gap(a.parameters, b.parameters, name), name).toBeLessThan(1e-4)
    const views = wholeViews(batch.pixels, { imageSize: config.searchImageSize, pixelSize: P })
    const [seen, alsoSeen] = [await onnx.embed(views), await tensorflow.embed(views)]
    seen.forEach((value, i) => expect(Math.abs(value - alsoSeen[i])).toBeLessThan(1e-4))
    await Promise.all([onnx.dispose(), tensorflow.dispose()])
  }, 120_000)
})

test.each<[Objective, number]>([
  ['softmax', 0.15],
  ['softmax', 0.02],
  ['nce', 0.15],
  ['nce', 0.02],
])('%s at temperature %f is the reference', (chosen, temperature) => {
  const config = { ...configOf(chosen, 'alexnet'), temperature, proximalWeight: 0, viewWeight: 0 }
  const random = new Random(7)
  const bank = MemoryBank.random(N, 128, random)
  const batch = newBatch(config, 0)
  const embeddings = MemoryBank.random(B, 128, random).rows.slice()
  bank.update(batch.instances, embeddings, 0.8)
  const input = { embeddings, bank: bank.rows, instances: batch.instances, embeddingSize: 128 }
  const options = { temperature, negatives: batch.negatives! }
  const partition = estimatePartition(input, options)
  const wanted =
    chosen === 'nce' ? noiseContrastive(input, { ...options, partition }) : nonParametricSoftmax(input, temperature)
  const rows = tf.tensor2d(bank.rows, [N, 128])
  const found = (v: tf.Tensor) =>
    objective(
      tf,
      config,
      { rows: v as tf.Tensor2D, embeddings: v as tf.Tensor2D },
      { bank: rows, fixedBank: rows },
      batch,
    )
  const { value, grad } = tf.valueAndGrad((v) => found(v).loss)(tf.tensor2d(embeddings, [B, 128]))
  const [loss, gradient] = [value.dataSync()[0], grad.dataSync()]
  if (chosen === 'nce')
    expect(found(tf.tensor2d(embeddings, [B, 128])).partition.dataSync()[0] / partition).toBeCloseTo(1, 4)
  expect(loss / wanted.loss).toBeCloseTo(1, 4)
  const largest = wanted.gradient.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
  gradient.forEach((each, i) => expect(Math.abs(each - wanted.gradient[i]) / largest).toBeLessThan(1e-4))
})

test('the bank that stays on the device is the one that the trainer keeps', async () => {
  const device = new DeviceBank(tf, 32)
  const random = new Random(5)
  const bank = MemoryBank.random(20, 32, random)
  // A row named twice, as two views of one photo do.
  for (const rows of [
    [0, 3, 3],
    [3, 19, 7],
    [1, 2, 0],
  ]) {
    const instances = Int32Array.from(rows)
    expect(await device.take(bank.rows, instances).data()).toEqual(bank.rows)
    bank.update(instances, MemoryBank.random(rows.length, 32, random).rows, 0.5)
  }
  expect(await device.take(bank.rows, Int32Array.of(4)).data()).toEqual(bank.rows)
  const another = MemoryBank.random(12, 32, random).rows
  expect(await device.take(another, Int32Array.of(4)).data()).toEqual(another)
  device.release()
}, 20_000)

test('the optimiser, and nothing left behind on the device', async () => {
  const config = configOf('softmax', 'alexnet')
  const start = initialState(config, new Random(1))
  const before = tf.memory().numTensors
  const [onnx, tensorflow] = [await createOnnxEngine(config, start), await createTensorflowEngine(tf, config, start)]
  const batch = newBatch(config, 1e-4)
  const first = await onnx.trainStep(batch)
  await tensorflow.trainStep(batch)
  await Promise.all([onnx.trainStep(batch), tensorflow.trainStep(batch)])
  const held = tf.memory().numTensors
  const [a, b] = [await onnx.trainStep(batch), await tensorflow.trainStep(batch)]
  // The steps change the loss by far more than by what rounding makes of them.
  expect(Math.abs(b.loss / a.loss - 1)).toBeLessThan(1e-3)
  expect(Math.abs(first.loss / a.loss - 1)).toBeGreaterThan(1e-2)
  expect(tf.memory().numTensors).toBe(held)
  await Promise.all([onnx.dispose(), tensorflow.dispose()])
  expect(tf.memory().numTensors).toBe(before)
}, 120_000)

test('where TensorFlow with CUDA is not installed, the message says how to get it', async (context) => {
  const config = configOf('softmax', 'resnet18-half')
  const opened = await createEngine(
    { engine: 'tensorflow', device: 'auto' },
    config,
    initialState(config, new Random(1)),
  ).catch((error: Error) => error)
  if (!(opened instanceof Error)) return context.skip('TensorFlow with CUDA is installed')
  expect(opened.message).toMatch(
    /could not be loaded .*npm install --prefix .*@tensorflow\/tfjs-node-gpu.*--engine onnx/,
  )
})
