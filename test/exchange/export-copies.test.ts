/** Copies of photos into a folder, by the contract and the command line. */
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  closeFresh,
  colours,
  indexed,
  openFresh,
  temporaryFolder,
  withoutRoot,
  writePhoto,
  type Fresh,
} from '../support/photos.ts'

let fresh: Fresh
let out: ReturnType<typeof temporaryFolder>
let photoIds: number[]

/** Two photos of one name in folders of their own. */
beforeEach(async () => {
  fresh = await openFresh()
  out = temporaryFolder()
  const { home, core } = fresh
  for (const [i, name] of ['red', 'green'].entries()) {
    mkdirSync(join(home.path, name))
    await writePhoto(join(home.path, name, 'a.jpg'), colours[name])
    utimesSync(join(home.path, name, 'a.jpg'), 1_600_000_000 + i, 1_600_000_000 + i)
  }
  await core.api.addFolder({ path: home.path })
  await indexed(core)
  photoIds = (await core.api.listPhotos({ offset: 0, limit: 10 })).photos.map(({ photoId }) => photoId)
})
afterEach(async () => {
  await closeFresh(fresh)
  out.remove()
})

const copy = () => fresh.core.api.exportCopies({ photoIds, folder: out.path })

test('byte for byte, with their time; a name that is taken gets a number, and a second time nothing is doubled', async () => {
  expect(await copy()).toEqual({ folder: out.path, copiedCount: 2, problems: [] })
  expect(readdirSync(out.path).sort()).toEqual(['a (2).jpg', 'a.jpg'])
  const bytesOf = (paths: string[]) => paths.map((path) => readFileSync(path).toString('base64')).sort()
  const originals = ['red', 'green'].map((name) => join(fresh.home.path, name, 'a.jpg'))
  expect(bytesOf(['a.jpg', 'a (2).jpg'].map((name) => join(out.path, name)))).toEqual(bytesOf(originals))
  expect(statSync(join(out.path, 'a.jpg')).mtimeMs).toBeLessThan(1_600_000_002_000)
  expect(await copy()).toMatchObject({ copiedCount: 2 })
  expect(readdirSync(out.path)).toHaveLength(2)
})

test('a photo that is named twice is copied once', async () => {
  const twice = await fresh.core.api.exportCopies({ photoIds: [...photoIds, photoIds[0]], folder: out.path })
  expect(twice).toMatchObject({ copiedCount: 2 })
})

test('what is there stays as it is', async () => {
  writeFileSync(join(out.path, 'a.jpg'), 'mine')
  await copy()
  expect(readFileSync(join(out.path, 'a.jpg'), 'utf8')).toBe('mine')
  expect(readdirSync(out.path).sort()).toEqual(['a (2).jpg', 'a (3).jpg', 'a.jpg'])
})

test('photos of one name, size and second are not taken for one', async () => {
  const paths = ['red', 'green'].map((name) => join(fresh.home.path, name, 'a.jpg'))
  const sizes = paths.map((path) => statSync(path).size)
  paths.forEach((path, i) => {
    appendFileSync(path, Buffer.alloc(Math.max(...sizes) - sizes[i]))
    utimesSync(path, 1_600_000_000, 1_600_000_000)
  })
  expect(await copy()).toMatchObject({ copiedCount: 2 })
  expect(readdirSync(out.path).sort()).toEqual(['a (2).jpg', 'a.jpg'])
})

test('a file that is gone costs itself alone, and leaves nothing half made', async () => {
  rmSync(join(fresh.home.path, 'red/a.jpg'))
  const { copiedCount, problems } = await copy()
  expect([copiedCount, problems]).toEqual([
    1,
    [{ path: join(fresh.home.path, 'red/a.jpg'), reason: 'The file is not there.' }],
  ])
  expect(readdirSync(out.path)).toEqual(['a.jpg'])
})

test('a folder that is not there is told', async () => {
  const missing = fresh.core.api.exportCopies({ photoIds, folder: join(out.path, 'none') })
  await expect(missing).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' })
})

test('and one that cannot be written to', async () => {
  chmodSync(out.path, 0o555)
  await withoutRoot(() => expect(copy()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' }))
})
