import { Matrix } from 'ml-matrix'
import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { addOuters, fourOf, mirrored, type Four } from './outer-products.ts'

test('the sum of weighted outer products, as matrices multiply', () => {
  const [D, random] = [5, new Random(1)]
  const four = fourOf(D)
  for (const vector of four) for (let d = 0; d < D; d++) vector[d] = random.normal()
  const weights: Four<number> = [2, 0, -1, 0.5]
  const sums = new Float64Array(D * D).fill(3)
  addOuters(sums, four, weights)
  const x = new Matrix(four.map((vector) => [...vector]))
  const wanted = x.transpose().mmul(Matrix.diag(weights)).mmul(x).add(3).to1DArray()
  mirrored(sums, D).forEach((sum, at) => expect(sum).toBeCloseTo(wanted[at], 12))
})
