/**
 * The space in which tags are told apart, made once a model: the searched rows, smoothed over the graph of their
 * neighbours, centred, turned to their principal components, each divided by the root of its variance and a ridge. So
 * plain distance in it is (S + λI)⁻¹ in the rows' own: with S all photos' covariance, the direction from the library's
 * mean to that of a tag is Fisher's discriminant, shrunk (Ledoit & Wolf 2004). Pure.
 */
import { similaritiesTo } from '../search/nearest.ts'
import { mutual, smoothed, type NeighbourGraph, type Smoothing } from '../search/neighbour-graph.ts'
import { components, covariance, meanRow } from '../search/whitening.ts'

export interface TagSpace {
  /** D. */
  size: number
  /** [N, D], mean 0, squared length 1 on average. */
  rows: Float32Array
  /** Of each component over all rows, [D]; they sum to 1. */
  variances: Float64Array
}

/** How many neighbours the graph should have a row, before those that are not mutual are left out. */
export const graphNeighborCount = 20
/** Chosen on six libraries, with the ridge (docs/tagging.md). */
const smoothing: Smoothing = { share: 0.8, steps: 4 }
/** λ, in mean variances of a component. */
const ridge = 8
/** Photos the components are found from: some hundred for each direction say enough. */
const sampleSize = 20_000

/** From unit `rows` [N, D]; without a graph they stay as they are. Cost steps·N·k·D and N·D². */
export function tagSpace(rows: Float32Array, D: number, graph?: NeighbourGraph): TagSpace {
  const centred = withoutMean(graph ? smoothed(withoutMean(rows, D), D, mutual(graph), smoothing) : rows, D)
  const { values, vectors, total } = principalComponents(centred, D)
  const shrunk = values.map((value) => value / (value + ridge / D))
  const shrunkTotal = shrunk.reduce((sum, value) => sum + value, 0)
  const turn = new Float32Array(D * D)
  vectors.forEach((vector, d) => {
    const scale = Math.sqrt(shrunk[d] / shrunkTotal / (values[d] * total))
    vector.forEach((value, i) => (turn[d * D + i] = value * scale))
  })
  const turned = new Float32Array(rows.length)
  for (let at = 0; at < rows.length; at += D) turned.set(similaritiesTo(centred.subarray(at, at + D), turn), at)
  return { size: D, rows: turned, variances: Float64Array.from(shrunk, (value) => value / shrunkTotal) }
}

function withoutMean(rows: Float32Array, D: number): Float32Array {
  const mean = meanRow(rows, D)
  return rows.map((value, i) => value - mean[i % D])
}

/** Of rows whose mean is 0; all their variance is 1, and `total` in the rows' own terms. */
function principalComponents(centred: Float32Array, D: number) {
  const sample = evenlyOf(centred, D, sampleSize)
  let total = 0
  for (const value of sample) total += (value * value * D) / sample.length
  const scales = new Float64Array(D).fill(1 / Math.sqrt(total || 1))
  return { ...components(covariance(sample, new Float64Array(D), scales), D), total: total || 1 }
}

/** At most `most` rows, evenly of all. */
function evenlyOf(rows: Float32Array, D: number, most: number): Float32Array {
  const step = Math.ceil(rows.length / D / most)
  const sample = new Float32Array(Math.ceil(rows.length / D / step) * D)
  for (let at = 0; at < sample.length; at += D) sample.set(rows.subarray(at * step, at * step + D), at)
  return sample
}
