/** Every kind of bad input: a clear message that names the thing, the rest goes on, nothing is lost. */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { openPixelStore } from '../../src/core/imaging/pixel-store.ts'
import { colourHistogram } from '../../src/core/search/colour-histogram.ts'
import { createLibrary } from '../../src/core/library/library.ts'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import { indexed, openCore, temporaryFolder, withoutRoot, writePhoto } from '../support/photos.ts'

let photos: ReturnType<typeof temporaryFolder>
let catalogue: ReturnType<typeof temporaryFolder>
let core: Core | null = null
beforeEach(() => {
  photos = temporaryFolder()
  catalogue = temporaryFolder()
})
afterEach(async () => {
  await core?.close()
  core = null
  for (const folder of [photos, catalogue]) folder.remove()
})

const at = (...parts: string[]) => join(photos.path, ...parts)

async function index(path = photos.path) {
  core ??= await openCore(catalogue.path)
  await core.api.addFolder({ path })
  return indexed(core)
}

async function problems() {
  const { problems: list } = await core!.api.listProblems({ offset: 0, limit: 100 })
  return Object.fromEntries(list.map(({ path, reason }) => [path.slice(photos.path.length + 1), reason]))
}

describe('folders', () => {
  test('a missing folder, and a file in place of a folder', async () => {
    await writePhoto(at('a.jpg'), [1, 2, 3])
    await expect(index(at('nowhere'))).rejects.toMatchObject({
      code: 'FOLDER_NOT_FOUND',
      message: expect.stringContaining(at('nowhere')),
    })
    await expect(index(at('a.jpg'))).rejects.toMatchObject({
      code: 'NOT_A_FOLDER',
      message: expect.stringContaining(at('a.jpg')),
    })
  })

  test('an unreadable folder', async () => {
    core = await openCore(catalogue.path)
    mkdirSync(at('closed'))
    chmodSync(at('closed'), 0)
    await withoutRoot(() =>
      expect(core!.api.addFolder({ path: at('closed') })).rejects.toMatchObject({
        code: 'FOLDER_UNREADABLE',
        message: expect.stringContaining('closed'),
      }),
    )
  })

  test('a folder within that cannot be read is listed as a folder, and its photos are read when it can be', async () => {
    mkdirSync(at('closed'))
    for (const path of [at('good.jpg'), at('closed', 'inside.jpg')]) await writePhoto(path, [10, 200, 30], path.length)
    writeFileSync(at('text.jpg'), 'this is no image')
    core = await openCore(catalogue.path)
    chmodSync(photos.path, 0o755)
    chmodSync(at('closed'), 0)
    await withoutRoot(() => index())
    const found = { total: 2, folderCount: 1 }
    expect(await core.api.listProblems({ offset: 0, limit: 1 })).toMatchObject(found)
    expect((await problems()).closed).toBe('No permission to read the folder.')
    chmodSync(at('closed'), 0o755)
    await core.api.rescan({})
    await indexed(core)
    expect(await core.api.listProblems({ offset: 0, limit: 1 })).toMatchObject({ total: 1, folderCount: 0 })
    expect((await core.api.getStatus({})).photoCount).toBe(2)
  })

  test('an empty folder says which formats it looked for', async () => {
    const { state, error } = await index()
    expect(state).toBe('failed')
    expect(error).toMatchObject({
      code: 'NO_PHOTOS',
      message: expect.stringMatching(/JPEG, PNG, WebP, GIF, AVIF, TIFF, HEIC, BMP/),
    })
  })

  test('a symlink loop ends', async () => {
    mkdirSync(at('inner'))
    symlinkSync(photos.path, at('inner', 'again'))
    await writePhoto(at('inner', 'a.jpg'), [1, 2, 3])
    expect(await index()).toMatchObject({ state: 'done', totalCount: 1 })
  })
})

