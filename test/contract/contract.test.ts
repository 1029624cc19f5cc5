/** One suite over every transport: the contract behaves the same in process, over a MessagePort and a WebSocket. */
import { unpackedIds } from '../../src/core/tools/packed.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { openLibrary } from '../support/photos.ts'
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
  const raw = (method: string, args: unknown) =>
    (opened.client.api as unknown as Record<string, (args: unknown) => Promise<unknown>>)[method](args)

  test('status, a page and a photo', async () => {
    const { api } = opened.client
    expect((await api.getStatus({})).photoCount).toBe(12)
    const page = await api.listPhotos({ offset: 2, limit: 5 })
    expect([page.total, page.photos.length]).toEqual([12, 5])
    expect((await api.getPhoto({ photoId: page.photos[0].photoId })).files[0].path).toContain(library.photosDir)
  })

  test('folders of the machine can be looked through', async () => {
    const { api } = opened.client
    const found = await api.browseFolders({ path: `"${library.photosDir}"` })
    expect(found).toMatchObject({ path: library.photosDir, photoFileCount: 0 })
    expect(found.folders.map(({ name }) => name)).toContain('red')
    await expect(api.browseFolders({ path: 'https://example.com' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('find similar by colour: the same colour comes first', async () => {
    const { api } = opened.client
    const { photos: all } = await api.listPhotos({ offset: 0, limit: 100 })
    const red = all.find(({ name }) => name.startsWith('red'))!
    const { basis, results } = await api.findSimilar({ query: [{ photoId: red.photoId }], limit: 3 })
    expect(basis).toBe('colour')
    expect(results.every(({ name, photoId }) => name.startsWith('red') && photoId !== red.photoId)).toBe(true)
  })

  test('label, rank, apply, undo', async () => {
    const { api } = opened.client
    const { photos: all } = await api.listPhotos({ offset: 0, limit: 100 })
    const { tagId, name } = await api.createTag({ name: `blue ${crypto.randomUUID()}` })
    const blues = all.filter(({ name }) => name.startsWith('blue'))
    const reds = all.filter(({ name }) => name.startsWith('red'))
    await api.setLabels({
      tagId,
      labels: [
        { photoId: blues[0].photoId, label: 'yes' },
        { photoId: reds[0].photoId, label: 'no' },
      ],
    })
    const ranking = await api.rankTag({ tagId, offset: 0, limit: 20 })
    expect(ranking.total).toBe(10)
    expect(ranking.photos.slice(0, 3).every(({ name }) => name.startsWith('blue'))).toBe(true)
    const run = await api.applyTag({ tagId, rankingId: ranking.rankingId, count: 3 })
    expect(run.taggedCount).toBe(3)
    const carried = async () => {
      const listed = (await api.listTags({})).find((tag) => tag.tagId === tagId)!.carriedCount
      const { photos: found } = await api.searchPhotos({ query: `tag:"${name}"`, order: 'taken' })
      const { photos: page } = await api.listTagged({ tagId, offset: 0, limit: 50 })
      const { photoIds } = await api.getTagged({ tagId })
      expect(unpackedIds(photoIds)).toEqual(Int32Array.from(page, ({ photoId }) => photoId))
      expect([listed, Buffer.from(found.photoIds, 'base64').length / 4]).toEqual(
        Array(2).fill((await api.listTagged({ tagId, offset: 0, limit: 50 })).total),
      )
      return listed
    }
    expect(await carried()).toBe(run.taggedCount + 1)
    await api.setLabels({ tagId, labels: [{ photoId: ranking.photos[0].photoId, label: 'yes' }] })
    expect(await carried()).toBe(run.taggedCount + 1)
    await api.undo({})
    expect(await api.undoRun({ runId: run.runId })).toEqual({ removedCount: run.taggedCount, broughtBack: [] })
    expect(await carried()).toBe(1)
    expect(await api.deleteTag({ tagId })).toEqual({ removedLabelCount: 2 })
  })

  test('events arrive until unsubscribed', async () => {
    const seen: string[] = []
    const stop = opened.client.subscribe('changed', ({ what }) => seen.push(what))
    await opened.client.api.getStatus({})
    const { tagId } = await opened.client.api.createTag({ name: 'seen' })
    await opened.client.api.deleteTag({ tagId })
    expect(seen).toEqual(['tags', 'tags'])
    stop()
    await opened.client.api.createTag({ name: 'unseen' })
    await opened.client.api.getStatus({})
    expect(seen).toHaveLength(2)
  })

  test.each(['noSuchMethod', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'method %s does not exist',
    async (method) => {
      await expect(raw(method, {})).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: `There is no method "${method}".`,
      })
    },
  )

  test.each([
    ['getPhoto', { photoId: '1' }, /photoId/],
    ['getPhoto', { photoId: -1 }, /photoId/],
    ['getPhoto', { photoId: 1, extra: true }, /extra/],
    ['listPhotos', { offset: 0, limit: 100_000 }, /limit/],
    ['createTag', { name: '  ' }, /^Give it at least one letter\.$/],
    ['createTag', { name: 'dogs\u202e' }, /^A name has no codes that turn the writing beside it around\.$/],
    ['saveSearch', { name: '\u2066dogs', query: 'dogs' }, /turn the writing/],
    ['exportTags', { path: 'tags.csv' }, /"?tags\.csv"? is no whole path/],
    ['exportModel', { dir: './model' }, /no whole path/],
    ['importModel', { path: 'encoder.safetensors' }, /no whole path/],
    ['startTraining', { engine: 'abacus' }, /engine/],
    ['getStatus', null, /arguments/],
  ])('%s refuses %j', async (method, args, message) => {
    await expect(raw(method, args)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(message),
    })
  })

  test('errors keep their code', async () => {
    await expect(opened.client.api.getPhoto({ photoId: 999_999 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(opened.client.api.addFolder({ path: '/no/such/folder' })).rejects.toMatchObject({
      code: 'FOLDER_NOT_FOUND',
    })
    await expect(opened.client.api.exportTags({ path: '/tmp/a\0.csv' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })

  test('a dead host rejects what is pending and what comes after', async () => {
    const slow = { api: new Proxy({}, { get: () => () => new Promise(() => {}) }), subscribe: () => () => {} } as never
    const doomed = await open(slow)
    const pending = doomed.client.api.getStatus({})
    doomed.close()
    await expect(pending).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await expect(doomed.client.api.getStatus({})).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })
})
