/** Near-duplicates over every transport: found by level with the best first, hidden, told apart, kept, undone. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DuplicateGroup, DuplicateLevel } from '../../src/shared/domain.ts'
import { closeFresh, detailsByName, indexed, openFresh, waitFor, type Fresh } from '../support/photos.ts'
import { scene, writeDuplicates } from '../support/scenes.ts'
import { transports, type Opened } from '../support/transports.ts'

let fresh: Fresh
beforeAll(async () => {
  fresh = await openFresh()
  await writeDuplicates(fresh.home.path)
  await fresh.core.api.addFolder({ path: fresh.home.path })
  await indexed(fresh.core)
})
afterAll(() => closeFresh(fresh))

const namesOf = ({ duplicates }: DuplicateGroup) => duplicates.map(({ name }) => name)

describe.each(transports)('over %s', (_, open) => {
  let opened: Opened
  beforeAll(async () => {
    opened = await open(fresh.core)
    await looked()
  })
  afterAll(() => opened.close())

  const listed = async (level?: DuplicateLevel) => opened.client.api.listDuplicates({ offset: 0, limit: 50, level })

  async function looked(): Promise<void> {
    await opened.client.api.findDuplicates({})
    await waitFor('the look', async () => (await listed()).status.state === 'done')
  }

  test('groups by level, each with its reason and its best', async () => {
    const { groups, counts, total, status } = await listed()
    expect([counts, total]).toEqual([{ file: 1, picture: 1, shot: 1, moment: 1 }, 4])
    expect(status).toMatchObject({ isStale: false, unseenCount: 0, error: null })
    expect(groups.map(({ level }) => level)).toEqual(['file', 'picture', 'shot', 'moment'])
    expect(groups.map(({ reason }) => reason)).toEqual([
      'The same file in 2 places',
      expect.stringContaining('The same picture in 2 files'),
      expect.stringMatching(/^One shot, cropped or resized, \d\d\u00a0% alike$/),
      expect.stringMatching(/^Taken within 2 s of each other, \d\d\u00a0% alike$/),
    ])
    expect(namesOf(groups[2])[0]).toBe('lake.jpg')
    expect(groups[2].bestReason).toBe('the most pixels, 640 × 480')
    expect(new Set(namesOf(groups[3]))).toEqual(new Set(['dog-0.jpg', 'dog-1.jpg', 'dog-2.jpg']))
    const sharpness = Object.fromEntries(groups[3].duplicates.map((each) => [each.name, each.sharpness]))
    expect(sharpness['dog-1.jpg']).toBeLessThan(Math.min(sharpness['dog-0.jpg']!, sharpness['dog-2.jpg']!))
  })

  test('pages, and a level alone', async () => {
    const { api } = opened.client
    const second = await api.listDuplicates({ offset: 1, limit: 1 })
    expect([second.total, second.groups.map(({ level }) => level)]).toEqual([4, ['picture']])
    expect((await listed('moment')).groups).toHaveLength(1)
  })

  test('a favourite is the best; hidden others are in no group until that is undone', async () => {
    const { api } = opened.client
    const { 'lake-small.jpg': small, 'lake.jpg': lake, 'lake-crop.jpg': crop } = await detailsByName(fresh.core)
    await api.choose({ photoIds: [small.photoId], choice: { favourite: true } })
    const [group] = (await listed('shot')).groups
    expect([namesOf(group)[0], group.bestReason]).toEqual(['lake-small.jpg', 'a favourite'])
    await api.choose({ photoIds: [lake.photoId, crop.photoId], choice: { keptOut: 'hidden' } })
    expect((await listed('shot')).total).toBe(0)
    await api.undo({})
    await api.undo({})
    expect(namesOf((await listed('shot')).groups[0])[0]).toBe('lake.jpg')
  })

  test('what is told apart is never grouped again, what is kept not listed, until that is undone', async () => {
    const { api } = opened.client
    const told: string[] = []
    const stop = opened.client.subscribe('changed', ({ what }) => void told.push(what))
    const { 'lake-crop.jpg': crop } = await detailsByName(fresh.core)
    const [group] = (await listed('shot')).groups
    const otherIds = group.photoIds.filter((photoId) => photoId !== crop.photoId)
    expect(await api.tellApart({ photoId: crop.photoId, otherIds: [...otherIds, ...otherIds] })).toEqual({
      pairCount: 2,
    })
    expect(new Set(namesOf((await listed('shot')).groups[0]))).toEqual(new Set(['lake.jpg', 'lake-small.jpg']))
    expect(await api.keepDuplicates({ photoIds: [...otherIds, ...otherIds] })).toEqual({ photoCount: 2 })
    expect((await listed('shot')).total).toBe(0)
    await expect.poll(() => told).toEqual(['duplicates', 'duplicates'])
    stop()
    expect(await api.undo({})).toMatchObject({ text: 'Kept 2 photos that are alike' })
    expect(await api.undo({})).toMatchObject({ text: 'Told a photo apart from 2 others' })
    expect((await listed('shot')).groups[0].count).toBe(3)
    await expect(api.tellApart({ photoId: 1, otherIds: [999] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(api.keepDuplicates({ photoIds: [] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})

test('a photo that comes later is told of, and in its group after the next look', async () => {
  const { core, home } = fresh
  await (
    await scene(11)
  )
    .extract({ left: 5, top: 5, width: 600, height: 450 })
    .jpeg()
    .toFile(join(home.path, 'late.jpg'))
  await core.api.rescan({})
  await indexed(core)
  const before = await core.api.listDuplicates({ offset: 0, limit: 50, level: 'shot' })
  expect([before.total, before.status.unseenCount, before.status.isStale]).toEqual([1, 1, true])
  await core.api.findDuplicates({})
  await core.api.cancelDuplicates({})
  expect((await core.api.listDuplicates({ offset: 0, limit: 1 })).status).toMatchObject({
    state: 'cancelled',
    unseenCount: 1,
  })
  await core.api.findDuplicates({})
  const after = await waitFor('the look', async () => {
    const found = await core.api.listDuplicates({ offset: 0, limit: 50, level: 'shot' })
    return found.status.state === 'done' && found
  })
  expect(after.groups.map(namesOf)).toContainEqual(expect.arrayContaining(['late.jpg', 'other-11.jpg']))
})

test('a look that began while photos were still coming is made again by itself', async () => {
  const { core, home } = fresh
  await (await scene(21)).jpeg().toFile(join(home.path, 'early.jpg'))
  await core.api.rescan({})
  await indexed(core)
  await (await scene(21)).resize(400).jpeg().toFile(join(home.path, 'coming.jpg'))
  await core.api.rescan({})
  await core.api.pauseIndexing({})
  const state = async () => (await core.api.listDuplicates({ offset: 0, limit: 50 })).status.state
  await core.api.findDuplicates({})
  await waitFor('the early look', async () => (await state()) !== 'running')
  await core.api.resumeIndexing({})
  await waitFor('the second look', async () => {
    const { groups } = await core.api.listDuplicates({ offset: 0, limit: 50, level: 'shot' })
    return groups.some((group) => namesOf(group).includes('early.jpg') && namesOf(group).includes('coming.jpg'))
  })
})
