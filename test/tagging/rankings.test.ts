/** Which rankings the core keeps while marks are made. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLibrary } from '../support/photos.ts'

let library: Awaited<ReturnType<typeof openLibrary>>
beforeAll(async () => void (library = await openLibrary(8)))
afterAll(() => library?.close())

test('an order that is looked at is kept however many come after it, one that is not is forgotten', async () => {
  const { api } = library.core
  const { tagId } = await api.createTag({ name: 'red' })
  const mark = (photoId: number, label: 'yes' | 'no') => api.setLabels({ tagId, labels: [{ photoId, label }] })
  const rank = async (rankingId?: string) => api.rankTag({ tagId, offset: 0, limit: 20, rankingId })
  await mark(1, 'yes')
  const looked = await rank()
  await mark(2, 'yes')
  const left = await rank()
  for (let i = 0; i < 20; i++) {
    await mark(3, i % 2 ? 'yes' : 'no')
    await rank()
    const again = await rank(looked.rankingId)
    expect(again.photos.map(({ photoId }) => photoId)).toEqual(looked.photos.map(({ photoId }) => photoId))
  }
  await expect(rank(left.rankingId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
