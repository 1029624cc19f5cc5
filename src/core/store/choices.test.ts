/** Favourites, stars and photos that are kept out: kept by the picture, undone as one step. */
import { expect, it } from 'vitest'
import { galleryOrders } from '../../shared/domain.ts'
import { galleryStart } from './gallery.ts'
import { addPhoto, addPhotos, newPhoto, temporaryCatalogue } from './testing/support.ts'

const about = {
  format: 'JPEG',
  dateOrigin: null,
  camera: null,
  lens: null,
  rating: 4,
  latitude: null,
  longitude: null,
}

it("shows a person's stars before those of the file, also after the file is read again", async () => {
  const catalogue = temporaryCatalogue()
  const photoId = addPhoto(catalogue, 'a', { about })
  expect(catalogue.photos.summary(photoId)).toMatchObject({ stars: 4, favourite: false })
  await catalogue.choices.set([photoId], { rating: 0 })
  await catalogue.choices.set([photoId], { favourite: true })
  catalogue.photos.renew(photoId, { ...newPhoto, contentHash: 'other bytes', about: { ...about, rating: 2 } }, false)
  expect(catalogue.photos.detail(photoId)).toMatchObject({ stars: 0, rating: 2, ownRating: 0, favourite: true })
  await catalogue.choices.set([photoId], { rating: null })
  expect(catalogue.photos.summary(photoId)!.stars).toBe(2)
  expect(await catalogue.choices.set([photoId + 1], { favourite: true })).toBe(0)
})

it('takes what is kept out from every list, search and model, and gives it back', async () => {
  const catalogue = temporaryCatalogue()
  const { photos, choices, gallery, history, models } = catalogue
  const ids = [...addPhotos(catalogue, 5)]
  const listed = async () => ({
    page: photos.page(0, 9).photos.length,
    count: photos.count(),
    orders: galleryOrders.map((order) => gallery.slice(order, galleryStart[order], 9).rows.length),
    pixels: photos.pixelSlots().photoIds.length,
    colours: photos.presentColours(2, { after: 0, limit: 9 }).photoIds.length,
    unseen: (await models.photosWithoutEmbedding(1)).length,
  })
  const all = (n: number) => ({
    page: n,
    count: n,
    orders: galleryOrders.map(() => n),
    pixels: n,
    colours: n,
    unseen: n,
  })
  expect(await choices.set(ids.slice(0, 2), { keptOut: 'hidden' })).toBe(2)
  expect(await choices.set([ids[2]], { keptOut: 'removed' })).toBe(1)
  expect(await listed()).toEqual(all(2))
  expect([choices.keptOutCount('hidden'), choices.keptOutCount('removed')]).toEqual([2, 1])
  expect(photos.keptOutPage(0, 9, 'hidden').photos.map(({ photoId }) => photoId)).toEqual([ids[1], ids[0]])
  expect(gallery.keptOutSlice('removed', 0, 9).rows.map(([photoId]) => photoId)).toEqual([ids[2]])
  expect(catalogue.files.ofPhotos(0, 9).map(({ photoId }) => photoId)).not.toContain(ids[2])
  await history.undo()
  expect(await listed()).toEqual(all(3))
  await history.undo()
  expect(await listed()).toEqual(all(5))
  await history.redo()
  expect(await listed()).toEqual(all(3))
  await choices.set(ids, { keptOut: null })
  expect(await listed()).toEqual(all(5))
})

it('undoes a choice for many photos as one step, each as it was', async () => {
  const catalogue = temporaryCatalogue()
  const ids = [...addPhotos(catalogue, 700)]
  await catalogue.choices.set([ids[3]], { rating: 5 })
  expect(await catalogue.choices.set([...ids, ids[0]], { rating: 2 })).toBe(700)
  const starsOf = (photoId: number) => catalogue.photos.summary(photoId)!.stars
  expect(ids.every((photoId) => starsOf(photoId) === 2)).toBe(true)
  expect(await catalogue.choices.set(ids, { rating: 2 })).toBe(0)
  expect(catalogue.history.list({ limit: 9 })).toHaveLength(2)
  await catalogue.history.undo()
  expect(ids.map(starsOf).filter((stars) => stars !== null)).toEqual([5])
  expect(starsOf(ids[3])).toBe(5)
})

it('goes over to the photo that another becomes part of', async () => {
  const catalogue = temporaryCatalogue()
  const holder = addPhoto(catalogue, 'a')
  const old = addPhoto(catalogue, 'b', { pictureHash: null })
  await catalogue.choices.set([old], { favourite: true })
  await catalogue.choices.set([old], { rating: 3 })
  expect(catalogue.photos.setPicture(old, 'picture of a')).toBe(holder)
  expect(catalogue.photos.summary(holder)).toMatchObject({ favourite: true, stars: 3 })
})
