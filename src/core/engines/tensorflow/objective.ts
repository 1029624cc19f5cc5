/**
 * The objectives in TensorFlow.js operators; the formulas are those of learning/losses. Gradients come from autograd.
 */
import type * as Tf from '@tensorflow/tfjs'
import type { EngineConfig, TrainingBatch } from '../../learning/engine.ts'
import type { Tensorflow } from './encoder.ts'

export interface Bank {
  /** [N, D]; learnt by gradient, the softmax is the parametric one. */
  bank: Tf.Tensor2D
  /** The same values, constant: what the proximal term pulls to. */
  fixedBank: Tf.Tensor2D
}

export interface Seen {
  /** [R, D], all views, large ones first. */
  rows: Tf.Tensor2D
  /** Those of the large ones, [L, D]. */
  embeddings: Tf.Tensor2D
}

/**
 * Scalars: the loss in nats, a mean over large views and one over all; and this batch's estimate of Z (1 for the
 * softmax).
 */
export function objective(
  tf: Tensorflow,
  config: EngineConfig,
  { rows, embeddings: v }: Seen,
  { bank, fixedBank }: Bank,
  batch: TrainingBatch,
): { loss: Tf.Scalar; partition: Tf.Scalar } {
  const viewTerm = (): Tf.Scalar =>
    tf.mul(tf.mean(viewLosses(tf, config, rows, v, batch.instances.length)), config.viewWeight)
  if (config.bankWeight === 0) return { loss: viewTerm(), partition: tf.scalar(1) }
  const instances = tf.tile(tf.tensor1d(batch.instances, 'int32'), [v.shape[0] / batch.instances.length])
  const own = tf.gather(bank, instances)
  const { losses, partition } =
    config.objective === 'nce' ? nce(tf, config, v, bank, own, instances, batch) : softmax(tf, config, v, bank, own)
  const proximal = tf.mul(tf.sum(tf.square(tf.sub(v, tf.gather(fixedBank, instances))), 1), config.proximalWeight)
  const againstBank: Tf.Scalar = tf.mean(tf.add(losses, proximal))
  const weighted: Tf.Scalar = tf.mul(againstBank, config.bankWeight)
  return { loss: config.viewWeight === 0 ? weighted : tf.add(weighted, viewTerm()), partition }
}

function softmax(tf: Tensorflow, { temperature }: EngineConfig, v: Tf.Tensor2D, bank: Tf.Tensor2D, own: Tf.Tensor2D) {
  const logSum = tf.logSumExp(tf.div(tf.matMul(v, bank, false, true), temperature), 1)
  return { losses: tf.sub(logSum, tf.div(rowDot(tf, v, own), temperature)), partition: tf.scalar(1) }
}

function nce(
  tf: Tensorflow,
  { temperature, embeddingSize: D }: EngineConfig,
  v: Tf.Tensor2D,
  bank: Tf.Tensor2D,
  own: Tf.Tensor2D,
  instances: Tf.Tensor1D,
  batch: TrainingBatch,
) {
  const [B, L] = [batch.instances.length, v.shape[0]]
  if (!batch.negatives) throw new Error('NCE needs negatives [B, m]; none were given.')
  const m = batch.negatives.length / B
  const rows = tf.tile(tf.tensor2d(batch.negatives, [B, m], 'int32'), [L / B, 1])
  const all = tf.concat([tf.reshape(own, [L, 1, D]), tf.gather(bank, rows)], 1) as Tf.Tensor3D
  const logits = tf.div(
    tf.squeeze(tf.matMul(all, tf.reshape(v, [L, D, 1]) as Tf.Tensor3D), [2]),
    temperature,
  ) as Tf.Tensor2D
  const isOther = tf.cast(tf.notEqual(rows, tf.reshape(instances, [L, 1])), 'float32') as Tf.Tensor2D
  const logEstimate = logPartition(tf, logits, isOther, bank.shape[0])
  const logZ = batch.partition ? Math.log(batch.partition) : logEstimate.dataSync()[0]
  const margins = tf.sub(logits, logZ + Math.log(m / bank.shape[0])) as Tf.Tensor2D
  const [first, rest] = tf.split(margins, [1, m], 1)
  const losses = tf.add(tf.squeeze(tf.softplus(tf.neg(first)), [1]), tf.sum(tf.softplus(rest), 1))
  return { losses, partition: tf.exp(logEstimate) as Tf.Scalar }
}

/**
 * ln of the estimate of Z in learning/losses, shifted by the largest; logits [B, 1 + m], own first, isOther [B, m] 0
 * or 1.
 */
function logPartition(tf: Tensorflow, logits: Tf.Tensor2D, isOther: Tf.Tensor2D, rowCount: number): Tf.Scalar {
  const highest = tf.max(logits)
  const [own, others] = tf.split(tf.exp(tf.sub(logits, highest)), [1, isOther.shape[1]], 1)
  const mean = tf.div(tf.sum(tf.mul(others, isOther)), tf.maximum(tf.sum(isOther), 1))
  return tf.add(highest, tf.log(tf.add(tf.mean(own), tf.mul(mean, rowCount - 1)))) as Tf.Scalar
}

/** [R]; see `viewsTogether` in learning/losses. */
function viewLosses(
  tf: Tensorflow,
  { viewTemperature }: EngineConfig,
  rows: Tf.Tensor2D,
  large: Tf.Tensor2D,
  B: number,
): Tf.Tensor {
  const [R, L] = [rows.shape[0], large.shape[0]]
  const mask = (of: (row: number, column: number) => boolean) =>
    tf.tensor2d(
      Float32Array.from({ length: R * L }, (_, i) => Number(of(Math.floor(i / L), i % L))),
      [R, L],
    )
  const isSamePhoto = (row: number, column: number) => row % B === column % B
  const positive = mask((row, column) => isSamePhoto(row, column) && row !== column)
  const shifted = tf.div(tf.sub(tf.matMul(rows, large, false, true), 1), viewTemperature)
  const weights = tf.exp(shifted)
  const ofOthers = tf.sum(
    tf.mul(
      weights,
      mask((row, column) => !isSamePhoto(row, column)),
    ),
    1,
    true,
  )
  const margins = tf.sub(tf.log(tf.add(ofOthers, weights)), shifted)
  return tf.div(tf.sum(tf.mul(margins, positive), 1), tf.sum(positive, 1))
}

const rowDot = (tf: Tensorflow, a: Tf.Tensor, b: Tf.Tensor): Tf.Tensor => tf.sum(tf.mul(a, b), 1)
