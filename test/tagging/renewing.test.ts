/** What an earlier model found, found anew: what would change is told, changed as one step, and taken back as one. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { openLibrary, temporaryFolder, writeEncoder } from '../support/photos.ts'

let core: Core
let library: Awaited<ReturnType<typeof openLibrary>>
const folder = temporaryFolder()
const page = { offset: 0, limit: 100 }

beforeAll(async () => {
  library = await openLibrary(12)
  core = library.core
})
afterAll(async () => {
  await library.close()
  folder.remove()
})

test('as many as before, by the model in use; marks and what was checked stay; undone and redone as one', async () => {
  const { api } = core
  const { photos } = await api.listPhotos(page)
  const idOf = (name: string) => photos.find((photo) => photo.name === name)!.photoId
  const { tagId } = await api.createTag({ name: 'red' })
  const labels = ['red-0.jpg', 'red-1.jpg'].map((name) => ({ photoId: idOf(name), label: 'yes' as const }))
  await api.setLabels({ tagId, labels })
  const found = async () => {
    const tagged = (await api.listTagged({ tagId, ...page })).photos.filter(({ label }) => label === null)
    return tagged.map(({ photoId }) => photoId).sort((a, b) => a - b)
  }
  const before = await api.applyTag({ tagId, count: 8 })
  expect(await api.compareRuns({ tagId, ...page })).toBeNull()
  await expect(api.renewRuns({ tagId })).rejects.toMatchObject({ code: 'NOT_FOUND' })

  await api.importModel({ path: writeEncoder(folder.path) })
  const then = await found()
  const change = (await api.compareRuns({ tagId, ...page }))!
  const [going, coming] = [change.going, change.coming].map((list) => list.map(({ photoId }) => photoId))
  expect(change).toMatchObject({ modelVersion: 1, foundCount: 8, goingCount: coming.length })
  expect(going).toHaveLength(coming.length)
  expect(going.every((photoId) => then.includes(photoId))).toBe(true)
  expect(coming.some((photoId) => then.includes(photoId))).toBe(false)

  const run = await api.renewRuns({ tagId })
  expect(run).toMatchObject({ modelVersion: 1, taggedCount: 8, cutoffCount: 8 })
  const now = [...then.filter((photoId) => !going.includes(photoId)), ...coming].sort((a, b) => a - b)
  expect(await found()).toEqual(now)
  expect((await api.listRuns({ tagId })).map(({ runId, undoneAtMs }) => [runId, undoneAtMs === null])).toEqual([
    [run.runId, true],
    [before.runId, false],
  ])
  expect(await api.compareRuns({ tagId, ...page })).toBeNull()
  expect(await api.undo({})).toMatchObject({ text: 'Found 8 photos anew for "red"', note: null })
  expect(await found()).toEqual(then)
  await api.redo({})
  expect(await found()).toEqual(now)
  expect((await api.listLabels({ tagId })).map(({ photoId }) => photoId).sort()).toEqual(
    [idOf('red-0.jpg'), idOf('red-1.jpg')].sort(),
  )
})
