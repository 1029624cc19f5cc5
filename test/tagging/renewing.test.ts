/** What an earlier model found, found anew: what would change is told, changed as one step, and taken back as one. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { indexed, openLibrary, temporaryFolder, writeEncoder } from '../support/photos.ts'

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

async function marked(name: string, photoName: string) {
  const { api } = core
  const { photos } = await api.listPhotos(page)
  const { tagId } = await api.createTag({ name })
  const { photoId } = photos.find((photo) => photo.name === photoName)!
  await api.setLabels({ tagId, labels: [{ photoId, label: 'yes' }] })
  return { tagId, unmark: () => api.setLabels({ tagId, labels: [{ photoId, label: null }] }) }
}

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
  // Also by its number, when something else was done since.
  await api.createTag({ name: 'other' })
  expect(await api.undoRun({ runId: run.runId })).toEqual({
    removedCount: coming.length,
    broughtBack: [before.runId],
  })
  expect(await found()).toEqual(then)
  await api.undo({})
  expect(await found()).toEqual(now)
  expect((await api.listLabels({ tagId, offset: 0, limit: 1000 })).photos.map(({ photoId }) => photoId).sort()).toEqual(
    [idOf('red-0.jpg'), idOf('red-1.jpg')].sort(),
  )
})

test('a tag without marks has nothing to compare, also where those that are left are of photos gone', async () => {
  const { api } = core
  const { tagId, unmark } = await marked('blue', 'blue-0.jpg')
  await api.applyTag({ tagId, count: 4 })
  await api.importModel({ path: writeEncoder(folder.path) })
  expect(await api.compareRuns({ tagId, ...page })).not.toBeNull()
  rmSync(join(library.photosDir, 'blue', 'blue-0.jpg'))
  await core.api.rescan({})
  await indexed(core)
  expect(await api.compareRuns({ tagId, ...page })).toBeNull()
  await expect(api.renewRuns({ tagId })).rejects.toMatchObject({ code: 'NOT_ENOUGH_LABELS' })
  await unmark()
  expect(await api.compareRuns({ tagId, ...page })).toBeNull()
  await expect(api.renewRuns({ tagId })).rejects.toMatchObject({ code: 'NOT_ENOUGH_LABELS' })
})

test('what carries a tag within it does not come', async () => {
  const { api } = core
  const { tagId, unmark } = await marked('Colours', 'red-2.jpg')
  await api.applyTag({ tagId, count: 4 })
  await api.importModel({ path: writeEncoder(folder.path) })
  const within = await marked('Colours/Green', 'green-0.jpg')
  await api.applyTag({ tagId: within.tagId, count: 20 })
  // By now it is green that is looked for.
  await unmark()
  const tagged = (await api.listTagged({ tagId: within.tagId, ...page })).photos.map(({ photoId }) => photoId)
  const { coming } = (await api.compareRuns({ tagId, ...page }))!
  expect(coming.filter(({ photoId }) => tagged.includes(photoId))).toEqual([])
})
