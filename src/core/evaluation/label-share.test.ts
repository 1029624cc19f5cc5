/** Fine-tuning on a share of the labels, from what was learnt with a head, as the app learns. */
import { expect, test } from 'vitest'
import { narrow } from '../../../test/support/narrow-networks.ts'
import '../engines/onnx/testing/shared-sessions.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { initialState } from '../learning/encoder-weights.ts'
import { Random } from '../learning/random.ts'
import { engineConfig, resolveRecipe } from '../learning/recipe.ts'
import { scoreLabelShare, shareOf } from './label-share.ts'
import type { LabelledPhotos } from './labelled-tree.ts'

const random = new Random(1)
/** Dark ones and light ones. */
const photosOf = (classes: number[]): LabelledPhotos => ({
  classes,
  pixels: classes.map((label) =>
    Uint8Array.from({ length: PIXEL_SIZE ** 2 * 3 }, () => 128 * label + random.integer(100)),
  ),
  sizes: classes.map(() => ({ width: 100, height: 100 })),
})

test('what was learnt and random weights are both fine-tuned', async () => {
  const chosen = { imageSize: 32, searchImageSize: 32, embeddingSize: 32, headSize: 16 }
  const recipe = { ...resolveRecipe(chosen, 8), ...narrow }
  const learnt = initialState(engineConfig(recipe, PIXEL_SIZE), new Random(2))
  learnt.velocity['fc.weight'] = { ...learnt.parameters['fc.weight'] }
  learnt.velocity['fc.bias'] = { ...learnt.parameters['fc.bias'] }
  const split = { train: photosOf([0, 0, 1, 1]), test: photosOf([0, 1]) }
  const scores = await scoreLabelShare(0.5, learnt, split, recipe)
  expect(scores).toMatchObject({ share: 0.5, labelCount: 4 })
  for (const accuracy of [scores.vote, scores.fineTuned, scores.fromScratch]) expect([0, 0.5, 1]).toContain(accuracy)
}, 60_000)

test('the least share of a class is two of its photos', () =>
  expect(shareOf(photosOf([0, 0, 0, 1, 1, 1]), 0.01, 1).classes.sort()).toEqual([0, 0, 1, 1]))
