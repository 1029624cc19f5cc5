/**
 * The memory bank: one unit embedding per photo (Wu et al. 2018, section 3.1). Updating it is its own call, never
 * part of a loss. Differs from the paper: the authors' text overwrites a row with the new embedding; their code, and
 * ours, mixes old and new with a bank momentum and normalises (momentum 0 is the text).
 */
import type { Random } from './random.ts'

export interface Descent {
  learningRate: number
  momentum: number
  decay: number
}

export class MemoryBank {
  readonly embeddingSize: number
  /** [N, D], unit rows. */
  readonly rows: Float32Array

  /** Throws when `rows` is no whole number of embeddings. */
  constructor(embeddingSize: number, rows: Float32Array) {
    if (rows.length % embeddingSize !== 0)
      throw new Error(`bank of ${rows.length} values is no multiple of ${embeddingSize}`)
    this.embeddingSize = embeddingSize
    this.rows = rows
  }

  /** Uniform on the sphere, as the paper starts. */
  static random(rowCount: number, embeddingSize: number, random: Random): MemoryBank {
    const rows = new Float32Array(rowCount * embeddingSize)
    for (let i = 0; i < rows.length; i++) rows[i] = random.normal()
    for (let row = 0; row < rowCount; row++) normalise(rows.subarray(row * embeddingSize, (row + 1) * embeddingSize))
    return new MemoryBank(embeddingSize, rows)
  }

  get rowCount(): number {
    return this.rows.length / this.embeddingSize
  }

  /** A view of one row, [D]. */
  row(bankRow: number): Float32Array {
    return this.rows.subarray(bankRow * this.embeddingSize, (bankRow + 1) * this.embeddingSize)
  }

  /**
   * For the parametric softmax, whose rows are weights: velocity ← momentum · velocity + gradient + decay · rows,
   * rows ← rows − rate · velocity. `gradient` and `velocity` [N, D]; nothing is normalised.
   */
  descend(gradient: Float32Array, velocity: Float32Array, { learningRate, momentum, decay }: Descent): void {
    for (let i = 0; i < this.rows.length; i++) {
      velocity[i] = momentum * velocity[i] + gradient[i] + decay * this.rows[i]
      this.rows[i] -= learningRate * velocity[i]
    }
  }

  /**
   * row ← normalise(momentum · row + (1 − momentum) · embedding), view by view, so that of several views of a photo all
   * count. `instances` [B], `embeddings` [V·B, D] with row v·B + b for instance b, momentum in [0, 1).
   */
  update(instances: Int32Array, embeddings: Float32Array, momentum: number): void {
    const D = this.embeddingSize
    if (embeddings.length === 0 || embeddings.length % (instances.length * D) !== 0) {
      throw new Error(`embeddings: expected [V·${instances.length}, ${D}], got ${embeddings.length} values`)
    }
    for (let at = 0; at < embeddings.length; at += D) {
      const row = this.row(instances[(at / D) % instances.length])
      for (let d = 0; d < D; d++) row[d] = momentum * row[d] + (1 - momentum) * embeddings[at + d]
      normalise(row)
    }
  }
}

/** Scales to length 1 in place; a zero vector stays as it is. */
export function normalise(vector: Float32Array): void {
  let sum = 0
  for (const value of vector) sum += value * value
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0
  for (let d = 0; d < vector.length; d++) vector[d] *= scale
}
