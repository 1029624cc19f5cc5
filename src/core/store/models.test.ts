/** Model versions and their banks: one active, swapped whole, read back exactly. */
import { describe, expect, it } from 'vitest'
import type { Catalogue } from './catalogue.ts'
import { addPhoto, addPhotos, temporaryCatalogue, temporaryDir, threadMs } from './testing/support.ts'

const recipe = { backbone: 'resnet18-half', objective: 'softmax', embeddingSize: 2, nested: { hue: 0.1 } } as const
const result = { embeddingSize: 2, trainingSeconds: 60, imagesPerSecond: 400.5, encoderPath: 'models/1/encoder' }
const bankOf = (photoIds: Int32Array, start = 0) =>
  Float32Array.from({ length: photoIds.length * 2 }, (_, at) => start + at)

function published(catalogue: Catalogue, photoIds: Int32Array, start = 0): number {
  const version = catalogue.models.create({ seed: 7, recipe })
  catalogue.models.publish(version, { ...result, photoIds, embeddings: bankOf(photoIds, start) })
  return version
}

describe('model versions', () => {
  it('start in training, with seed and recipe', () => {
    const { models } = temporaryCatalogue()
    const modelVersion = models.create({ seed: 4_294_967_295, recipe })
    expect(models.get(modelVersion)).toMatchObject({
      modelVersion,
      state: 'training',
      seed: 4_294_967_295,
      recipe,
      active: false,
      backbone: 'resnet18-half',
      objective: 'softmax',
      embeddingSize: 2,
      encoderPath: null,
    })
    expect(models.unfinished()?.modelVersion).toBe(modelVersion)
    expect([models.active(), models.list(), models.get(99)]).toEqual([null, [], null])
  })

  it('keep what they were made from and how they were judged', () => {
    const catalogue = temporaryCatalogue()
    const photoIds = addPhotos(catalogue, 2)
    const { models } = catalogue
    const scores = { meanSimilarity: 0.25, agreement: { share: 0.75, count: 8 }, agreementBefore: null }
    const version = models.create({ seed: 1, recipe, datasetFingerprint: 'abc' })
    models.publish(version, { ...result, photoIds, embeddings: bankOf(photoIds), scores })
    expect(models.list()[0]).toMatchObject({ modelVersion: version, datasetFingerprint: 'abc', scores })
    published(catalogue, photoIds)
    expect(models.list()[0]).toMatchObject({ datasetFingerprint: null, scores: null })
  })

  it('keep how they came about, and that a check refused them until a person puts them to use', () => {
    const catalogue = temporaryCatalogue()
    const photoIds = addPhotos(catalogue, 2)
    const { models } = catalogue
    const version = models.create({ seed: 1, recipe, origin: 'refined' })
    models.publish(version, { ...result, photoIds, embeddings: bankOf(photoIds), activate: false })
    expect(models.list()).toMatchObject([{ modelVersion: version, origin: 'refined', refused: true, active: false }])
    expect(models.activate(version)).toMatchObject({ refused: false, active: true })
    published(catalogue, photoIds)
    expect(models.list()[0]).toMatchObject({ origin: 'trained', refused: false })
  })

  it('tell how many photos the last run saw, whatever became of it; a look with the starter is none', () => {
    const catalogue = temporaryCatalogue()
    const photoIds = addPhotos(catalogue, 4)
    const { models } = catalogue
    const publish = (origin: 'starter' | 'imported', count: number, photoCount?: number) => {
      const some = photoIds.subarray(0, count)
      models.publish(models.create({ seed: 1, recipe, origin }), {
        ...result,
        photoIds: some,
        embeddings: bankOf(some),
        photoCount,
      })
    }
    publish('starter', 4)
    expect(models.lastLearntPhotoCount()).toBe(0)
    models.discard(published(catalogue, photoIds.subarray(0, 2)))
    expect(models.lastLearntPhotoCount()).toBe(2)
    models.discard(models.create({ seed: 1, recipe }), 3)
    models.discard(models.create({ seed: 1, recipe }))
    expect(models.lastLearntPhotoCount()).toBe(3)
    publish('imported', 1, 4)
    expect(models.lastLearntPhotoCount()).toBe(4)
  })

  it('in the making are no unfinished runs when they are imports', () => {
    const { models } = temporaryCatalogue()
    const run = models.create({ seed: 1, recipe })
    models.create({ seed: 1, recipe, origin: 'imported' })
    expect(models.unfinished()?.modelVersion).toBe(run)
  })

  it('take over from the active one, which stays readable', () => {
    const catalogue = temporaryCatalogue()
    const photoIds = addPhotos(catalogue, 3)
    const first = published(catalogue, photoIds)
    const second = published(catalogue, photoIds, 100)
    const { models } = catalogue
    expect(models.active()).toMatchObject({
      modelVersion: second,
      state: 'ready',
      photoCount: 3,
      imagesPerSecond: 400.5,
      trainingSeconds: 60,
      encoderPath: 'models/1/encoder',
    })
    expect(models.list().map(({ modelVersion, active }) => [modelVersion, active])).toEqual([
      [second, true],
      [first, false],
    ])
    expect(models.loadBank(first).embeddings).toEqual(bankOf(photoIds))
    expect(models.loadBank(second).embeddings).toEqual(bankOf(photoIds, 100))
    expect(models.unfinished()).toBeNull()
  })

  it('leave the active one alone when publishing fails', () => {
    const catalogue = temporaryCatalogue()
    const photoIds = addPhotos(catalogue, 3)
    const first = published(catalogue, photoIds)
    const second = catalogue.models.create({ seed: 1, recipe })
    const publish = (version: number, ids: Int32Array, embeddings: Float32Array) => () =>
      catalogue.models.publish(version, { ...result, photoIds: ids, embeddings })
    expect(publish(second, photoIds, new Float32Array(5))).toThrow(/\[3, 2\].*5/)
    expect(publish(second, Int32Array.of(photoIds[0], 9999), new Float32Array(4))).toThrow(/not in the library/)
    catalogue.models.discard(second)
    expect(publish(second, photoIds, bankOf(photoIds))).toThrow(/no model/)
    expect(catalogue.models.active()?.modelVersion).toBe(first)
    expect(catalogue.models.loadBank(first).embeddings).toEqual(bankOf(photoIds))
    expect(catalogue.models.loadBank(second).photoIds).toHaveLength(0)
  })

  it('are given up whole, their number never given out again', () => {
    const catalogue = temporaryCatalogue()
    const photoIds = addPhotos(catalogue, 2)
    const { models } = catalogue
    const version = models.create({ seed: 1, recipe })
    models.addEmbeddings(version, photoIds, bankOf(photoIds), 2)
    models.discard(version)
    expect(models.get(version)).toMatchObject({ state: 'discarded', active: false })
    expect([models.unfinished(), models.embeddedCount(version)]).toEqual([null, 0])
    expect(models.create({ seed: 1, recipe })).toBe(version + 1)
  })
})

