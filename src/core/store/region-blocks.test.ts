/** Regions in blocks: added in any slices, of which photos, and when they go. */
import { describe, expect, it } from 'vitest'
import { readRegions } from './read-regions.ts'
import { addPhotos, newPhoto, temporaryCatalogue } from './testing/support.ts'

const [size, regionCount] = [4, 5]
const perPhoto = size * regionCount
/** Each photo's numbers are its id's and no other's. */
const rowsOf = (photoIds: Int32Array) =>
  Float32Array.from({ length: photoIds.length * perPhoto }, (_, at) => photoIds[Math.floor(at / perPhoto)] / 1024)

function withModel(photoCount: number) {
  const catalogue = temporaryCatalogue()
  const photoIds = addPhotos(catalogue, photoCount)
  const create = () => catalogue.models.create({ seed: 1, recipe: { embeddingSize: size } })
  const version = create()
  const { models } = catalogue
  const add = (ids: Int32Array, to = version) => models.addRegions(to, ids, rowsOf(ids), size)
  const read = (of = version) => [...readRegions(catalogue.dir, of)]
  return { catalogue, models, photoIds, version, create, add, read }
}

describe('regions', () => {
  it('are the same however they were added, in blocks of up to 256 photos', () => {
    const { photoIds, add, read } = withModel(700)
    for (let from = 0; from < 700; from += 32) add(photoIds.subarray(from, Math.min(700, from + 32)))
    const blocks = read()
    expect(blocks.map(({ photoIds: ids }) => ids.length)).toEqual([256, 256, 188])
    expect(blocks.flatMap(({ photoIds: ids }) => [...ids])).toEqual([...photoIds])
    for (const { photoIds: ids, numbers, scales } of blocks) {
      const wanted = rowsOf(ids)
      const isNear = (value: number, at: number) => Math.abs(value * scales[Math.floor(at / size)] - wanted[at]) < 1e-6
      expect([numbers.length, numbers.every(isNear)]).toEqual([wanted.length, true])
    }
  })

  it('are missing of photos that have none by this model, and are not asked of those that are gone', async () => {
    const { catalogue, models, photoIds, version, create, add } = withModel(6)
    add(photoIds.subarray(0, 3))
    await catalogue.choices.set([photoIds[4]], { keptOut: 'hidden' })
    expect(await models.photosWithoutRegions(version)).toEqual([photoIds[3], photoIds[5]])
    expect(await models.photosWithoutRegions(create())).toHaveLength(5)
  })

  it('go with their model, and those of a photo that is turned are made again', async () => {
    const { catalogue, models, photoIds, version, create, add, read } = withModel(3)
    const other = create()
    for (const to of [version, other]) add(photoIds, to)
    catalogue.photos.renew(
      photoIds[1],
      { ...newPhoto, contentHash: 'turned', width: 480, height: 640, pixelSlot: 0 },
      true,
    )
    expect(await models.photosWithoutRegions(other)).toEqual([photoIds[1]])
    expect(read(other)[0].photoIds).toEqual(Int32Array.of(photoIds[0], 0, photoIds[2]))
    models.discard(version)
    expect([read(version).length, read(other).length]).toEqual([0, 1])
  })
})
