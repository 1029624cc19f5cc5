/** Makes the projection that this library is searched by: its photos' features, half whitened. */
import { backboneSpec } from '../learning/backbone.ts'
import { besideFeatures } from '../learning/encoder-weights.ts'
import { layoutSize } from '../learning/layout.ts'
import { outlineSize } from '../learning/outlines.ts'
import type { Engine } from '../learning/engine.ts'
import { featuresOfAll, type OnPhotosSeen } from '../learning/look.ts'
import type { TrainingRecipe } from '../learning/recipe.ts'
import { LearningDiverged } from '../learning/trainer.ts'
import { evenSample, type TrainingPhotos } from '../learning/training-photos.ts'
import { whitenedProjection, type Block } from '../search/whitening.ts'

/** Of all variance: more of either would cost scenes what it gains on goods (docs/learning.md). */
const blocks = { layout: { size: layoutSize, share: 0.05 }, outlines: { size: outlineSize, share: 0.2 } }

function searchBlocks(recipe: TrainingRecipe): Block[] {
  const beside = besideFeatures<Block>(recipe, blocks)
  const left = 1 - beside.reduce((sum, { share }) => sum + share, 0)
  return [{ size: backboneSpec(recipe).featureSize, share: left }, ...beside]
}

/** Some hundred photos a direction say enough about it. */
const sampleSize = 20_000

/** How many photos are looked at. */
export function fittingCount(photoCount: number, { headSize }: TrainingRecipe): number {
  return headSize === 0 ? 0 : Math.min(photoCount, sampleSize)
}

/** Changes nothing where the projection itself was learnt, as in the paper. Throws LearningDiverged. */
export async function fitProjection(
  engine: Engine,
  photos: TrainingPhotos,
  recipe: TrainingRecipe,
  onSeen?: OnPhotosSeen,
): Promise<void> {
  if (recipe.headSize === 0) return
  const features = await featuresOfAll(engine, evenSample(photos, sampleSize), recipe, undefined, onSeen)
  if (!features.every(Number.isFinite))
    throw new LearningDiverged('What the network makes of the photos is no numbers.')
  const { parameters, velocity } = await engine.exportState()
  const { weight, bias } = whitenedProjection(features, searchBlocks(recipe), recipe.embeddingSize)
  await engine.importState({ parameters: { ...parameters, 'fc.weight': weight, 'fc.bias': bias }, velocity })
}
