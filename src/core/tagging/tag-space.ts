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
  const turned = new Float32Array(rows.length)
  vectors.forEach((vector, d) => {
    const scale = Math.sqrt(shrunk[d] / shrunkTotal / (values[d] * total))
    const component = similaritiesTo(
      Float32Array.from(vector, (value) => value * scale),
      centred,
    )
    for (let row = 0; row < component.length; row++) turned[row * D + d] = component[row]
  })
  return { size: D, rows: turned, variances: Float64Array.from(shrunk, (value) => value / shrunkTotal) }
}

function withoutMean(rows: Float32Array, D: number): Float32Array {
  const mean = meanRow(rows, D)
  return rows.map((value, i) => value - mean[i % D])
}

/** Of rows whose mean is 0; all their variance is 1, and `total` in the rows' own terms. */
function principalComponents(centred: Float32Array, D: number) {
  const step = Math.ceil(centred.length / D / sampleSize)
  const sample = step === 1 ? centred : centred.filter((_, i) => Math.floor(i / D) % step === 0)
  const total = sample.reduce((sum, value) => sum + value * value, 0) / (sample.length / D) || 1
  const covariances = covariance(sample, new Float64Array(D), new Float64Array(D).fill(1 / Math.sqrt(total)))
  return { ...components(covariances, D), total }
}
