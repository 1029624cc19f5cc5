/**
 * What numeric code does to rows of single precision, in double precision: products with a vector, weighted sums, sums
 * of outer products. In WebAssembly, two numbers at once: four to eight times as fast as plain loops over rows that
 * are there, twice as fast over a library's, which have to be fetched and are copied. Pure.
 */
import { binary } from './binary.ts'

interface Exports {
  products(rows: number, end: number, stride: number, vector: number, products: number): void
  addWeighted(rows: number, end: number, stride: number, values: number, sum: number): void
  addOuters(rows: number, end: number, stride: number, values: number, sums: number): void
}

const compiled = new WebAssembly.Module(Buffer.from(binary, 'base64'))
const pageBytes = 65_536
const [singleBytes, doubleBytes] = [4, 8]

const wholeFours = (count: number): number => 4 * Math.ceil(count / 4)

/** Of a long list so many are best taken at a time: what a processor's cache holds. */
export const rowsInCache = 256

/** A place for some rows, and what is done with those that are there. */
export class RowKernels {
  readonly #width: number
  readonly #stride: number
  readonly #exports: Exports
  readonly #rows: Float32Array
  /** [stride], [mostRows], [width, stride]. */
  readonly #vector: Float64Array
  readonly #values: Float64Array
  readonly #sums: Float64Array
  #count = 0

  constructor(width: number, mostRows: number) {
    const stride = wholeFours(width)
    this.#width = width
    this.#stride = stride
    const counts = [stride, wholeFours(mostRows), width * stride]
    const doubles = counts.reduce((sum, count) => sum + count, 0)
    const rows = wholeFours(mostRows) * stride
    const memory = new WebAssembly.Memory({
      initial: Math.ceil((doubles * doubleBytes + rows * singleBytes) / pageBytes),
    })
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
    this.#exports = exports as unknown as Exports
    let from = 0
    const placed = counts.map((count) => {
      const array = new Float64Array(memory.buffer, from, count)
      from += count * doubleBytes
      return array
    })
    ;[this.#vector, this.#values, this.#sums] = placed
    this.#rows = new Float32Array(memory.buffer, from, rows)
  }

  /** Instead of those that were there. [n, width], n <= mostRows. */
  load(rows: Float32Array): void {
    const [width, stride] = [this.#width, this.#stride]
    this.#count = rows.length / width
    if (width === stride) this.#rows.set(rows)
    else
      for (let at = 0; at < this.#count; at++) this.#rows.set(rows.subarray(at * width, (at + 1) * width), at * stride)
    // Rows are taken by fours.
    this.#rows.fill(0, this.#count * stride, wholeFours(this.#count) * stride)
  }

  /** Of each row with `vector` [width]: [n], good until the next call. */
  products(vector: ArrayLike<number>): Float64Array {
    this.#vector.set(vector)
    this.#overRows('products', this.#vector, this.#values)
    return this.#values.subarray(0, this.#count)
  }

  /** Σ values[i] · row i, [width]; `values` [n]. */
  weightedSum(values: ArrayLike<number>): Float64Array {
    this.#setValues(values)
    this.#vector.fill(0)
    this.#overRows('addWeighted', this.#values, this.#vector)
    return this.#vector.slice(0, this.#width)
  }

  /** Adds Σ values[i] · row i · row iᵀ to what `outers` gives; `values` [n]. Cost n · width² / 2. */
  addOuters(values: ArrayLike<number>): void {
    this.#setValues(values)
    this.#overRows('addOuters', this.#values, this.#sums)
  }

  /** What has been added since the last time, [width · width]. */
  takeOuters(): Float64Array {
    const width = this.#width
    const whole = new Float64Array(width * width)
    for (let a = 0; a < width; a++)
      for (let b = 0; b <= a; b++) whole[a * width + b] = whole[b * width + a] = this.#sums[a * this.#stride + b]
    this.#sums.fill(0)
    return whole
  }

  #setValues(values: ArrayLike<number>): void {
    this.#values.set(values)
    this.#values.fill(0, this.#count, wholeFours(this.#count))
  }

  #overRows(kernel: keyof Exports, given: Float64Array, made: Float64Array): void {
    if (this.#count === 0) return
    const from = this.#rows.byteOffset
    const stride = this.#stride * singleBytes
    const end = from + this.#count * stride
    this.#exports[kernel](from, end, stride, given.byteOffset, made.byteOffset)
  }
}
