/** The objectives in TensorFlow.js operators; the formulas are those of learning/losses. Gradients come from autograd. */
import type * as Tf from '@tensorflow/tfjs'
import type { EngineConfig, TrainingBatch } from '../../learning/engine.ts'
import type { Tensorflow } from './encoder.ts'

export interface Bank {
  /** [N, D]; learnt by gradient, the softmax is the parametric one. */
  bank: Tf.Tensor2D
  /** The same values, constant: what the proximal term pulls to. */
  fixedBank: Tf.Tensor2D
}

/** Scalars: the mean loss in nats, and this batch's estimate of Z (1 for the softmax). */
export function objective(tf: Tensorflow, config: EngineConfig, v: Tf.Tensor2D, { bank, fixedBank }: Bank, batch: TrainingBatch): { loss: Tf.Scalar; partition: Tf.Scalar } {
  const own = tf.gather(bank, tf.tensor1d(batch.instances, 'int32'))
  const { losses, partition } = config.objective === 'nce' ? nce(tf, config, v, bank, own, batch) : softmax(tf, config, v, bank, own)
  const proximal = tf.mul(tf.sum(tf.square(tf.sub(v, tf.gather(fixedBank, tf.tensor1d(batch.instances, 'int32')))), 1), config.proximalWeight)
  const perPhoto = tf.add(losses, proximal)
  const all = config.viewWeight > 0 ? tf.add(perPhoto, tf.mul(twoViews(tf, config, v), config.viewWeight)) : perPhoto
  return { loss: tf.mean(all), partition }
}

function softmax(tf: Tensorflow, { temperature }: EngineConfig, v: Tf.Tensor2D, bank: Tf.Tensor2D, own: Tf.Tensor2D) {
  const logSum = tf.logSumExp(tf.div(tf.matMul(v, bank, false, true), temperature), 1)
  return { losses: tf.sub(logSum, tf.div(rowDot(tf, v, own), temperature)), partition: tf.scalar(1) }
}

function nce(tf: Tensorflow, { temperature, embeddingSize: D }: EngineConfig, v: Tf.Tensor2D, bank: Tf.Tensor2D, own: Tf.Tensor2D, batch: TrainingBatch) {
  const B = batch.instances.length
  if (!batch.negatives) throw new Error('NCE needs negatives [B, m]; none were given.')
  const m = batch.negatives.length / B
  const rows = tf.tensor2d(batch.negatives, [B, m], 'int32')
  const all = tf.concat([tf.reshape(own, [B, 1, D]), tf.gather(bank, rows)], 1) as Tf.Tensor3D
  const logits = tf.div(tf.squeeze(tf.matMul(all, tf.reshape(v, [B, D, 1]) as Tf.Tensor3D), [2]), temperature) as Tf.Tensor2D
  const isOther = tf.cast(tf.notEqual(rows, tf.tensor2d(batch.instances, [B, 1], 'int32')), 'float32') as Tf.Tensor2D
  const logEstimate = logPartition(tf, logits, isOther, bank.shape[0])
  const logZ = batch.partition ? Math.log(batch.partition) : logEstimate.dataSync()[0]
  const margins = tf.sub(logits, logZ + Math.log(m / bank.shape[0])) as Tf.Tensor2D
  const [first, rest] = tf.split(margins, [1, m], 1)
  const losses = tf.add(tf.squeeze(tf.softplus(tf.neg(first)), [1]), tf.sum(tf.softplus(rest), 1))
  return { losses, partition: tf.exp(logEstimate) as Tf.Scalar }
}

/** ln of the estimate of Z in learning/losses, shifted by the largest; logits [B, 1 + m], own first, isOther [B, m] 0 or 1. */
function logPartition(tf: Tensorflow, logits: Tf.Tensor2D, isOther: Tf.Tensor2D, rowCount: number): Tf.Scalar {
  const highest = tf.max(logits)
  const [own, others] = tf.split(tf.exp(tf.sub(logits, highest)), [1, isOther.shape[1]], 1)
  const mean = tf.div(tf.sum(tf.mul(others, isOther)), tf.maximum(tf.sum(isOther), 1))
  return tf.add(highest, tf.log(tf.add(tf.mean(own), tf.mul(mean, rowCount - 1)))) as Tf.Scalar
}

/** NT-Xent between the halves of the batch; see `twoViews` in learning/losses. */
function twoViews(tf: Tensorflow, { viewTemperature }: EngineConfig, v: Tf.Tensor2D): Tf.Tensor {
  const [first, second] = tf.split(v, 2)
  const logits = tf.div(tf.matMul(v, v, false, true), viewTemperature)
  const others = tf.sub(logits, tf.mul(tf.eye(v.shape[0]), 1e9))
  return tf.sub(tf.logSumExp(others, 1), tf.div(rowDot(tf, v, tf.concat([second, first])), viewTemperature))
}

const rowDot = (tf: Tensorflow, a: Tf.Tensor, b: Tf.Tensor): Tf.Tensor => tf.sum(tf.mul(a, b), 1)
