/** What a person leaves out of the library: at the first index, later, by watching, and back again with its marks. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import { indexed, learnerEntry, temporaryFolder, writePhoto } from '../support/photos.ts'

let home: ReturnType<typeof temporaryFolder>
let catalogue: ReturnType<typeof temporaryFolder>
let core: Core
const at = (...parts: string[]) => join(home.path, 'photos', ...parts)
const open = async (watchFolders = false) =>
  void (core = await createCore({ catalogueDir: catalogue.path, learnerEntry, watchFolders }))

beforeEach(async () => {
  home = temporaryFolder()
  catalogue = temporaryFolder()
  for (const dir of ['drafts', 'trip/drafts', '.cache']) mkdirSync(at(dir), { recursive: true })
  const names = ['a.jpg', 'b.png', 'drafts/c.jpg', 'trip/d.jpg', 'trip/drafts/e.jpg', '.cache/f.jpg']
  for (const [i, name] of names.entries()) await writePhoto(at(name), [30 * i, 99, 200 - 30 * i], i)
  await open()
})
afterEach(async () => {
  await core.close()
  for (const folder of [home, catalogue]) folder.remove()
})

const all = ['a.jpg', 'b.png', 'c.jpg', 'd.jpg', 'e.jpg']

async function names(): Promise<string[]> {
  const { photos } = await core.api.listPhotos({ offset: 0, limit: 100 })
  return photos.map(({ name }) => name).sort()
}

async function index(path = at()) {
  await core.api.addFolder({ path })
  return indexed(core)
}

async function exclude(...patterns: string[]) {
  await core.api.setExclusions({ patterns })
  return indexed(core)
}

async function untilNames(expected: string[]): Promise<void> {
  await expect.poll(names, { timeout: 6000 }).toEqual(expected)
}

test('what is left out is never read, and counted beside what always is', async () => {
  writeFileSync(at('broken.png'), 'no image')
  await exclude('drafts/', '*.png')
  expect(await index()).toMatchObject({ state: 'done', decodedCount: 2, failedCount: 0 })
  expect(await names()).toEqual(['a.jpg', 'd.jpg'])
  const { exclusions, leftOut } = await core.api.getStatus({})
  expect(exclusions).toEqual(['drafts/', '*.png'])
  expect(leftOut).toEqual([
    { reason: '*.png', isPattern: true, folderCount: 0, fileCount: 2 },
    { reason: 'drafts/', isPattern: true, folderCount: 2, fileCount: 0 },
    { reason: 'hidden', isPattern: false, folderCount: 1, fileCount: 0 },
  ])
})

test('what was indexed leaves sight at once, its marks stay, and all is back without the pattern', async () => {
  await index()
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('drafts/c.jpg')] })
  const { tagId } = await core.api.createTag({ name: 'good' })
  await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
  await core.api.setExclusions({ patterns: ['drafts/'] })
  expect(await names()).toEqual(['a.jpg', 'b.png', 'd.jpg'])
  await indexed(core)
  expect(await names()).toEqual(['a.jpg', 'b.png', 'd.jpg'])
  expect(await core.api.getStatus({})).toMatchObject({ photoCount: 3, goneCount: 0 })
  expect(await core.api.listTags({})).toMatchObject([{ yesCount: 1 }])
  await core.api.rescan({ full: true })
  await indexed(core)
  expect(await names()).toEqual(['a.jpg', 'b.png', 'd.jpg'])
  await core.close()
  await open()
  expect((await core.api.getStatus({})).exclusions).toEqual(['drafts/'])
  await core.api.setExclusions({ patterns: [] })
  expect(await names()).toEqual(all)
  expect(await indexed(core)).toMatchObject({ decodedCount: 0 })
  expect(await names()).toEqual(all)
  const { tags } = await core.api.getPhoto({ photoId: photoId! })
  expect(tags).toMatchObject([{ name: 'good', label: 'yes' }])
  expect((await core.api.getStatus({})).leftOut).toMatchObject([{ reason: 'hidden' }])
})

test('what vanished while it was left out is gone afterwards, and what changed is read', async () => {
  await index()
  await exclude('drafts/')
  renameSync(at('drafts/c.jpg'), join(home.path, 'c.jpg'))
  await writePhoto(at('trip/drafts/e.jpg'), [1, 2, 3], 7, { width: 300, height: 200 })
  expect(await exclude()).toMatchObject({ decodedCount: 1 })
  expect(await names()).toEqual(['a.jpg', 'b.png', 'd.jpg', 'e.jpg'])
  expect(await core.api.getStatus({})).toMatchObject({ goneCount: 1 })
})

test('photos on a drive that is away leave sight, and are back', async () => {
  await index()
  renameSync(at(), join(home.path, 'away'))
  await exclude('trip/')
  expect(await names()).toEqual(['a.jpg', 'b.png', 'c.jpg'])
  await exclude()
  expect(await names()).toEqual(all)
  expect((await core.api.getStatus({})).folders[0].unavailable).not.toBeNull()
})

test('watching leaves it out, too, and what moves into it leaves sight', async () => {
  await core.close()
  await open(true)
  await exclude('drafts/', '*.png')
  await index()
  await wait(300)
  await writePhoto(at('new.png'), [9, 9, 9], 4)
  await writePhoto(at('drafts/new.jpg'), [8, 9, 9], 4)
  mkdirSync(at('later/drafts'), { recursive: true })
  await writePhoto(at('later/drafts/g.jpg'), [7, 9, 9], 4)
  await writePhoto(at('later/h.jpg'), [6, 9, 9], 4)
  await untilNames(['a.jpg', 'd.jpg', 'h.jpg'])
  renameSync(at('a.jpg'), at('drafts/a.jpg'))
  await untilNames(['d.jpg', 'h.jpg'])
  await wait(1000)
  expect(await names()).toEqual(['d.jpg', 'h.jpg'])
})

test('a folder that is left out may be one of the library by itself', async () => {
  await core.close()
  await open(true)
  await exclude('drafts/')
  await index()
  await index(at('trip/drafts'))
  expect(await names()).toEqual(['a.jpg', 'b.png', 'd.jpg', 'e.jpg'])
  expect((await core.api.getStatus({})).folders).toHaveLength(2)
  await wait(300)
  // The watcher names the folder around both.
  renameSync(at('trip'), at('travel'))
  renameSync(at('travel'), at('trip'))
  await wait(1500)
  await indexed(core)
  expect(await names()).toEqual(['a.jpg', 'b.png', 'd.jpg', 'e.jpg'])
  await exclude()
  expect(await names()).toEqual(all)
  expect((await core.api.getStatus({})).folders).toHaveLength(1)
})

test('everything left out says so', async () => {
  await exclude('*')
  expect((await index()).error?.message).toContain('left out by "*"')
})

test('a bad pattern changes nothing', async () => {
  await exclude('*.png')
  await expect(core.api.setExclusions({ patterns: ['a/', 'b['] })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('"b["'),
  })
  expect((await core.api.getStatus({})).exclusions).toEqual(['*.png'])
})
