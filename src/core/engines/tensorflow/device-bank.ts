/** The memory bank on the device between steps: sent once, then only the rows that the trainer changed since. */
import type * as Tf from '@tensorflow/tfjs'
import type { Tensorflow } from './encoder.ts'

export class DeviceBank {
  private held: Tf.Tensor2D | null = null
  /** The array that `held` follows. */
  private source: Float32Array | null = null
  private changed: number[] = []
  private readonly tf: Tensorflow
  private readonly embeddingSize: number

  constructor(tf: Tensorflow, embeddingSize: number) {
    this.tf = tf
    this.embeddingSize = embeddingSize
  }

  /**
   * [N, D] as `bank` now is, of which only the rows named last have changed; after this step those of `instances`
   * will.
   */
  take(bank: Float32Array, instances: Int32Array): Tf.Tensor2D {
    const before = this.held
    this.held =
      before && this.source === bank
        ? this.withChanges(before, bank)
        : this.tf.tensor2d(bank, [bank.length / this.embeddingSize, this.embeddingSize])
    before?.dispose()
    this.source = bank
    this.changed = [...new Set(instances)]
    return this.held
  }

  private withChanges(held: Tf.Tensor2D, bank: Float32Array): Tf.Tensor2D {
    const { tf, embeddingSize: D, changed } = this
    const values = new Float32Array(changed.length * D)
    changed.forEach((row, i) => values.set(bank.subarray(row * D, (row + 1) * D), i * D))
    return tf.tidy(
      () =>
        tf.tensorScatterUpdate(
          held,
          tf.tensor2d(changed, [changed.length, 1], 'int32'),
          tf.tensor2d(values, [changed.length, D]),
        ) as Tf.Tensor2D,
    )
  }

  release(): void {
    this.held?.dispose()
    this.held = this.source = null
  }
}
