/**
 * A seeded random source whose whole state is four numbers, so that a run resumed from a checkpoint draws what it
 * would have drawn. sfc32 (Doty-Humphrey, PractRand), period about 2^128. Not for secrets. Pure.
 */
export type RandomState = [number, number, number, number]

export class Random {
  private readonly state: RandomState

  /** `seed` in 0..2^32−1, or a state taken by `exportState`. */
  constructor(seed: number | RandomState) {
    this.state = typeof seed === 'number' ? [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 1] : [...seed]
    if (typeof seed === 'number') for (let i = 0; i < 15; i++) this.uniform()
  }

  /** In [0, 1). */
  uniform(): number {
    const { state } = this
    const [a, b, c, counter] = state
    const sum = (((a + b) | 0) + counter) | 0
    state[0] = b ^ (b >>> 9)
    state[1] = (c + (c << 3)) | 0
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0
    state[3] = (counter + 1) | 0
    return (sum >>> 0) / 4294967296
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform()
  }

  /** Whole number in 0..count−1. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count)
  }

  /** Standard normal (Box and Muller 1958; the second value is not kept, so that the state stays four numbers). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    return radius * Math.cos(2 * Math.PI * this.uniform())
  }

  /** Fisher and Yates, in place. */
  shuffle(values: Int32Array): Int32Array {
    for (let last = values.length - 1; last > 0; last--) {
      const other = this.integer(last + 1)
      const kept = values[last]
      values[last] = values[other]
      values[other] = kept
    }
    return values
  }

  exportState(): RandomState {
    return [...this.state]
  }
}
