/** Regions of photos that come at any time are looked at; the rest is in test/learner/regions.test.ts. */
import { expect, it } from 'vitest'
import { addPhoto, addPhotos, temporaryCatalogue } from '../store/testing/support.ts'
import { storedRegions } from '../imaging/regions.ts'
import { createRegionEmbedder } from './region-embedder.ts'

it('those of a photo that comes when the ones before it were looked up already', async () => {
  const embeddingSize = 4
  const catalogue = temporaryCatalogue()
  addPhotos(catalogue, 40)
  const { models } = catalogue
  const version = models.create({ seed: 1, recipe: { embeddingSize } })
  models.publish(version, { embeddingSize, trainingSeconds: 0, imagesPerSecond: 0, encoderPath: 'encoder' })
  let looks = 0
  let joined: Promise<void> | null = null
  const photosWithoutRegions = async (of: number) => {
    const photoIds = await models.photosWithoutRegions(of)
    if (++looks === 2) {
      addPhoto(catalogue, 'late', { pixelSlot: 40 })
      joined = regions.embed()
    }
    return photoIds
  }
  let endings = 0
  const regions = createRegionEmbedder({
    catalogue: { ...catalogue, models: { ...models, photosWithoutRegions } },
    pixelsDir: '.',
    modelDir: String,
    learner: {
      embed: async ({ thumbnails }) => new Float32Array(thumbnails!.length * storedRegions.length * embeddingSize),
    },
    thumbnailOf: async (photoId) => String(photoId),
    mayGoOn: () => true,
    onProgress: () => {},
    onEmbedded: () => endings++,
    onFailed: (error) => {
      throw error
    },
  })
  await regions.embed()
  await joined
  expect([await models.photosWithoutRegions(version), endings]).toEqual([[], 1])
})
