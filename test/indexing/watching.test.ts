/** Changes in a folder of the library show within two seconds, without being asked for. */
import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import { indexed, learnerEntry, temporaryFolder, writePhoto } from '../support/photos.ts'

let photos: ReturnType<typeof temporaryFolder>
let catalogue: ReturnType<typeof temporaryFolder>
let core: Core
const at = (...parts: string[]) => join(photos.path, ...parts)

beforeEach(async () => {
  photos = temporaryFolder()
  catalogue = temporaryFolder()
  core = await createCore({ catalogueDir: catalogue.path, learnerEntry, watchFolders: true })
  await writePhoto(at('a.jpg'), [200, 10, 10])
  await writePhoto(at('b.jpg'), [10, 200, 10], 1)
  await core.api.addFolder({ path: photos.path })
  await indexed(core)
  // The system needs a moment to begin.
  await wait(300)
})
afterEach(async () => {
  await core.close()
  for (const folder of [photos, catalogue]) folder.remove()
})

/** Generous beside the two seconds, since test machines are busy. */
const mostMs = 6000

async function names(): Promise<string[]> {
  const { photos: all } = await core.api.listPhotos({ offset: 0, limit: 100 })
  return all.map(({ name }) => name).sort()
}

async function untilNames(expected: string[]): Promise<void> {
  const until = performance.now() + mostMs
  while (performance.now() < until && (await names()).join() !== expected.join()) await wait(50)
  expect(await names()).toEqual(expected)
}

test('a new photo, a changed one, one that moved, a new folder, a photo that went', async () => {
  expect((await core.api.getStatus({})).folders[0].watching).toBe('events')
  await writePhoto(at('c.jpg'), [10, 10, 200], 2)
  await untilNames(['a.jpg', 'b.jpg', 'c.jpg'])
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('c.jpg')] })
  mkdirSync(at('sub'))
  renameSync(at('c.jpg'), at('sub', 'd.jpg'))
  await untilNames(['a.jpg', 'b.jpg', 'd.jpg'])
  expect(await core.api.findPhotosByPath({ paths: [at('sub', 'd.jpg')] })).toMatchObject([{ photoId }])
  await writePhoto(at('a.jpg'), [77, 88, 99], 3, { width: 200, height: 100 })
  await wait(50)
  const until = performance.now() + mostMs
  while (
    performance.now() < until &&
    !(await core.api.listPhotos({ offset: 0, limit: 9 })).photos.some(({ width }) => width === 200)
  )
    await wait(50)
  expect((await core.api.listPhotos({ offset: 0, limit: 9 })).photos.map(({ width }) => width)).toContain(200)
  rmSync(at('b.jpg'))
  await untilNames(['a.jpg', 'd.jpg'])
  rmSync(at('sub'), { recursive: true })
  await untilNames(['a.jpg'])
})

test('what is left out stays out, and a broken file is listed', async () => {
  mkdirSync(at('@eaDir'))
  await writePhoto(at('@eaDir', 'x.jpg'), [1, 2, 3])
  writeFileSync(at('notes.txt'), 'no photo')
  writeFileSync(at('broken.jpg'), 'no image')
  const until = performance.now() + mostMs
  while (performance.now() < until && (await core.api.getStatus({})).failedCount === 0) await wait(50)
  expect((await core.api.getStatus({})).failedCount).toBe(1)
  expect(await names()).toEqual(['a.jpg', 'b.jpg'])
})

test('a full check finds what has the size and the time of before', async () => {
  const { mtime, size } = statSync(at('a.jpg'))
  await core.close()
  core = await createCore({ catalogueDir: catalogue.path, learnerEntry })
  writeFileSync(at('a.jpg'), Buffer.alloc(size, 7))
  utimesSync(at('a.jpg'), mtime, mtime)
  await core.api.rescan({})
  await indexed(core)
  expect((await core.api.getStatus({})).failedCount).toBe(0)
  await core.api.rescan({ full: true })
  await indexed(core)
  expect((await core.api.getStatus({})).failedCount).toBe(1)
})

test('the catalogue among the photos: its own thumbnails are never photos', async () => {
  await core.close()
  core = await createCore({ catalogueDir: at('semblance'), learnerEntry, watchFolders: true })
  await core.api.addFolder({ path: photos.path })
  await indexed(core)
  await wait(300)
  await writePhoto(at('c.jpg'), [10, 10, 200], 2)
  await untilNames(['a.jpg', 'b.jpg', 'c.jpg'])
  await wait(2500)
  expect(await names()).toEqual(['a.jpg', 'b.jpg', 'c.jpg'])
})
