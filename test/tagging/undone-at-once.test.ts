/** What takes a while before it is a step of the history, and is undone meanwhile. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PhotoApi } from '../../src/shared/contract.ts'
import { openLibrary } from '../support/photos.ts'

let library: Awaited<ReturnType<typeof openLibrary>>
let api: PhotoApi
let tagId = 0
const mark = (photoId: number) => api.setLabels({ tagId, labels: [{ photoId, label: 'yes' }] })
const yesCount = async () => (await api.listTags({})).find((tag) => tag.tagId === tagId)?.yesCount

beforeAll(async () => {
  library = await openLibrary(8)
  api = library.core.api
})
beforeEach(async () => {
  tagId = (await api.createTag({ name: expect.getState().currentTestName! })).tagId
  await mark(1)
})
afterAll(() => library?.close())

test.each([
  ['apply run', () => api.applyTag({ tagId, count: 3 })],
  ['begin audit', () => api.startAudit({ tagId })],
])('%s is what is undone, not the mark before it', async (kind, begin) => {
  const begun = begin()
  expect(await api.undo({})).toMatchObject({ kind, undone: true })
  await begun
  expect(await yesCount()).toBe(1)
  expect(await api.listTagged({ tagId, offset: 0, limit: 9 })).toMatchObject({ total: 1 })
  expect(await api.getAudit({ tagId })).toBeNull()
  expect(await api.redo({})).toMatchObject({ kind })
})

test('A mark that is made meanwhile is undone before it', async () => {
  const begun = api.applyTag({ tagId, count: 3 })
  await mark(2)
  expect(await api.undo({})).toMatchObject({ kind: 'mark' })
  expect(await api.undo({})).toMatchObject({ kind: 'apply run' })
  await begun
  expect(await yesCount()).toBe(1)
})

test('Where nothing comes of it, the step before it is undone', async () => {
  const begun = api.applyTag({ tagId, count: 0 }).catch((error: { code: string }) => error.code)
  expect(await api.undo({})).toMatchObject({ kind: 'mark' })
  expect(await begun).toBe('INVALID_ARGUMENT')
})
