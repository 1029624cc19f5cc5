/**
 * The space in which tags are told apart, made once a model: the searched rows, smoothed over the graph of their
 * neighbours, centred, turned to their principal components, each divided by the root of its variance and a ridge. So
 * plain distance in it is (S + λI)⁻¹ in the rows' own: with S all photos' covariance, the direction from the library's
 * mean to that of a tag is Fisher's discriminant, shrunk (Ledoit & Wolf 2004). Pure.
 */
import { RowKernels } from '../kernels/row-kernels.ts'
import { similaritiesTo } from '../search/nearest.ts'
import { mutual, smoothed, type NeighbourGraph, type Smoothing } from '../search/neighbour-graph.ts'
import { components, covariance, meanRow } from '../search/whitening.ts'

export interface TagSpace {
  /** N. */
  count: number
  /** D. */
  size: number
  /** Of each component over all rows, [D]; they sum to 1. */
  variances: Float64Array
  /** These rows in the space, [n, D]: over all rows their mean is 0 and their squared length 1. */
  at(rows: Int32Array): Float32Array
  along(direction: Float64Array): Products
}

/** Of rows with a direction [D] of the space. */
export interface Products {
  /** [N]. Cost N·D. */
  ofAll(): Float32Array
  of(row: number): number
}

/** How many neighbours the graph should have a row, before those that are not mutual are left out. */
export const graphNeighborCount = 20
/** Chosen on six libraries, with the ridge (docs/tagging.md). */
const smoothing: Smoothing = { share: 0.8, steps: 4 }
/** λ, in mean variances of a component. */
const ridge = 8
/** Photos the components are found from: some hundred for each direction say enough. */
const sampleSize = 20_000
/** Turned rows that are kept. */
const mostKnown = 10_000

/**
 * From unit `rows` [N, D]; without a graph they stay as they are. Rows are turned when they are asked for: a direction
 * is turned back instead, which costs D² and not N·D². Cost of making it steps·N·k·D and D² of each photo of a sample.
 */
export function tagSpace(rows: Float32Array, D: number, graph?: NeighbourGraph): TagSpace {
  const source = graph ? smoothed(rows, D, mutual(graph), smoothing) : rows
  const mean = meanRow(source, D)
  const { turn, variances } = turned(source, mean, D)
  const rowOf = (row: number) => source.subarray(row * D, (row + 1) * D)
  // Every ranking looks at all rows: to bring them to the kernels each time took twice as long as the products.
  const kernels = new RowKernels(D, source.length / D)
  kernels.load(source)
  /** Of the rows asked for last: the same marks are fitted again and again. */
  const known = new Map<number, Float32Array>()
  const turnedRow = (row: number): Float32Array => {
    const found = known.get(row) ?? similaritiesTo(without(mean, rowOf(row)), turn)
    known.set(row, found)
    return found
  }
  return {
    count: rows.length / D,
    size: D,
    variances,
    at: (asked) => {
      const found = new Float32Array(asked.length * D)
      if (known.size > mostKnown) known.clear()
      asked.forEach((row, i) => found.set(turnedRow(row), i * D))
      return found
    },
    along: (direction) => {
      const back = turnedBack(direction, turn)
      const atMean = back.reduce((sum, value, d) => sum + value * mean[d], 0)
      return {
        ofAll: () => lessened(Float32Array.from(kernels.products(back)), atMean),
        of: (row) => similaritiesTo(back, rowOf(row))[0] - atMean,
      }
    },
  }
}

/** What brings centred rows into the space, [D, D], and the variances there. */
function turned(source: Float32Array, mean: Float64Array, D: number): { turn: Float32Array; variances: Float64Array } {
  const { values, vectors, total } = principalComponents(source, mean, D)
  const shrunk = values.map((value) => value / (value + ridge / D))
  const shrunkTotal = shrunk.reduce((sum, value) => sum + value, 0)
  const turn = new Float32Array(D * D)
  vectors.forEach((vector, d) => {
    const scale = Math.sqrt(shrunk[d] / shrunkTotal / (values[d] * total))
    vector.forEach((value, i) => (turn[d * D + i] = value * scale))
  })
  return { turn, variances: Float64Array.from(shrunk, (value) => value / shrunkTotal) }
}

/** A direction of the space in the rows' own: turnᵀ · direction, [D]. */
function turnedBack(direction: Float64Array, turn: Float32Array): Float32Array {
  const D = direction.length
  const back = new Float64Array(D)
  for (let d = 0; d < D; d++) for (let i = 0; i < D; i++) back[i] += direction[d] * turn[d * D + i]
  return Float32Array.from(back)
}

/** Each value less by this, in `values`: a library's are too many for a function called for each. */
function lessened(values: Float32Array, by: number): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] -= by
  return values
}

const without = (mean: Float64Array, row: Float32Array): Float32Array => row.map((value, d) => value - mean[d])

/** Of rows about their mean; all their variance is 1, and `total` in the rows' own terms. */
function principalComponents(source: Float32Array, mean: Float64Array, D: number) {
  const sample = evenlyOf(source, D, sampleSize)
  let total = 0
  for (let i = 0; i < sample.length; i++) total += ((sample[i] - mean[i % D]) ** 2 * D) / sample.length
  const scales = new Float64Array(D).fill(1 / Math.sqrt(total || 1))
  return { ...components(covariance(sample, mean, scales), D), total: total || 1 }
}

/** At most `most` rows, evenly of all. */
function evenlyOf(rows: Float32Array, D: number, most: number): Float32Array {
  const step = Math.ceil(rows.length / D / most)
  const sample = new Float32Array(Math.ceil(rows.length / D / step) * D)
  for (let at = 0; at < sample.length; at += D) sample.set(rows.subarray(at * step, at * step + D), at)
  return sample
}
