/** Photos that a model has not seen: every one that came is seen, whoever asks and whenever. */
import { beforeEach, expect, it } from 'vitest'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { addPhoto, addPhotos, temporaryCatalogue } from '../store/testing/support.ts'
import { createEmbedder } from './embedder.ts'
import type { EmbedSource } from './learner-client.ts'

const embeddingSize = 4
/** More than are seen at a time. */
const photoCount = 600
let catalogue: Catalogue
let modelVersion: number
/** What happens once the photos were looked up, and before they are told of. */
let whileLooking: () => void
let embedNow: (source: EmbedSource) => Promise<Float32Array>
let endings: number

beforeEach(() => {
  catalogue = temporaryCatalogue()
  addPhotos(catalogue, photoCount)
  const { models } = catalogue
  modelVersion = models.create({ seed: 1, recipe: { embeddingSize } })
  models.publish(modelVersion, { embeddingSize, trainingSeconds: 0, imagesPerSecond: 0, encoderPath: 'encoder' })
  whileLooking = () => {}
  embedNow = async ({ slots }) => new Float32Array(slots!.length * embeddingSize)
  endings = 0
})

function embedder() {
  const { models } = catalogue
  const photosWithoutEmbedding = async (version: number) => {
    const photoIds = await models.photosWithoutEmbedding(version)
    whileLooking()
    return photoIds
  }
  return createEmbedder({
    catalogue: { ...catalogue, models: { ...models, photosWithoutEmbedding } },
    pixelsDir: '.',
    modelDir: String,
    learner: { embed: (source) => embedNow(source) },
    onProgress: () => {},
    onEmbedded: () => endings++,
  })
}
const unseen = () => catalogue.models.photosWithoutEmbedding(modelVersion)

it('sees a photo that comes when those before it were looked up already', async () => {
  const { embed } = embedder()
  let looks = 0
  let joined: Promise<void> | null = null
  whileLooking = () => {
    if (++looks !== 2) return
    addPhoto(catalogue, 'late', { pixelSlot: photoCount })
    joined = embed()
  }
  await embed()
  await joined
  expect([await unseen(), endings]).toEqual([[], 1])
})

it('goes on as long as it may for any who asked', async () => {
  const { embed } = embedder()
  await embed(() => false)
  expect(await unseen()).toHaveLength(photoCount)
  await Promise.all([embed(() => false), embed()])
  expect([await unseen(), endings]).toEqual([[], 1])
})

it('fails for all who wait with what was seen so far, and can be asked again', async () => {
  const { embed, isUnderWay } = embedder()
  const works = embedNow
  let isFirst = true
  embedNow = (source) => {
    if (!isFirst) return Promise.reject(new SemblanceError('LEARNER_FAILED', 'It ended.'))
    isFirst = false
    return works(source)
  }
  const both = await Promise.allSettled([embed(), embed()])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect([isUnderWay(), endings]).toEqual([false, 1])
  embedNow = works
  await embed()
  expect([await unseen(), endings]).toEqual([[], 2])
})
