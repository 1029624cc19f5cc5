/**
 * Where a run from scratch begins. A network with random weights maps all photos to nearly one point (mean similarity
 * 0.97), against which a random bank teaches nothing but itself: after minutes such a run ranks photos worse than no
 * training. So the projection is first scaled and shifted until its outputs have mean 0 and deviation 1 over the
 * photos (Salimans & Kingma 2016, section 3), and the bank starts from the embeddings that result. Differs from the
 * paper, which begins with random bank rows. What is centred is the network as it embeds: from scratch its batch norm
 * has seen nothing yet (mean 0, variance 1). Letting it see the photos first ranks worse (docs/learning.md).
 */
import type { Engine, NamedTensor } from './engine.ts'
import type { TrainingRecipe } from './recipe.ts'
import { embedAll, featuresOfAll, type OnPhotosSeen } from './look.ts'
import { evenSample, type TrainingPhotos } from './training-photos.ts'

/** Means and deviations need no more photos than this. */
const sampleSize = 2048

/** Changes the engine's projection; returns the first bank, [N, D]. */
export async function centredStart(
  engine: Engine,
  photos: TrainingPhotos,
  recipe: TrainingRecipe,
  onProgress?: OnPhotosSeen,
): Promise<Float32Array> {
  // The sample can be paused and stopped, but counts for nothing: all photos are still to be seen.
  const features = await featuresOfAll(engine, evenSample(photos, sampleSize), recipe, undefined, () => onProgress?.(0))
  const state = await engine.exportState()
  centreProjection(features, state.parameters['fc.weight'], state.parameters['fc.bias'])
  await engine.importState(state)
  return embedAll(engine, photos, recipe, onProgress)
}

/** In place: each output of `features` [N, F] · weight [D, F]ᵀ + bias [D] gets mean 0 and deviation 1. */
export function centreProjection(features: Float32Array, weight: NamedTensor, bias: NamedTensor): void {
  const [D, F] = weight.shape
  const mean = meanRow(features, F)
  for (let d = 0; d < D; d++) {
    const row = weight.data.subarray(d * F, (d + 1) * F)
    const deviation = Math.sqrt(meanSquare(features, mean, row))
    // An output that never changes carries nothing; leave its size alone.
    const scale = deviation > 1e-6 ? 1 / deviation : 1
    let shift = 0
    for (let f = 0; f < F; f++) {
      row[f] *= scale
      shift += row[f] * mean[f]
    }
    bias.data[d] = -shift
  }
}

function meanRow(features: Float32Array, F: number): Float64Array {
  const mean = new Float64Array(F)
  const count = features.length / F
  features.forEach((value, i) => (mean[i % F] += value / count))
  return mean
}

/** Mean over photos of (row · (feature − mean))². */
function meanSquare(features: Float32Array, mean: Float64Array, row: Float32Array): number {
  const F = mean.length
  const count = features.length / F
  let sum = 0
  for (let photo = 0; photo < count; photo++) {
    let output = 0
    for (let f = 0; f < F; f++) output += row[f] * (features[photo * F + f] - mean[f])
    sum += (output * output) / count
  }
  return sum
}
