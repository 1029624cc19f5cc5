/** The graph's pruning by hand, smoothing against a dense matrix. */
import { Matrix } from 'ml-matrix'
import { expect, test } from 'vitest'
import { Random } from '../learning/random.ts'
import { aligned, mutual, smoothed, type NeighbourGraph } from './neighbour-graph.ts'

test('a neighbour stays where both have each other', () => {
  const graph: NeighbourGraph = {
    count: 2,
    neighbours: Int32Array.of(1, 2, 0, -1, 1, 0),
    similarities: new Float32Array(6).fill(0.5),
  }
  expect([...mutual(graph).neighbours]).toEqual([1, 2, 0, -1, -1, 0])
})

test('smoothing is the recursion with the graph as a matrix', () => {
  const [N, D, k] = [7, 3, 2]
  const random = new Random(2)
  const neighbours = Int32Array.from({ length: N * k }, (_, at) => (Math.floor(at / k) + 1 + (at % k) * 2) % N)
  neighbours[5] = -1
  const similarities = Float32Array.from(neighbours, () => random.between(0.1, 1))
  // Row 6 has no neighbour that is alike.
  similarities.fill(-0.2, 6 * k)
  const values = Float32Array.from({ length: N * D }, () => random.normal())
  const W = Matrix.zeros(N, N)
  for (let at = 0; at < N * k; at++) {
    const [row, other] = [Math.floor(at / k), neighbours[at]]
    if (other >= 0 && similarities[at] > 0) W.set(row, other, similarities[at])
  }
  const sums = W.sum('row')
  const [share, steps] = [0.7, 3]
  const x = Matrix.from1DArray(N, D, values)
  let y = x
  for (let step = 0; step < steps; step++) {
    y = new Matrix(
      Array.from({ length: N }, (_, row) =>
        Array.from({ length: D }, (_, d) => {
          if (sums[row] === 0) return x.get(row, d)
          const given = Array.from({ length: N }, (_, other) => (W.get(row, other) / sums[row]) * y.get(other, d))
          return (1 - share) * x.get(row, d) + share * given.reduce((a, b) => a + b)
        }),
      ),
    )
  }
  const ours = smoothed(values, D, { count: k, neighbours, similarities }, { share, steps })
  y.to1DArray().forEach((value, i) => expect(ours[i]).toBeCloseTo(value, 5))
  expect(smoothed(values, D, { count: k, neighbours, similarities }, { share, steps: 0 })).toBe(values)
})

test('a graph of earlier photos is brought to those of now: new ones have no neighbours, gone ones are none', () => {
  const graph = {
    count: 2,
    photoIds: Int32Array.of(10, 20, 30),
    neighbours: Int32Array.of(1, 2, 0, 2, 1, 0),
    similarities: Float32Array.of(0.75, 0.5, 0.75, 0.25, 0.25, 0.5),
  }
  const now = aligned(graph, Int32Array.of(30, 40, 10))
  expect([...now.neighbours]).toEqual([-1, 2, -1, -1, -1, 0])
  expect([...now.similarities]).toEqual([0.25, 0.5, 0, 0, 0.75, 0.5])
  expect([...aligned(graph, graph.photoIds).neighbours]).toEqual([...graph.neighbours])
})
