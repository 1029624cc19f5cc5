/**
 * The search space of a library: the backbone's features and the photo's layout, each with its share of the variance,
 * centred, turned to their principal components and half whitened, each component divided by the root of its
 * deviation. That is an affine map, so it is kept as the projection (`fc.weight`, `fc.bias`), and embedding, export
 * and import know nothing of it. Whitening as in Jégou & Chum, ECCV 2012; halved since full whitening makes as much of
 * noise as of what photos differ in (docs/learning.md). Pure.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { NamedTensor } from '../learning/engine.ts'
import { RowKernels, rowsInCache } from '../kernels/row-kernels.ts'

export interface Projection {
  /** [D, F]. */
  weight: NamedTensor
  /** [D]. */
  bias: NamedTensor
}

/** Components are divided by deviation to the power of this: 0 leaves them as they are, 1 whitens. */
const whiteningPower = 0.5
/**
 * What all photos have in common, as a share of their usual length: photos that are all alike point one way, not
 * nowhere.
 */
const commonShare = 1e-2
/** Weight of an even spread in all directions beside what photos show, as a number of photos for each feature. */
const shrinkagePerFeature = 0.1

/** Features that belong together, and their share of all variance, (0, 1]. */
export interface Block {
  size: number
  share: number
}

/**
 * From `features` [N, F], N >= 1, F being all blocks' sizes. Few photos say little about F directions: with fewer than
 * some multiples of F their covariance is mixed with an even one, so that no direction is blown up, also those in
 * which these photos do not differ. Cost N · F² and F³.
 */
export function whitenedProjection(features: Float32Array, blocks: Block[], D: number): Projection {
  const F = blocks.reduce((sum, { size }) => sum + size, 0)
  const mean = meanRow(features, F)
  const scales = blockScales(features, mean, blocks)
  const { values, vectors } = components(covariance(features, mean, scales), F)
  const weight = new Float32Array(D * F)
  const bias = new Float32Array(D)
  for (let d = 0; d < D; d++) {
    const scale = values[d] ** (-whiteningPower / 2)
    let shift = 0
    for (let f = 0; f < F; f++) {
      weight[d * F + f] = scale * vectors[d][f] * scales[f]
      shift += weight[d * F + f] * mean[f]
    }
    bias[d] = -shift
  }
  bias[0] += commonShare * Math.sqrt(values.reduce((sum, value) => sum + value ** (1 - whiteningPower), 0))
  return { weight: { shape: [D, F], data: weight }, bias: { shape: [D], data: bias } }
}

/** Mean of rows [N, F], [F]. */
export function meanRow(features: Float32Array, F: number): Float64Array {
  const sums = new Float64Array(F)
  for (let from = 0; from < features.length; from += F) for (let f = 0; f < F; f++) sums[f] += features[from + f]
  return sums.map((sum) => (sum * F) / features.length)
}

/** What each feature is multiplied by, [F], so that variances of a block sum to its share. */
function blockScales(features: Float32Array, mean: Float64Array, blocks: Block[]): Float64Array {
  const F = mean.length
  const variance = new Float64Array(F)
  for (let i = 0; i < features.length; i++) variance[i % F] += ((features[i] - mean[i % F]) ** 2 * F) / features.length
  const scales = new Float64Array(F)
  let from = 0
  for (const { size, share } of blocks) {
    const total = (values: Float64Array) => values.subarray(from, from + size).reduce((sum, value) => sum + value, 0)
    // What photos do not differ in is left small: more than single precision makes of equal features is needed to
    // count.
    const least = 1e-7 * total(mean.map((value) => value * value)) || 1
    scales.fill(Math.sqrt(share / Math.max(total(variance), least)), from, from + size)
    from += size
  }
  return scales
}

/** Of the scaled features, row by row, [F · F], with the share of an even spread that so few photos leave open. */
export function covariance(features: Float32Array, mean: Float64Array, scales: Float64Array): Float64Array {
  const F = mean.length
  const count = features.length / F
  const outers = sumOfOuters(features, F)
  const evenShare = Math.min(1, (shrinkagePerFeature * F) / count)
  const mixed = outers.map((outer, at) => {
    const [a, b] = [Math.floor(at / F), at % F]
    return (1 - evenShare) * scales[a] * scales[b] * (outer / count - mean[a] * mean[b])
  })
  for (let f = 0; f < F; f++) mixed[f * F + f] += evenShare / F
  return mixed
}

/** Σ row · rowᵀ, [F · F]. */
function sumOfOuters(features: Float32Array, F: number): Float64Array {
  const kernels = new RowKernels(F, rowsInCache)
  for (let from = 0; from < features.length; from += rowsInCache * F) {
    const some = features.subarray(from, from + rowsInCache * F)
    kernels.load(some)
    kernels.addOuters(new Float64Array(some.length / F).fill(1))
  }
  return kernels.takeOuters()
}

/**
 * Eigenvalues, highest first, with their unit vectors. All variance is 1; what is below a millionth of it counts for
 * that.
 */
export function components(covariances: Float64Array, F: number): { values: number[]; vectors: number[][] } {
  const matrix = Matrix.from1DArray(F, F, covariances)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a])
  return {
    values: order.map((i) => Math.max(realEigenvalues[i], 1e-6 / F)),
    vectors: order.map((i) => eigenvectorMatrix.getColumn(i)),
  }
}
