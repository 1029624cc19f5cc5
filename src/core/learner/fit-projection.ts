/** Makes the projection that this library is searched by: its photos' features, half whitened. */
import { backboneSpec } from '../learning/backbone.ts'
import { layoutSize } from '../learning/layout.ts'
import { outlineSize } from '../learning/outlines.ts'
import type { Engine } from '../learning/engine.ts'
import { featuresOfAll, type OnPhotosSeen } from '../learning/look.ts'
import type { TrainingRecipe } from '../learning/recipe.ts'
import { LearningDiverged } from '../learning/trainer.ts'
import { evenSample, type TrainingPhotos } from '../learning/training-photos.ts'
import { whitenedProjection, type Block } from '../search/whitening.ts'

/** Of all variance: more of either would cost scenes what it gains on goods (docs/learning.md). */
const shares = { layout: 0.05, outlines: 0.2 }

function searchBlocks({ backbone, hasLayout, hasOutlines }: TrainingRecipe): Block[] {
  const layout = { size: layoutSize, share: shares.layout }
  const outlines = { size: outlineSize, share: shares.outlines }
  const beside = [...(hasLayout ? [layout] : []), ...(hasOutlines ? [outlines] : [])]
  const left = 1 - beside.reduce((sum, { share }) => sum + share, 0)
  return [{ size: backboneSpec(backbone).featureSize, share: left }, ...beside]
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
