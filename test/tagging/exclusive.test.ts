/** Tags that exclude each other, through the contract: a yes to one is a no to the others, and so said and undone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { openLibrary } from '../support/photos.ts'

let core: Core
let library: Awaited<ReturnType<typeof openLibrary>>

beforeAll(async () => {
  library = await openLibrary(4)
  core = library.core
})
afterAll(() => library.close())

test('a yes to one of them is ranked for none of the others, until that is undone', async () => {
  const { photos } = await core.api.listPhotos({ offset: 0, limit: 100 })
  const idOf = (name: string) => photos.find((photo) => photo.name === name)!.photoId
  const [warm, cold] = [
    await core.api.createTag({ name: 'Colours/Warm' }),
    await core.api.createTag({ name: 'colours/Cold' }),
  ]
  const parent = (await core.api.listTags({})).find(({ name }) => name === 'Colours')!
  const mark = (tagId: number, name: string) =>
    core.api.setLabels({ tagId, labels: [{ photoId: idOf(name), label: 'yes' }] })
  await mark(warm.tagId, 'red-0.jpg')
  await mark(cold.tagId, 'blue-0.jpg')
  const restOfCold = async () => {
    const { photos: ranked } = await core.api.rankTag({ tagId: cold.tagId, offset: 0, limit: 100 })
    return ranked.map(({ name }) => name)
  }
  expect(await restOfCold()).toContain('red-0.jpg')
  expect(await core.api.setExclusive({ tagId: parent.tagId, exclusive: true })).toMatchObject({ exclusive: true })
  expect(await restOfCold()).not.toContain('red-0.jpg')
  expect(await core.api.undo({})).toMatchObject({ text: 'Changed whether tags in "Colours" exclude each other' })
  expect(await restOfCold()).toContain('red-0.jpg')
  await expect(core.api.setExclusive({ tagId: 999, exclusive: true })).rejects.toThrow(/no tag 999/i)
})

test('what is tagged with one of them is found for none of the others', async () => {
  const tags = await core.api.listTags({})
  const idOf = (name: string) => tags.find((tag) => tag.name.toLowerCase() === name)!.tagId
  const [parent, warm, cold] = ['colours', 'colours/warm', 'colours/cold'].map(idOf)
  const ranked = async () => {
    const { photos } = await core.api.rankTag({ tagId: cold, offset: 0, limit: 100 })
    return photos.map(({ photoId }) => photoId)
  }
  await core.api.applyTag({ tagId: warm, count: 3 })
  const { photos } = await core.api.listTagged({ tagId: warm, offset: 0, limit: 100 })
  const found = photos.filter(({ label }) => label === null).map(({ photoId }) => photoId)
  expect(await ranked()).toEqual(expect.arrayContaining(found))
  await core.api.setExclusive({ tagId: parent, exclusive: true })
  expect((await ranked()).filter((photoId) => found.includes(photoId))).toEqual([])
})

test('a photo that is more like a rival is less likely, by the same marks', async () => {
  const { photos } = await core.api.listPhotos({ offset: 0, limit: 100 })
  const idOf = (name: string) => photos.find((photo) => photo.name === name)!.photoId
  const [light, dark] = [
    await core.api.createTag({ name: 'Tone/Light' }),
    await core.api.createTag({ name: 'Tone/Dark' }),
  ]
  const tone = (await core.api.listTags({})).find(({ name }) => name === 'Tone')!
  const mark = (tagId: number, name: string, label: 'yes' | 'no') =>
    core.api.setLabels({ tagId, labels: [{ photoId: idOf(name), label }] })
  await mark(light.tagId, 'red-0.jpg', 'yes')
  await mark(dark.tagId, 'blue-0.jpg', 'yes')
  await mark(dark.tagId, 'red-0.jpg', 'no')
  const likely = async () => {
    const { photos: ranked } = await core.api.rankTag({ tagId: dark.tagId, offset: 0, limit: 100 })
    return ranked.find(({ name }) => name === 'red-1.jpg')!.confidence
  }
  const alone = await likely()
  await core.api.setExclusive({ tagId: tone.tagId, exclusive: true })
  expect(await likely()).toBeLessThan(alone)
})
