/** Sums of pairs of values, for their correlation. Pure. */
export class Sums {
  count = 0
  a = 0
  b = 0
  aa = 0
  bb = 0
  ab = 0

  add(a: number, b: number): void {
    this.count++
    this.a += a
    this.b += b
    this.aa += a * a
    this.bb += b * b
    this.ab += a * b
  }

  /** [-1, 1]; 0 where either does not vary. */
  correlation(): number {
    const varying = this.varianceA() * this.varianceB()
    return varying > 1e-9 ? (this.ab - (this.a * this.b) / this.count) / Math.sqrt(varying) : 0
  }

  /** Of the two that varies less. */
  leastDeviation(): number {
    return this.count > 0 ? Math.sqrt(Math.max(0, Math.min(this.varianceA(), this.varianceB())) / this.count) : 0
  }

  varianceA(): number {
    return this.aa - (this.a * this.a) / this.count
  }

  varianceB(): number {
    return this.bb - (this.b * this.b) / this.count
  }
}
