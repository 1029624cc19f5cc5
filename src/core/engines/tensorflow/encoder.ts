/** The encoder in TensorFlow.js operators: stored pixels and how to see them, to unit embeddings [B, D]. */
import type * as Tf from '@tensorflow/tfjs'
import { backboneSpec, batchNormEpsilon, channelDeviation, channelMean, type BlockSpec, type ConvSpec, type LayerSpec } from '../../learning/backbone.ts'
import type { EngineConfig, ViewBatch } from '../../learning/engine.ts'

export type Tensorflow = typeof Tf

/** What a forward pass needs of the weights. */
export interface EncoderContext {
  tf: Tensorflow
  /** Batch statistics and their running means, or the running means alone. */
  training: boolean
  /** Convolutions are [k, k, in, out] here. */
  weight(name: string): Tf.Tensor
  /** Training only: a batch norm's biased mean and variance, and how many values each is of. */
  onStatistics(norm: string, mean: Tf.Tensor, variance: Tf.Tensor, valueCount: number): void
}

/** Crops, resizes, mirrors and recolours: [B, S, S, 3], normalised. See `ViewBatch`. */
export function augment(tf: Tensorflow, views: ViewBatch, { pixelSize: P, imageSize: S }: EngineConfig): Tf.Tensor4D {
  const B = views.pixels.length / (P * P * 3)
  const pixels = tf.tensor3d(Float32Array.from(views.pixels), [B, P, P * 3])
  const rows = tf.matMul(tf.tensor3d(views.rowResampling, [B, S, P]), pixels)
  const turned = tf.transpose(tf.reshape(rows, [B, S, P, 3]), [0, 2, 1, 3])
  const columns = tf.matMul(tf.tensor3d(views.columnResampling, [B, S, P]), tf.reshape(turned, [B, P, S * 3]) as Tf.Tensor3D)
  const rgb = tf.div(tf.reshape(tf.transpose(tf.reshape(columns, [B, S, S, 3]), [0, 2, 1, 3]), [B, S * S, 3]), 255) as Tf.Tensor3D
  const [own, ofMean] = tf.split(tf.tensor3d(views.colour, [B, 3, 6]), 2, 2)
  const mean = tf.mean(rgb, 1, true) as Tf.Tensor3D
  const mixed = tf.add(tf.matMul(rgb, own, false, true), tf.matMul(mean, ofMean, false, true))
  const normal = tf.div(tf.sub(tf.clipByValue(mixed, 0, 1), tf.tensor1d(channelMean)), tf.tensor1d(channelDeviation))
  return tf.reshape(normal, [B, S, S, 3])
}

/** Features [B, F] after each stage and unit embeddings [B, D] of normalised images [B, S, S, 3]. */
export function encode(context: EncoderContext, config: EngineConfig, images: Tf.Tensor4D): { features: Tf.Tensor2D[]; embeddings: Tf.Tensor2D } {
  const { tf } = context
  let x = images
  const features = backboneSpec(config.backbone).stages.map(({ layers }) => {
    x = layers.reduce((input, layer) => runLayer(context, input, layer), x)
    return tf.mean(x, [1, 2]) as Tf.Tensor2D
  })
  const raw = tf.add(tf.matMul(features.at(-1)!, context.weight('fc.weight') as Tf.Tensor2D, false, true), context.weight('fc.bias'))
  const norm = tf.maximum(tf.norm(raw, 2, 1, true), 1e-12)
  return { features, embeddings: tf.div(raw, norm) }
}

function runLayer(context: EncoderContext, x: Tf.Tensor4D, layer: LayerSpec): Tf.Tensor4D {
  if (layer.kind === 'block') return residualBlock(context, x, layer.block)
  const out: Tf.Tensor4D = context.tf.relu(convolveAndNormalise(context, x, layer.conv))
  if (!layer.pool || out.shape[1] < layer.pool.kernel) return out
  const { kernel, stride, padding } = layer.pool
  return context.tf.maxPool(out, kernel, stride, padding, 'floor')
}

function residualBlock(context: EncoderContext, input: Tf.Tensor4D, { convs, shortcut }: BlockSpec): Tf.Tensor4D {
  const { tf } = context
  const through = convs.reduce((x, conv, index) => convolveAndNormalise(context, index > 0 ? tf.relu(x) : x, conv), input)
  return tf.relu(tf.add(through, shortcut ? convolveAndNormalise(context, input, shortcut) : input))
}

function convolveAndNormalise(context: EncoderContext, x: Tf.Tensor4D, { name, norm, stride, padding }: ConvSpec): Tf.Tensor4D {
  const weight = context.weight(`${name}.weight`) as Tf.Tensor4D
  return batchNorm(context, context.tf.conv2d(x, weight, stride, padding, 'NHWC', 1, 'floor'), norm)
}

function batchNorm({ tf, training, weight, onStatistics }: EncoderContext, x: Tf.Tensor4D, name: string): Tf.Tensor4D {
  const { mean, variance } = training ? tf.moments(x, [0, 1, 2]) : { mean: weight(`${name}.running_mean`), variance: weight(`${name}.running_var`) }
  if (training) onStatistics(name, mean, variance, x.size / x.shape[3])
  const scale = tf.div(weight(`${name}.weight`), tf.sqrt(tf.add(variance, batchNormEpsilon)))
  return tf.add(tf.mul(tf.sub(x, mean), scale), weight(`${name}.bias`))
}
