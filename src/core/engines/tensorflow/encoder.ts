/** The encoder in TensorFlow.js operators: stored pixels and how to see them, to unit embeddings [B, D]. */
import type * as Tf from '@tensorflow/tfjs'
import {
  backboneSpec,
  batchNormEpsilon,
  channelDeviation,
  channelMean,
  smallestNorm,
  type BlockSpec,
  type ConvSpec,
  type LayerSpec,
} from '../../learning/backbone.ts'
import { cellWeights } from '../../learning/cells.ts'
import { layoutSide, layoutSize } from '../../learning/layout.ts'
import {
  outlineContrast,
  outlineFilters,
  outlineFloor,
  outlineKernel,
  outlineSide,
  outlineSize,
  outlineStride,
} from '../../learning/outlines.ts'
import type { EngineConfig, Views } from '../../learning/engine.ts'

export type Tensorflow = typeof Tf

/** What a forward pass needs of the weights. */
export interface EncoderContext {
  tf: Tensorflow
  /** Batch statistics and their running means, or the running means alone. */
  training: boolean
  /** Convolutions are [k, k, in, out] here. */
  weight(name: string): Tf.Tensor
  /**
   * Training only, for the large views and the head: a batch norm's biased mean and variance, and how many values each
   * is of.
   */
  onStatistics(norm: string, mean: Tf.Tensor, variance: Tf.Tensor, valueCount: number): void
}

/** Crops, resizes, mirrors and recolours: [R, S, S, 3], in [0, 1]. See `Views`. */
export function augment(tf: Tensorflow, bytes: Uint8Array, views: Views, P: number, S: number): Tf.Tensor4D {
  const [B, R] = [bytes.length / (P * P * 3), views.colour.length / 18]
  const pixels = tf.tile(tf.tensor3d(Float32Array.from(bytes), [B, P, P * 3]), [R / B, 1, 1])
  const rows = tf.matMul(tf.tensor3d(views.rowResampling, [R, S, P]), pixels)
  const turned = tf.transpose(tf.reshape(rows, [R, S, P, 3]), [0, 2, 1, 3])
  const columns = tf.matMul(
    tf.tensor3d(views.columnResampling, [R, S, P]),
    tf.reshape(turned, [R, P, S * 3]) as Tf.Tensor3D,
  )
  const rgb = tf.div(
    tf.reshape(tf.transpose(tf.reshape(columns, [R, S, S, 3]), [0, 2, 1, 3]), [R, S * S, 3]),
    255,
  ) as Tf.Tensor3D
  const [own, ofMean] = tf.split(tf.tensor3d(views.colour, [R, 3, 6]), 2, 2)
  const mean = tf.mean(rgb, 1, true) as Tf.Tensor3D
  const mixed = tf.add(tf.matMul(rgb, own, false, true), tf.matMul(mean, ofMean, false, true))
  return tf.reshape(tf.clipByValue(mixed, 0, 1), [R, S, S, 3])
}

/** Where in a view which colours are, [R, 3 · layoutSide²]; see learning/layout. */
export function layout(tf: Tensorflow, images: Tf.Tensor4D): Tf.Tensor2D {
  const flat = tf.reshape(cellMeans(tf, images, layoutSide), [-1, layoutSize]) as Tf.Tensor2D
  return unitRows(tf, tf.sub(flat, tf.mean(flat, 1, true)))
}

/** Where in a view edges run which way, [R, outlineSize]; see learning/outlines. */
export function outlines(tf: Tensorflow, images: Tf.Tensor4D): Tf.Tensor2D {
  const filters = tf.tensor4d(outlineFilters(), [4, 3, outlineKernel, outlineKernel])
  const derivatives = tf.abs(
    tf.conv2d(images, tf.transpose(filters, [2, 3, 1, 0]), outlineStride, 'valid'),
  ) as Tf.Tensor4D
  const contrast = tf.reshape(tf.transpose(tf.tensor2d(outlineContrast, [4, 4])), [1, 1, 4, 4]) as Tf.Tensor4D
  const means = cellMeans(tf, tf.relu(tf.conv2d(derivatives, contrast, 1, 'valid')), outlineSide)
  const flat = tf.reshape(tf.transpose(means, [0, 3, 1, 2]), [-1, outlineSize]) as Tf.Tensor2D
  return unitRows(tf, tf.sqrt(tf.add(flat, outlineFloor)))
}

