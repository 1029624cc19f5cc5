/** Favourites, stars, hidden and removed photos over every transport: one step each, and out of every list. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { indexed, openLibrary, temporaryFolder } from '../support/photos.ts'
import { transports, type Opened } from '../support/transports.ts'

let library: Awaited<ReturnType<typeof openLibrary>>
let core: Core
beforeAll(async () => {
  library = await openLibrary(4)
  core = library.core
})
afterAll(() => library.close())

describe.each(transports)('over %s', (_, open) => {
  let opened: Opened
  beforeAll(async () => void (opened = await open(core)))
  afterAll(() => opened.close())

  test('many photos are named packed, of whole numbers, and marked as one step', async () => {
    const { api } = opened.client
    const packed = Buffer.from(Int32Array.of(3, 1).buffer).toString('base64')
    const { tagId } = await api.createTag({ name: 'Packed' })
    expect(await api.labelPhotos({ tagId, photoIds: packed, label: 'no' })).toMatchObject({ noCount: 2 })
    const { yes, no } = await api.getMarks({ tagId })
    expect([yes, [...new Int32Array(new Uint8Array(Buffer.from(no, 'base64')).buffer)]]).toEqual(['', [1, 3]])
    const { photos, total } = await api.listLabels({ tagId, label: 'no', offset: 1, limit: 5 })
    expect([total, photos.map(({ photoId }) => photoId)]).toEqual([2, [3]])
    expect(await api.undo({})).toMatchObject({ kind: 'mark' })
    expect(await api.getMarks({ tagId })).toEqual({ yes: '', no: '' })
    await api.labelPhotos({ tagId, photoIds: packed, label: 'yes', asked: 'likely' })
    expect((await api.listLabels({ tagId, offset: 0, limit: 1 })).photos).toMatchObject([{ asked: 'likely' }])
    await api.undo({})
    for (const asked of ['why', null] as unknown as ['likely'])
      await expect(api.labelPhotos({ tagId, photoIds: packed, label: 'yes', asked })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      })
    for (const photoIds of ['AAA=', 'no numbers', Array.from({ length: 1001 }, () => 1)])
      await expect(api.labelPhotos({ tagId, photoIds, label: 'yes' })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      })
    // Cut to int32, 2 ** 32 + 1 would be 1.
    for (const call of [
      api.labelPhotos({ tagId, photoIds: [2 ** 32 + 1], label: 'yes' }),
      api.choose({ photoIds: [2 ** 32 + 1], choice: { favourite: true } }),
    ])
      await expect(call).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    const unknown = Buffer.from(Int32Array.of(1, 999).buffer).toString('base64')
    await expect(api.labelPhotos({ tagId, photoIds: unknown, label: 'yes' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await api.choose({ photoIds: packed, choice: { favourite: true } })).toEqual({ changedCount: 2 })
    await api.undo({})
    await api.deleteTag({ tagId })
  })

  test('favourites and stars are told of, shown and undone', async () => {
    const { api } = opened.client
    const told: string[] = []
    const stop = opened.client.subscribe('changed', ({ what }) => void told.push(what))
    expect(await api.choose({ photoIds: [1, 2], choice: { favourite: true } })).toEqual({ changedCount: 2 })
    expect(await api.choose({ photoIds: [2], choice: { rating: 4 } })).toEqual({ changedCount: 1 })
    expect(await api.getSummaries({ photoIds: [1, 2, 3] })).toMatchObject([
      { favourite: true, stars: null },
      { favourite: true, stars: 4 },
      { favourite: false, stars: null },
    ])
    await expect.poll(() => told).toEqual(['choices', 'choices'])
    stop()
    expect(await api.undo({})).toMatchObject({ kind: 'rate', text: 'Gave a photo 4 stars' })
    expect(await api.undo({})).toMatchObject({ kind: 'favourite', text: 'Made 2 photos favourite' })
    expect(await api.getPhoto({ photoId: 2 })).toMatchObject({ favourite: false, stars: null, ownRating: null })
  })

  test.each(['hidden', 'removed'] as const)('what is %s is in no list, also after a rescan', async (keptOut) => {
    const { api } = opened.client
    const { tagId } = await api.createTag({ name: `of ${crypto.randomUUID()}` })
    await api.setLabels({ tagId, labels: [1, 2, 3].map((photoId) => ({ photoId, label: 'yes' as const })) })
    await api.choose({ photoIds: [2], choice: { keptOut } })
    await api.rescan({ full: true })
    await indexed(core)
    const { photoCount, keptOutCounts } = await api.getStatus({})
    expect([photoCount, keptOutCounts[keptOut]]).toEqual([11, 1])
    const isIn = (photos: { photoId: number }[]) => photos.some(({ photoId }) => photoId === 2)
    expect(isIn((await api.listPhotos({ offset: 0, limit: 50 })).photos)).toBe(false)
    expect(isIn((await api.findSimilar({ query: [{ photoId: 1 }], limit: 50 })).results)).toBe(false)
    expect(isIn((await api.listTagged({ tagId, offset: 0, limit: 50 })).photos)).toBe(false)
    expect(isIn((await api.rankTag({ tagId, offset: 0, limit: 50 })).photos)).toBe(false)
    expect((await api.listPhotos({ offset: 0, limit: 50, keptOut })).photos.map(({ photoId }) => photoId)).toEqual([2])
    expect((await api.getGallery({ order: 'folder', keptOut })).groups).toEqual([
      { key: expect.stringMatching(/^\d{4}-\d\d$/), count: 1 },
    ])
    expect(await api.getPhoto({ photoId: 2 })).toMatchObject({ keptOut, tags: [{ label: 'yes' }] })
    await api.undo({})
    expect((await api.getStatus({})).photoCount).toBe(12)
    expect(isIn((await api.findSimilar({ query: [{ photoId: 1 }], limit: 50 })).results)).toBe(true)
    await api.deleteTag({ tagId })
  })

  test('copies of photos go into another folder', async () => {
    const { api } = opened.client
    const out = temporaryFolder()
    const copied = await api.exportCopies({ photoIds: [1, 2], folder: out.path })
    expect(copied).toEqual({ folder: out.path, copiedCount: 2, problems: [] })
    await expect(api.exportCopies({ photoIds: [], folder: out.path })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    out.remove()
  })

  test('refuses what is no choice, and more than one', async () => {
    const { api } = opened.client
    for (const choice of [{}, { rating: 6 }, { rating: 3, favourite: true }, { keptOut: 'gone' }])
      await expect(api.choose({ photoIds: [1], choice: choice as never })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      })
  })
})
