import { Matrix } from 'ml-matrix'
import { expect, test } from 'vitest'
import { assembled } from '../../../scripts/kernels.ts'
import { Random } from '../learning/random.ts'
import { binary } from './binary.ts'
import { RowKernels } from './row-kernels.ts'

test('the binary is what rows.wat says: else "npm run kernels"', async () => {
  expect(binary).toBe(await assembled())
})

const shapes = [
  [1, 1],
  [4, 4],
  [5, 3],
  [9, 6],
  [7, 129],
  [64, 128],
]

/** Rows [count, width] and a vector and values for them. */
function drawn(count: number, width: number, seed = 1) {
  const random = new Random(seed)
  const normal = (length: number) => Float64Array.from({ length }, () => random.normal())
  return { rows: Float32Array.from(normal(count * width)), vector: normal(width), values: normal(count) }
}

const matrixOf = (rows: Float32Array, width: number) => Matrix.from1DArray(rows.length / width, width, rows)

function expectClose(found: Float64Array, wanted: ArrayLike<number>): void {
  expect(found.length).toBe(wanted.length)
  found.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], 10))
}

test.each(shapes)(
  '%d rows of width %d: products, weighted sums and outer products as matrices have them',
  (count, width) => {
    const { rows, vector, values } = drawn(count, width)
    const kernels = new RowKernels(width, count)
    kernels.load(rows)
    const X = matrixOf(rows, width)
    expectClose(kernels.products(vector), X.mmul(Matrix.columnVector(vector)).to1DArray())
    expectClose(kernels.weightedSum(values), Matrix.rowVector(values).mmul(X).to1DArray())
    kernels.addOuters(values)
    expectClose(
      kernels.takeOuters(),
      X.transpose()
        .mmul(Matrix.diag([...values]))
        .mmul(X)
        .to1DArray(),
    )
  },
)

test('fewer rows than before, and then as many again: nothing of those before is left', () => {
  const [width, kernels] = [6, new RowKernels(6, 11)]
  for (const count of [11, 5, 1, 10, 3]) {
    const { rows, vector, values } = drawn(count, width, count)
    kernels.load(rows)
    const X = matrixOf(rows, width)
    expectClose(kernels.products(vector), X.mmul(Matrix.columnVector(vector)).to1DArray())
    expectClose(kernels.weightedSum(values), Matrix.rowVector(values).mmul(X).to1DArray())
  }
})

test('outer products are added until they are taken', () => {
  const width = 3
  const [first, second] = [drawn(5, width, 1), drawn(2, width, 2)]
  const kernels = new RowKernels(width, 5)
  const wanted = Matrix.zeros(width, width)
  for (const { rows, values } of [first, second]) {
    kernels.load(rows)
    kernels.addOuters(values)
    const X = matrixOf(rows, width)
    wanted.add(
      X.transpose()
        .mmul(Matrix.diag([...values]))
        .mmul(X),
    )
  }
  expectClose(kernels.takeOuters(), wanted.to1DArray())
  expectClose(kernels.takeOuters(), new Float64Array(width * width))
})

test('of no rows there is nothing', () => {
  const kernels = new RowKernels(2, 4)
  kernels.load(new Float32Array())
  expectClose(kernels.products([1, 2]), [])
  expectClose(kernels.weightedSum([]), [0, 0])
})