/** [R, S, S, C] to [R, cells, cells, C]. */
function cellMeans(tf: Tensorflow, maps: Tf.Tensor4D, cells: number): Tf.Tensor4D {
  const [R, S, , C] = maps.shape
  const weights = tf.tensor2d(cellWeights(cells, S), [cells, S])
  const down = tf.reshape(tf.transpose(maps, [1, 0, 2, 3]), [S, -1]) as Tf.Tensor2D
  const rows = tf.reshape(tf.matMul(weights, down), [cells, R, S, C])
  const across = tf.reshape(tf.transpose(rows, [2, 1, 0, 3]), [S, -1]) as Tf.Tensor2D
  return tf.transpose(tf.reshape(tf.matMul(weights, across), [cells, R, cells, C]), [1, 2, 0, 3]) as Tf.Tensor4D
}

/** Features [R, F] after each stage of images [R, S, S, 3] in [0, 1]. */
export function featuresOf(context: EncoderContext, config: EngineConfig, images: Tf.Tensor4D): Tf.Tensor2D[] {
  const { tf } = context
  let x: Tf.Tensor4D = tf.div(tf.sub(images, tf.tensor1d(channelMean)), tf.tensor1d(channelDeviation))
  return backboneSpec(config).stages.map(({ layers }) => {
    x = layers.reduce((input, layer) => runLayer(context, input, layer), x)
    return tf.mean(x, [1, 2]) as Tf.Tensor2D
  })
}

/** What the projection gets, [R, F], to unit embeddings [R, D]. */
export function project({ tf, weight }: EncoderContext, features: Tf.Tensor2D): Tf.Tensor2D {
  return unitRows(tf, tf.add(tf.matMul(features, weight('fc.weight') as Tf.Tensor2D, false, true), weight('fc.bias')))
}

/** The same by the head that training has in its place. */
export function projectByHead(context: EncoderContext, features: Tf.Tensor2D): Tf.Tensor2D {
  const { tf } = context
  const linear = (rows: Tf.Tensor2D, name: string): Tf.Tensor2D =>
    tf.matMul(rows, context.weight(`${name}.weight`) as Tf.Tensor2D, false, true)
  const wide = linear(features, 'head.0')
  const normal = batchNorm(context, tf.reshape(wide, [wide.shape[0], 1, 1, wide.shape[1]]), 'head.1')
  return unitRows(tf, linear(tf.relu(tf.reshape(normal, wide.shape)), 'head.3'))
}

function unitRows(tf: Tensorflow, rows: Tf.Tensor2D): Tf.Tensor2D {
  return tf.div(rows, tf.maximum(tf.norm(rows, 2, 1, true), smallestNorm))
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
  const through = convs.reduce(
    (x, conv, index) => convolveAndNormalise(context, index > 0 ? tf.relu(x) : x, conv),
    input,
  )
  return tf.relu(tf.add(through, shortcut ? convolveAndNormalise(context, input, shortcut) : input))
}

function convolveAndNormalise(
  context: EncoderContext,
  x: Tf.Tensor4D,
  { name, norm, stride, padding }: ConvSpec,
): Tf.Tensor4D {
  const weight = context.weight(`${name}.weight`) as Tf.Tensor4D
  return batchNorm(context, context.tf.conv2d(x, weight, stride, padding, 'NHWC', 1, 'floor'), norm)
}

function batchNorm({ tf, training, weight, onStatistics }: EncoderContext, x: Tf.Tensor4D, name: string): Tf.Tensor4D {
  const { mean, variance } = training
    ? tf.moments(x, [0, 1, 2])
    : { mean: weight(`${name}.running_mean`), variance: weight(`${name}.running_var`) }
  if (training) onStatistics(name, mean, variance, x.size / x.shape[3])
  const scale = tf.div(weight(`${name}.weight`), tf.sqrt(tf.add(variance, batchNormEpsilon)))
  return tf.add(tf.mul(tf.sub(x, mean), scale), weight(`${name}.bias`))
}