describe('files', () => {
  test('what cannot be read becomes a problem with its reason, the rest is indexed', async () => {
    await writePhoto(at('good.jpg'), [10, 200, 30])
    writeFileSync(at('text.jpg'), 'this is no image')
    writeFileSync(at('empty.jpg'), '')
    const whole = readFileSync(await writePhoto(at('whole.jpg'), [90, 20, 130], 3, { width: 800, height: 600 }))
    writeFileSync(at('cut.jpg'), whole.subarray(0, whole.length / 2))
    const status = await index()
    expect(status).toMatchObject({ state: 'done', failedCount: 2, doneCount: 5 })
    expect(await problems()).toEqual({
      'text.jpg': expect.stringContaining('not an image'),
      'empty.jpg': expect.stringContaining('empty (0 bytes)'),
    })
    const { photos: all } = await core!.api.listPhotos({ offset: 0, limit: 10 })
    expect(all.map(({ name }) => name).sort()).toEqual(['cut.jpg', 'good.jpg', 'whole.jpg'])
    // Shown as far as it goes, and says so.
    const details = await Promise.all(
      all.map(async ({ photoId, name }) => [name, (await core!.api.getPhoto({ photoId })).damage]),
    )
    expect(Object.fromEntries(details)).toEqual({
      'good.jpg': null,
      'whole.jpg': null,
      'cut.jpg': expect.stringContaining('cut short'),
    })
  })

  test('a file that was mended is read on retry', async () => {
    writeFileSync(at('a.jpg'), 'no image')
    await index()
    await writePhoto(at('a.jpg'), [5, 5, 200])
    await core!.api.retryProblems({})
    expect(await indexed(core!)).toMatchObject({ state: 'done', failedCount: 0 })
    expect(await problems()).toEqual({})
  })

  test('1x1, 20,000 pixels wide, emoji and quotes in the name', async () => {
    await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toFile(at('dot.png'))
    await sharp({ create: { width: 20_000, height: 40, channels: 3, background: 'blue' } })
      .jpeg()
      .toFile(at('wide.jpg'))
    await writePhoto(at(`it's "a" 🌻.jpg`), [250, 200, 10])
    expect(await index()).toMatchObject({ state: 'done', failedCount: 0 })
    const { photos: all } = await core!.api.listPhotos({ offset: 0, limit: 10 })
    expect(all.map(({ name, width, height }) => [name, width, height]).sort()).toEqual(
      [
        ['dot.png', 1, 1],
        [`it's "a" 🌻.jpg`, 160, 120],
        ['wide.jpg', 20_000, 40],
      ].sort(),
    )
  })

  test('every format, EXIF orientation and capture date', async () => {
    const image = () => sharp({ create: { width: 60, height: 40, channels: 3, background: { r: 9, g: 99, b: 199 } } })
    await image().png().toFile(at('a.png'))
    await image().webp().toFile(at('b.webp'))
    await image().avif().toFile(at('c.avif'))
    await image().gif().toFile(at('d.gif'))
    await image().tiff().toFile(at('e.TIFF'))
    await image()
      .withExif({ IFD2: { DateTimeOriginal: '2019:07:04 10:20:30' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(at('f.jpg'))
    expect(await index()).toMatchObject({ state: 'done', totalCount: 6, failedCount: 0 })
    const { photos: all } = await core!.api.listPhotos({ offset: 0, limit: 10 })
    expect(all.find(({ name }) => name === 'f.jpg')).toMatchObject({ width: 40, height: 60 })
  })
})

describe('again', () => {
  test('an unchanged folder is not decoded; moved, copied and vanished files keep their photo and labels', async () => {
    await writePhoto(at('a.jpg'), [200, 0, 0])
    await writePhoto(at('b.jpg'), [0, 200, 0])
    expect((await index()).decodedCount).toBe(2)
    expect(await index()).toMatchObject({ decodedCount: 0, doneCount: 2, state: 'done' })
    const [{ photoId }] = await core!.api.findPhotosByPath({ paths: [at('a.jpg')] })
    const { tagId } = await core!.api.createTag({ name: 'red' })
    await core!.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
    renameSync(at('a.jpg'), at('moved.jpg'))
    copyFileSync(at('b.jpg'), at('copy.jpg'))
    expect(await index()).toMatchObject({ decodedCount: 0, state: 'done' })
    expect(await core!.api.findPhotosByPath({ paths: [at('moved.jpg')] })).toEqual([{ path: at('moved.jpg'), photoId }])
    expect((await core!.api.getStatus({})).photoCount).toBe(2)
    rmSync(at('moved.jpg'))
    await index()
    expect(await core!.api.getStatus({})).toMatchObject({ photoCount: 1, goneCount: 2 })
    expect((await core!.api.listTags({}))[0].yesCount).toBe(1)
  })

  test('originals are never written to', async () => {
    const path = await writePhoto(at('a.jpg'), [9, 9, 9])
    const before = readFileSync(path)
    chmodSync(path, 0o444)
    await index()
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

describe('the catalogue', () => {
  test.each([
    ['ENOSPC', /disk with .* is full/],
    ['EFBIG', /file system with .* allows no file that large/],
  ])('no room for thumbnails (%s) stops the job, says so, and the next run goes on', async (code, words) => {
    for (let i = 0; i < 5; i++) await writePhoto(at(`${i}.jpg`), [i * 40, 10, 10], i)
    const store = openCatalogue(catalogue.path)
    const pixelStore = openPixelStore(catalogue.path)
    let full = true
    const library = createLibrary({
      catalogue: store,
      pixelStore,
      thumbnailsDir: join(catalogue.path, 'thumbnails'),
      colourHistogram,
      emit: () => {},
      writeThumbnail: async () => {
        if (full) throw Object.assign(new Error('it failed'), { code })
      },
    })
    await library.addFolder(photos.path)
    await library.idle()
    expect(library.status()).toMatchObject({
      state: 'failed',
      error: { code: 'DISK_FULL', message: expect.stringMatching(words) },
    })
    full = false
    library.rescan()
    await library.idle()
    expect(library.status()).toMatchObject({ state: 'done', error: null })
    expect(store.photos.count()).toBe(5)
    pixelStore.close()
    store.close()
  })

  test('of a newer version is refused and left alone', async () => {
    openCatalogue(catalogue.path).close()
    const file = join(catalogue.path, 'catalogue.sqlite')
    const db = new Database(file)
    db.pragma('user_version = 999')
    db.close()
    await expect(openCore(catalogue.path)).rejects.toMatchObject({ code: 'CATALOGUE_NEWER' })
  })

  test('two apps on one catalogue: the second is told who has it', async () => {
    core = await openCore(catalogue.path)
    await expect(openCore(catalogue.path)).rejects.toMatchObject({
      code: 'CATALOGUE_LOCKED',
      message: expect.stringContaining(String(process.pid)),
    })
  })
})

test('training pixels lost in a power cut are made again by the next scan', async () => {
  for (let i = 0; i < 4; i++) await writePhoto(at(`${i}.jpg`), [40 * i, 90, 20], i)
  await index()
  await core!.close()
  const path = join(catalogue.path, 'training-pixels.bin')
  const whole = readFileSync(path)
  writeFileSync(path, whole.subarray(0, whole.length / 2))
  core = await openCore(catalogue.path)
  expect(await index()).toMatchObject({ state: 'done', decodedCount: 2 })
  const store = openPixelStore(catalogue.path, { readOnly: true })
  expect(store.count).toBe(4)
  store.close()
  expect(await index()).toMatchObject({ decodedCount: 0 })
})

test('a library without a folder waits for one', async () => {
  core = await openCore(catalogue.path)
  await core.api.rescan({})
  expect(await indexed(core)).toMatchObject({ state: 'idle', error: null })
})