describe('the memory bank', () => {
  it('grows by photos that came later, which are missing until then', async () => {
    const catalogue = temporaryCatalogue()
    const { models } = catalogue
    const version = published(catalogue, addPhotos(catalogue, 2))
    const late = addPhoto(catalogue, 'late', { pixelSlot: 9 })
    addPhoto(catalogue, 'without pixels')
    expect([await models.photosWithoutEmbedding(version), models.embeddedCount(version)]).toEqual([[late], 2])
    models.addEmbeddings(version, Int32Array.of(late), Float32Array.of(8, 9), 2)
    expect([await models.photosWithoutEmbedding(version), models.embeddedCount(version)]).toEqual([[], 3])
    const bank = models.loadBank(version)
    expect([bank.photoIds[2], ...bank.embeddings.subarray(4)]).toEqual([late, 8, 9])
  })

  it('keeps the row of a vanished photo and does not count it', () => {
    const catalogue = temporaryCatalogue()
    const version = published(catalogue, addPhotos(catalogue, 2))
    catalogue.files.markGone([catalogue.files.get('/photos/0.jpg')!.fileId])
    expect(catalogue.models.embeddedCount(version)).toBe(1)
    expect(catalogue.models.loadBank(version).photoIds).toHaveLength(2)
  })

  it('of 10,000 x 128 comes back bit for bit from a reopened catalogue, in under a second of work', () => {
    const dir = temporaryDir()
    const before = temporaryCatalogue(dir)
    const photoIds = addPhotos(before, 10_000).toReversed()
    const embeddings = Float32Array.from({ length: 10_000 * 128 }, (_, at) => Math.sin(at))
    const version = before.models.create({ seed: 1, recipe: { ...recipe, embeddingSize: 128 } })
    before.models.publish(version, { ...result, embeddingSize: 128, photoIds, embeddings })
    before.close()
    const { models } = temporaryCatalogue(dir)
    const { result: bank, ms } = threadMs(() => models.loadBank(version))
    expect(ms).toBeLessThan(1000)
    expect(bank.embeddingSize).toBe(128)
    expect(Buffer.from(bank.photoIds.buffer).equals(Buffer.from(photoIds.buffer))).toBe(true)
    expect(Buffer.from(bank.embeddings.buffer).equals(Buffer.from(embeddings.buffer))).toBe(true)
  })
})
