import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeFresh, indexed, openFresh, writePhoto, type Fresh } from '../../../test/support/photos.ts'
import type { GalleryOrder } from '../../shared/domain.ts'
import { readGallery } from './gallery.ts'

let fresh: Fresh
const names: Record<number, string> = {}

async function read(order: GalleryOrder, near?: number) {
  const { photoIds, aspects, groups } = await fresh.core.api.getGallery({ order, near })
  const ids = [...new Int32Array(new Uint8Array(Buffer.from(photoIds, 'base64')).buffer)]
  const shapes = [...new Uint16Array(new Uint8Array(Buffer.from(aspects, 'base64')).buffer)]
  return { names: ids.map((id) => names[id]), shapes, groups }
}

beforeAll(async () => {
  fresh = await openFresh()
  const { home, core } = fresh
  const photos = [
    ['b/20240305_101010.jpg', 160, 120],
    ['a/20240331_235959.jpg', 120, 160],
    ['b/20231201_000000.jpg', 320, 20],
    ['a/20240401_000000.jpg', 100, 100],
  ] as const
  for (const dir of ['a', 'b']) mkdirSync(join(home.path, dir))
  for (const [i, [name, width, height]] of photos.entries())
    await writePhoto(join(home.path, name), [40 * i, 90, 20], i, { width, height })
  await writePhoto(join(home.path, 'a/copy.jpg'), [0, 90, 20], 0, { width: 160, height: 120 })
  await core.api.addFolder({ path: home.path })
  await indexed(core)
  for (const photo of (await core.api.listPhotos({ offset: 0, limit: 9 })).photos) names[photo.photoId] = photo.name
})
afterAll(() => closeFresh(fresh))

it('is by month of capture, newest first, with shapes in thousandths', async () => {
  const { groups, shapes } = await read('taken')
  expect(groups).toContainEqual({ key: '2024-04', count: 1 })
  expect(groups).toContainEqual({ key: '2023-12', count: 1 })
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(4)
  expect([...shapes].sort((a, b) => a - b)).toEqual([750, 1000, 1333, 16_000])
  const { photos } = await fresh.core.api.listPhotos({ offset: 0, limit: 9 })
  expect((await read('taken')).names).toEqual(photos.map(({ name }) => name))
})

it('is by folder, where a photo of two files stands once, at the first', async () => {
  const { groups } = await read('folder')
  expect(groups).toEqual([
    { key: join(fresh.home.path, 'a'), count: 3 },
    { key: join(fresh.home.path, 'b'), count: 1 },
  ])
})

it('is by coming into the library', async () => {
  const { groups, names: found } = await read('added')
  expect(groups).toEqual([{ key: new Date().toISOString().slice(0, 7), count: 4 }])
  expect(new Set(found).size).toBe(4)
})

it('is by the name that is shown, under letters and digits', async () => {
  const { names: found, groups } = await read('name')
  expect(groups).toEqual([
    { key: '0', count: 3 },
    { key: 'C', count: 1 },
  ])
  expect(found).toEqual(['20231201_000000.jpg', '20240331_235959.jpg', '20240401_000000.jpg', 'copy.jpg'])
})

it('is by tag: each photo once, under the first of its tags, machine tags that stand among them, untagged last', async () => {
  const { api } = fresh.core
  const ids = Object.keys(names).map(Number)
  const [zoo, apes, gone] = await Promise.all(['Zoo', 'Animals/Apes', 'A'].map((name) => api.createTag({ name })))
  await api.setLabels({ tagId: zoo.tagId, labels: ids.slice(0, 3).map((photoId) => ({ photoId, label: 'yes' })) })
  await api.setLabels({ tagId: apes.tagId, labels: [{ photoId: ids[1], label: 'yes' }] })
  await api.setLabels({ tagId: gone.tagId, labels: [{ photoId: ids[3], label: 'yes' }] })
  await api.setLabels({ tagId: apes.tagId, labels: [{ photoId: ids[0], label: 'no' }] })
  await api.deleteTag({ tagId: gone.tagId })
  const { names: found, groups } = await read('tag')
  expect(groups).toEqual([
    { key: 'Animals/Apes', count: 1 },
    { key: 'Zoo', count: 2 },
    { key: '', count: 1 },
  ])
  expect([found[0], found[3]]).toEqual([names[ids[1]], names[ids[3]]])
  const newestFirst = (await api.listPhotos({ offset: 0, limit: 9 })).photos.map(({ name }) => name)
  expect(newestFirst.indexOf(found[1])).toBeLessThan(newestFirst.indexOf(found[2]))
  const searched = await api.searchPhotos({ query: 'tag:Zoo', order: 'tag' })
  expect(searched.photos.groups.map(({ count }) => count)).toEqual([1, 2])
})

it('is by similarity to a photo, that one first, and says when there is no such photo', async () => {
  const { api } = fresh.core
  const ids = Object.keys(names).map(Number)
  const near = ids.find((photoId) => names[photoId] === 'copy.jpg')!
  const { names: found, groups } = await read('similar', near)
  const { results } = await api.findSimilar({ query: [{ photoId: near }], limit: 9 })
  const similarityOf = (name: string) => results.find((result) => result.name === name)!.similarity
  const similarities = found.slice(1).map(similarityOf)
  expect([found[0], similarities]).toEqual([names[near], similarities.toSorted((a, b) => b - a)])
  expect(groups).toEqual([{ key: '', count: 4 }])
  await expect(read('similar')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  await expect(read('similar', 999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('reads many slices, also when a photo moves from one into the next meanwhile', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => [i + 1, 4, 3, null] as [number, number, number, null])
  const gallery = {
    slice: (_order: GalleryOrder, after: number | string, limit: number) => {
      const from = Math.max(0, Number(after) - 1)
      const slice = rows.slice(from, from + limit)
      return { rows: slice, next: from + limit < rows.length ? Number(after) + limit : null }
    },
    keptOutSlice: () => ({ rows: [], next: null }),
  }
  const { photoIds, groups } = await readGallery({ gallery, tagRows: null! }, { order: 'taken' })
  expect(groups).toEqual([{ key: '', count: 5000 }])
  expect(Buffer.from(photoIds, 'base64')).toHaveLength(20_000)
})

it('gives summaries in the order asked for, without unknown ones', async () => {
  const ids = Object.keys(names).map(Number).reverse()
  const found = await fresh.core.api.getSummaries({ photoIds: [987_654, ...ids] })
  expect(found.map(({ photoId }) => photoId)).toEqual(ids)
})
