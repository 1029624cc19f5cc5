/**
 * The memory bank on a GPU between steps: sent once, then only the rows that the trainer changed since, which the next
 * step's graph writes into it. Sending a bank of 100,000 rows with every step would cost more than the step.
 */
import { ort, type Tensor } from './runtime.ts'

type Tensors = Record<string, Tensor>

export class DeviceBank {
  private held: Tensor | null = null
  /** The array that `held` follows. */
  private source: Float32Array | null = null
  private changed = new Int32Array()

  /** What a step reads; `bank` [N, D] is the trainer's array, of which only the rows of the last step have changed. */
  feeds(bank: Float32Array, embeddingSize: number): Tensors {
    const isKnown = this.held !== null && this.source === bank
    // A step without a change writes the first row over itself.
    const rows = isKnown && this.changed.length > 0 ? this.changed : Int32Array.of(0)
    const values = new Float32Array(rows.length * embeddingSize)
    rows.forEach((row, i) =>
      values.set(bank.subarray(row * embeddingSize, (row + 1) * embeddingSize), i * embeddingSize),
    )
    return {
      bank: isKnown ? this.held! : new ort.Tensor('float32', bank, [bank.length / embeddingSize, embeddingSize]),
      changedRows: new ort.Tensor('int64', BigInt64Array.from(rows, BigInt), [rows.length, 1]),
      changedValues: new ort.Tensor('float32', values, [rows.length, embeddingSize]),
    }
  }

  /** After a step: `next` is the bank as the graph left it; the trainer will now change the rows of `instances`. */
  keep(next: Tensor, source: Float32Array, instances: Int32Array): void {
    this.release()
    this.held = next
    this.source = source
    this.changed = instances.slice()
  }

  release(): void {
    this.held?.dispose()
    this.held = this.source = null
  }
}
