/** Neighbours by two models, of photos chosen to stand for the library. */
import { expect, it } from 'vitest'
import type { Catalogue } from '../store/catalogue.ts'
import { addPhotos, temporaryCatalogue } from '../store/testing/support.ts'
import { createComparison } from './comparison.ts'
import { loadEncoderSpace, type SearchSpace } from './search-space.ts'

const size = 16
/** Photos of a kind are near each other, no two alike. */
function publish(catalogue: Catalogue, photoIds: Int32Array, kindOf: (at: number) => number, activate = true): number {
  const modelVersion = catalogue.models.create({ seed: 1, recipe: { embeddingSize: size } })
  const embeddings = new Float32Array(photoIds.length * size)
  photoIds.forEach((_, at) => {
    const own = 0.3 + (at % 7) / 50
    embeddings[at * size + kindOf(at)] = Math.sqrt(1 - own * own)
    embeddings[at * size + 8 + (at % 8)] = own
  })
  const made = { embeddingSize: size, trainingSeconds: 1, imagesPerSecond: 1, encoderPath: 'none' }
  catalogue.models.publish(modelVersion, { ...made, photoIds, embeddings, activate })
  return modelVersion
}

function library() {
  const catalogue = temporaryCatalogue()
  const photoIds = addPhotos(catalogue, 60)
  const space = async () => (await loadEncoderSpace(catalogue)) as SearchSpace
  const { compareNeighbours } = createComparison(catalogue, { space })
  return { catalogue, photoIds, at: new Map([...photoIds].map((id, at) => [id, at])), compareNeighbours }
}

const oldKind = (at: number) => at % 4
const newKind = (at: number) => Math.floor(at / 15)

it('there is nothing to compare before a second model is accepted', async () => {
  const { catalogue, photoIds, compareNeighbours } = library()
  publish(catalogue, photoIds, oldKind)
  publish(catalogue, photoIds, newKind, false)
  expect(await compareNeighbours({})).toBeNull()
})

it('photos of unlike kinds with their neighbours by both models, the same at the next visit', async () => {
  const { catalogue, photoIds, at, compareNeighbours } = library()
  publish(catalogue, photoIds, oldKind)
  publish(catalogue, photoIds, newKind)
  const found = (await compareNeighbours({}))!
  expect([found.otherVersion, found.inUseVersion, found.photos.length]).toEqual([1, 2, 3])
  const placeOf = ({ photoId }: { photoId: number }) => at.get(photoId)!
  expect(new Set(found.photos.map(({ photo }) => newKind(placeOf(photo)))).size).toBe(3)
  for (const { photo, inUse, other } of found.photos) {
    expect([inUse.length, other.length]).toEqual([6, 6])
    expect(new Set(inUse.map((each) => newKind(placeOf(each))))).toEqual(new Set([newKind(placeOf(photo))]))
    expect(new Set(other.map((each) => oldKind(placeOf(each))))).toEqual(new Set([oldKind(placeOf(photo))]))
    expect(inUse.map(({ photoId }) => photoId)).not.toContain(photo.photoId)
  }
  expect(await compareNeighbours({})).toEqual(found)
  catalogue.models.activate(1)
  const back = (await compareNeighbours({}))!
  expect([back.otherVersion, back.inUseVersion]).toEqual([2, 1])
  expect(back.photos.map(({ photo }) => photo)).toEqual(found.photos.map(({ photo }) => photo))
})

it('the other one is the model that was in use before, whatever their numbers', async () => {
  const { catalogue, photoIds, compareNeighbours } = library()
  publish(catalogue, photoIds, oldKind)
  publish(catalogue, photoIds, newKind)
  publish(catalogue, photoIds, newKind)
  const versions = async () => {
    const { otherVersion, inUseVersion } = (await compareNeighbours({}))!
    return [otherVersion, inUseVersion]
  }
  expect(await versions()).toEqual([2, 3])
  catalogue.models.activate(1)
  expect(await versions()).toEqual([3, 1])
  publish(catalogue, photoIds, newKind)
  expect(await versions()).toEqual([1, 4])
  publish(catalogue, photoIds, oldKind, false)
  expect(await versions()).toEqual([1, 4])
  catalogue.models.discard(1)
  expect(await versions()).toEqual([3, 4])
})

it('another one takes the place of one, and stays; asked again and again it is ever another', async () => {
  const { catalogue, photoIds, compareNeighbours } = library()
  publish(catalogue, photoIds, oldKind)
  publish(catalogue, photoIds, newKind)
  const idsOf = async (another?: number) =>
    (await compareNeighbours({ another }))!.photos.map(({ photo }) => photo.photoId)
  const [first, second, third] = await idsOf()
  const seen = new Set([second])
  for (let times = 1, shown = second; times <= 5; times++) {
    const now = await idsOf(shown)
    expect([now[0], now[2]]).toEqual([first, third])
    shown = now[1]
    seen.add(shown)
  }
  expect(seen.size).toBe(6)
  expect(await idsOf()).toHaveLength(3)
})

it('photos that one of the models has not seen, or that are kept out, are in no list', async () => {
  const { catalogue, photoIds, compareNeighbours } = library()
  publish(catalogue, photoIds.subarray(0, 40), oldKind)
  publish(catalogue, photoIds, newKind)
  const [{ photo }] = (await compareNeighbours({}))!.photos
  await catalogue.choices.set([photo.photoId], { keptOut: 'hidden' })
  const found = (await compareNeighbours({}))!
  const ids = found.photos.flatMap((each) => [each.photo, ...each.inUse, ...each.other]).map(({ photoId }) => photoId)
  expect(ids).not.toContain(photo.photoId)
  expect(Math.max(...ids)).toBeLessThanOrEqual(photoIds[39])
  expect(found.photos).toHaveLength(3)
})
