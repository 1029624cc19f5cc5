/** The bank in blocks: slices, photos that leave and come back, and what must not get in. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Catalogue } from './catalogue.ts'
import { addPhotos, temporaryCatalogue } from './testing/support.ts'

const made = { embeddingSize: 2, trainingSeconds: 1, imagesPerSecond: 1, encoderPath: '' }
const rowsOf = (photoIds: Int32Array) =>
  Float32Array.from({ length: photoIds.length * 2 }, (_, at) => photoIds[at >> 1])

function withBank(photoCount: number) {
  const catalogue = temporaryCatalogue()
  const photoIds = addPhotos(catalogue, photoCount)
  const version = catalogue.models.create({ seed: 1, recipe: { embeddingSize: 2 } })
  const add = (ids: Int32Array) => catalogue.models.addEmbeddings(version, ids, rowsOf(ids), 2)
  return { ...catalogue, catalogue, photoIds, version, add }
}

/** All slices, one after the other. */
function slices(next: (after: number) => { photoIds: number[]; rows: Float32Array; last: number }) {
  const all: { photoIds: number[]; rows: Float32Array }[] = []
  for (let slice = next(-1); slice.photoIds.length > 0; slice = next(slice.last)) all.push(slice)
  return { photoIds: all.flatMap(({ photoIds }) => photoIds), rows: all.flatMap(({ rows }) => [...rows]), all }
}

const turned = (catalogue: Catalogue, photoId: number) =>
  catalogue.photos.renew(
    photoId,
    {
      contentHash: `turned ${photoId}`,
      width: 480,
      height: 640,
      capturedAtMs: null,
      pixelSlot: 0,
      colourHistogram: Float32Array.of(1, 0),
    },
    true,
  )

describe('the bank', () => {
  it('is the same however its rows were added, and in whatever slices it is read', () => {
    const { models, photoIds, version, add } = withBank(700)
    for (let from = 0; from < 700; from += 99) add(photoIds.subarray(from, from + 99))
    const { photoIds: ids, embeddings } = models.loadBank(version)
    expect([ids, embeddings]).toEqual([photoIds, rowsOf(photoIds)])
    const read = slices((after) => models.bankRows(version, 2, after))
    expect([read.photoIds, read.rows]).toEqual([[...photoIds], [...rowsOf(photoIds)]])
    expect(read.all.map(({ photoIds: some }) => some.length)).toEqual([256, 256, 188])
  })

  it('shows only photos that are there, past blocks of which none is', () => {
    const { models, files, photoIds, version, add } = withBank(600)
    add(photoIds)
    const gone = [...photoIds.keys()].filter((at) => at >= 10 && at < 550)
    files.markGone(gone.map((at) => files.get(`/photos/${at}.jpg`)!.fileId))
    const shown = [...photoIds].filter((_, at) => at < 10 || at >= 550)
    const read = slices((after) => models.presentRows(version, 2, after))
    expect([read.photoIds, read.rows]).toEqual([shown, [...rowsOf(Int32Array.from(shown))]])
    expect([models.embeddedCount(version), models.rowCount(version)]).toEqual([60, 600])
  })

  it('lets a photo that was turned go, and takes it again, once', async () => {
    const { catalogue, models, photoIds, version, add } = withBank(300)
    add(photoIds)
    const photoId = photoIds[256 - 1]
    turned(catalogue, photoId)
    expect([await models.photosWithoutEmbedding(version), models.embeddedCount(version)]).toEqual([[photoId], 299])
    expect(models.loadBank(version).photoIds).toEqual(photoIds.filter((id) => id !== photoId))
    add(Int32Array.of(photoId))
    expect(models.loadBank(version).photoIds.at(-1)).toBe(photoId)
    expect(models.loadBank(version).embeddings.at(-1)).toBe(photoId)
    expect([await models.photosWithoutEmbedding(version), models.embeddedCount(version)]).toEqual([[], 300])
  })

  it('keeps photos whose bytes side by side look like another', () => {
    const { catalogue, models, version, add } = withBank(3)
    const [large, alike] = [0x01_00_00_00, 0x02_01]
    const db = new Database(join(catalogue.dir, 'catalogue.sqlite'))
    const insert = db.prepare(
      'INSERT INTO photo (id, content_hash, width, height, present_file_count, added_at_ms) VALUES (?, ?, 1, 1, 1, 0)',
    )
    for (const id of [large, alike]) insert.run(id, `made ${id}`)
    db.close()
    const photoIds = Int32Array.of(1, large, 2)
    add(photoIds)
    turned(catalogue, alike)
    expect(models.loadBank(version).photoIds).toEqual(photoIds)
  })

  it('refuses a photo twice and photos that are none, and then adds none', () => {
    const { models, photoIds, version, add } = withBank(300)
    add(photoIds.subarray(0, 290))
    expect(() => add(photoIds.subarray(280))).toThrow(/two rows of photo 281/)
    expect(() => add(Int32Array.of(photoIds[295], photoIds[295]))).toThrow(/two rows/)
    expect(() => add(Int32Array.of(photoIds[295], 9999))).toThrow(/not in the library/)
    expect(models.rowCount(version)).toBe(290)
  })

  it('is published as it was added, slice by slice, with what its numbers mean', () => {
    const { models, photoIds, version, add } = withBank(300)
    add(photoIds.subarray(0, 10))
    models.clearEmbeddings(version)
    add(photoIds.subarray(0, 200))
    add(photoIds.subarray(200))
    const space = { encoder: 'abc', transform: 'whitened', size: 2 }
    models.publish(version, { ...made, space })
    expect(models.active()).toMatchObject({ modelVersion: version, photoCount: 300, space })
    expect(models.loadBank(version).photoIds).toEqual(photoIds)
  })
})
