/** Makes the projection that this library is searched by: its photos' features, half whitened. */
import { backboneSpec } from '../learning/backbone.ts'
import { layoutSize } from '../learning/layout.ts'
import type { Engine } from '../learning/engine.ts'
import { featuresOfAll, type OnPhotosSeen } from '../learning/look.ts'
import type { TrainingRecipe } from '../learning/recipe.ts'
import { LearningDiverged } from '../learning/trainer.ts'
import { evenSample, type TrainingPhotos } from '../learning/training-photos.ts'
import { whitenedProjection, type Block } from '../search/whitening.ts'

/** Of all variance the layout's share: more would cost scenes what it gains on goods (docs/learning.md). */
const layoutShare = 0.1

function searchBlocks({ backbone, hasLayout }: TrainingRecipe): Block[] {
  const size = backboneSpec(backbone).featureSize
  return hasLayout ? [{ size, share: 1 - layoutShare }, { size: layoutSize, share: layoutShare }] : [{ size, share: 1 }]
}

/** Some hundred photos a direction say enough about it. */
const sampleSize = 20_000

/** Changes nothing where the projection itself was learnt, as in the paper. Throws LearningDiverged. */
export async function fitProjection(engine: Engine, photos: TrainingPhotos, recipe: TrainingRecipe, onSeen?: OnPhotosSeen): Promise<void> {
  if (recipe.headSize === 0) return
  // Can be paused and stopped, but counts for nothing: all photos are still to be seen.
  const features = await featuresOfAll(engine, evenSample(photos, sampleSize), recipe, undefined, () => onSeen?.(0))
  if (!features.every(Number.isFinite)) throw new LearningDiverged('What the network makes of the photos is no numbers.')
  const { parameters, velocity } = await engine.exportState()
  const { weight, bias } = whitenedProjection(features, searchBlocks(recipe), recipe.embeddingSize)
  await engine.importState({ parameters: { ...parameters, 'fc.weight': weight, 'fc.bias': bias }, velocity })
}
