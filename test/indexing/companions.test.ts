/** RAW files and live photos' films beside their pictures: one photo of several files, whose marks stay. */
import { copyFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import { closeExiftool, whyNoExiftool } from '../../src/core/imaging/exiftool.ts'
import { closeFresh, indexed, learnerEntry, openFresh, temporaryFolder, waitFor } from '../support/photos.ts'
import { rawFile } from '../support/raw.ts'

const machine = vi.hoisted(() => ({ hasExiftool: true }))
vi.mock('exiftool-vendored', async (original) => {
  const real = await original<object>()
  return {
    get ExifTool() {
      if (!machine.hasExiftool) throw new Error('Cannot find package')
      return (real as { ExifTool: unknown }).ExifTool
    },
  }
})
const missing = await whyNoExiftool()

let home: ReturnType<typeof temporaryFolder>
let catalogue: ReturnType<typeof temporaryFolder>
let core: Core
beforeEach(async () => {
  await closeExiftool()
  machine.hasExiftool = true
  ;({ home, catalogue, core } = await openFresh())
})
afterEach(() => closeFresh({ home, catalogue, core }))

const at = (name: string) => join(home.path, name)
const picture = (shade: number, width = 90) =>
  sharp({ create: { width, height: 60, channels: 3, background: { r: shade, g: 99, b: 200 - shade } } })
    .jpeg()
    .toBuffer()

let time = Date.now()
function put(name: string, bytes: Buffer): void {
  mkdirSync(dirname(at(name)), { recursive: true })
  writeFileSync(at(name), bytes)
  utimesSync(at(name), new Date(), new Date((time += 5000)))
}
const putPicture = async (name: string, shade: number) => put(name, await picture(shade))
/** The preview is smaller than what lies beside, as in most cameras. */
const putRaw = async (name: string, shade: number) =>
  put(name, rawFile({ preview: await picture(shade, 45), isDng: false }))

async function index() {
  await core.api.addFolder({ path: home.path })
  return indexed(core)
}

/** Of each photo the names of its files, the first of which it is shown by, its format and its marks. */
async function photos() {
  const { photos: all } = await core.api.listPhotos({ offset: 0, limit: 100 })
  return Promise.all(
    all.map(async ({ photoId }) => {
      const { name, files, format, tags } = await core.api.getPhoto({ photoId })
      const there = files.filter(({ state }) => state !== 'gone').map(({ path }) => path.slice(home.path.length + 1))
      expect(there[0].endsWith(name)).toBe(true)
      return { files: there, format, marks: tags.map((tag) => tag.label) }
    }),
  )
}

async function mark(name: string): Promise<void> {
  const { tagId } = await core.api.createTag({ name: 'mine' })
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at(name)] })
  await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
}

async function reconciled(full = false): Promise<void> {
  await core.api.rescan({ full })
  await indexed(core)
}

/** Two photos with marks, also where every file is read again. */
async function expectApart(jpeg: string, raw: string): Promise<void> {
  for (const full of [false, true]) {
    await reconciled(full)
    const marked = (await photos()).filter(({ marks }) => marks.length > 0)
    expect(marked.sort((one, other) => one.format!.localeCompare(other.format!))).toEqual([
      { files: [jpeg], format: 'JPEG', marks: ['yes'] },
      { files: [raw], format: 'RAW', marks: ['yes'] },
    ])
  }
}

const problemCount = async () => (await core.api.listProblems({ offset: 0, limit: 9 })).total

describe('a RAW file beside its JPEG', () => {
  test('is a file of its photo, which is shown by the JPEG, also without exiftool', async () => {
    machine.hasExiftool = false
    await putRaw('IMG_1.NEF', 40)
    await putPicture('img_1.JPG', 40)
    await putRaw('other/IMG_1.NEF', 200)
    await putPicture('IMG_2.JPG', 90)
    expect(await index()).toMatchObject({ state: 'done', decodedCount: 2, failedCount: 1 })
    expect((await photos()).map(({ files }) => files).sort()).toEqual([['IMG_2.JPG'], ['img_1.JPG', 'IMG_1.NEF']])
    const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('IMG_1.NEF')] })
    expect(await core.media.display(photoId!)).toMatchObject({ path: at('img_1.JPG') })
    expect(await index()).toMatchObject({ doneCount: 4, decodedCount: 0 })
  })

  test('comes later, and goes', async () => {
    await putPicture('IMG_1.JPG', 40)
    await index()
    await mark('IMG_1.JPG')
    await putRaw('IMG_1.NEF', 40)
    await index()
    expect(await photos()).toEqual([{ files: ['IMG_1.JPG', 'IMG_1.NEF'], format: 'JPEG', marks: ['yes'] }])
    rmSync(at('IMG_1.NEF'))
    await index()
    expect(await photos()).toEqual([{ files: ['IMG_1.JPG'], format: 'JPEG', marks: ['yes'] }])
  })

  test('comes first; the JPEG comes, goes and comes again', async ({ skip }) => {
    skip(missing !== null, missing ?? '')
    await putRaw('IMG_1.NEF', 40)
    await index()
    expect(await photos()).toEqual([{ files: ['IMG_1.NEF'], format: 'RAW', marks: [] }])
    await mark('IMG_1.NEF')
    await putPicture('IMG_1.JPG', 40)
    await index()
    const both = [{ files: ['IMG_1.JPG', 'IMG_1.NEF'], format: 'JPEG', marks: ['yes'] }]
    expect(await photos()).toEqual(both)
    expect((await core.api.listTags({}))[0].yesCount).toBe(1)
    renameSync(at('IMG_1.JPG'), join(catalogue.path, 'away'))
    await index()
    expect(await photos()).toEqual([{ files: ['IMG_1.NEF'], format: 'RAW', marks: ['yes'] }])
    renameSync(join(catalogue.path, 'away'), at('IMG_1.JPG'))
    await index()
    expect(await photos()).toEqual(both)
  })

  test('stays a file of its photo where a copy of it lies apart', async ({ skip }) => {
    skip(missing !== null, missing ?? '')
    await putRaw('IMG_1.NEF', 40)
    await putPicture('IMG_1.JPG', 40)
    await index()
    copyFileSync(at('IMG_1.NEF'), at('copy.NEF'))
    for (const full of [false, true]) {
      await reconciled(full)
      const [{ files }, ...others] = await photos()
      expect([files.sort(), others]).toEqual([['IMG_1.JPG', 'IMG_1.NEF', 'copy.NEF'], []])
    }
  })

  test('moves beside it, and away from it: two photos, each with the marks that were of both', async ({ skip }) => {
    skip(missing !== null, missing ?? '')
    await putRaw('raw/IMG_1.NEF', 40)
    await putPicture('IMG_1.JPG', 40)
    await index()
    await mark('raw/IMG_1.NEF')
    expect(await photos()).toHaveLength(2)
    renameSync(at('raw/IMG_1.NEF'), at('IMG_1.NEF'))
    await index()
    const together = [{ files: ['IMG_1.JPG', 'IMG_1.NEF'], format: 'JPEG', marks: ['yes'] }]
    expect(await photos()).toEqual(together)
    const [{ photoId }] = (await core.api.listPhotos({ offset: 0, limit: 1 })).photos
    await core.api.choose({ photoIds: [photoId], choice: { favourite: true } })
    renameSync(at('IMG_1.NEF'), at('raw/IMG_1.NEF'))
    await index()
    await expectApart('IMG_1.JPG', 'raw/IMG_1.NEF')
    const { photos: apart } = await core.api.listPhotos({ offset: 0, limit: 2 })
    expect(apart.map(({ favourite }) => favourite)).toEqual([true, true])
    renameSync(at('raw/IMG_1.NEF'), at('IMG_1.NEF'))
    await index()
    expect(await photos()).toEqual(together)
  })

  test.for([
    { where: 'within its folder', to: 'b/sub/IMG_1.JPG', isAway: false },
    { where: 'to a folder that is read before', to: 'a/IMG_1.JPG', isAway: false },
    { where: 'to a folder that is read later', to: 'c/IMG_1.JPG', isAway: false },
    { where: 'after it was away', to: 'b/sub/IMG_1.JPG', isAway: true },
  ])('the JPEG moves away from it, $where', async ({ to, isAway }, { skip }) => {
    skip(missing !== null, missing ?? '')
    await putPicture('a/other.JPG', 200)
    await putRaw('b/IMG_1.NEF', 40)
    await putPicture('b/IMG_1.JPG', 40)
    await putPicture('c/other.JPG', 200)
    for (const name of ['a', 'b', 'c']) await core.api.addFolder({ path: at(name) })
    await indexed(core)
    await mark('b/IMG_1.JPG')
    const away = join(catalogue.path, 'away')
    renameSync(at('b/IMG_1.JPG'), away)
    if (isAway) await reconciled()
    mkdirSync(dirname(at(to)), { recursive: true })
    renameSync(away, at(to))
    await reconciled()
    await expectApart(to, 'b/IMG_1.NEF')
    renameSync(at(to), at('b/IMG_1.JPG'))
    await reconciled()
    const both = { files: ['b/IMG_1.JPG', 'b/IMG_1.NEF'], format: 'JPEG', marks: ['yes'] }
    expect((await photos()).filter(({ marks }) => marks.length > 0)).toEqual([both])
  })

  test('keeps the marks when the JPEG is edited, not when both are other photos', async () => {
    await putRaw('IMG_1.NEF', 40)
    await putPicture('IMG_1.JPG', 40)
    await index()
    await mark('IMG_1.JPG')
    await putPicture('IMG_1.JPG', 90)
    await index()
    expect(await photos()).toEqual([{ files: ['IMG_1.JPG', 'IMG_1.NEF'], format: 'JPEG', marks: ['yes'] }])
    await putRaw('IMG_1.NEF', 160)
    await putPicture('IMG_1.JPG', 160)
    await index()
    expect(await photos()).toEqual([{ files: ['IMG_1.JPG', 'IMG_1.NEF'], format: 'JPEG', marks: [] }])
  })

  test('is a photo of its own while the JPEG cannot be read', async ({ skip }) => {
    skip(missing !== null, missing ?? '')
    await putRaw('IMG_1.NEF', 40)
    put('IMG_1.JPG', Buffer.from('no picture'))
    await index()
    expect(await photos()).toMatchObject([{ files: ['IMG_1.NEF'], format: 'RAW' }])
    expect(await problemCount()).toBe(1)
    await putPicture('IMG_1.JPG', 40)
    await index()
    expect(await photos()).toMatchObject([{ files: ['IMG_1.JPG', 'IMG_1.NEF'], format: 'JPEG' }])
    expect(await problemCount()).toBe(0)
  })
})

describe('the film of a live photo', () => {
  test('is a file of its photo, with it and after it; others are nothing', async () => {
    await putPicture('IMG_1.JPG', 40)
    put('IMG_1.MOV', Buffer.from('a film'))
    put('holiday.mov', Buffer.from('a film'))
    expect(await index()).toMatchObject({ state: 'done', failedCount: 0, decodedCount: 1 })
    await putPicture('IMG_2.JPG', 90)
    await index()
    put('IMG_2.MP4', Buffer.from('another'))
    await index()
    const together = [
      ['IMG_1.JPG', 'IMG_1.MOV'],
      ['IMG_2.JPG', 'IMG_2.MP4'],
    ]
    expect((await photos()).map(({ files }) => files).sort()).toEqual(together)
    rmSync(at('IMG_1.JPG'))
    put('IMG_2.JPG', Buffer.from('no picture'))
    await index()
    expect(await photos()).toEqual([])
    expect(await problemCount()).toBe(1)
    await putPicture('IMG_1.JPG', 40)
    await putPicture('IMG_2.JPG', 90)
    await index()
    expect((await photos()).map(({ files }) => files).sort()).toEqual(together)
  })
})

test('a picture that is left out has no companions', async ({ skip }) => {
  skip(missing !== null, missing ?? '')
  await putRaw('IMG_1.NEF', 40)
  await putPicture('IMG_1.JPG', 40)
  put('IMG_1.MOV', Buffer.from('a film'))
  await index()
  await mark('IMG_1.JPG')
  await core.api.setExclusions({ patterns: ['*.JPG'] })
  await indexed(core)
  expect(await photos()).toEqual([{ files: ['IMG_1.NEF'], format: 'RAW', marks: ['yes'] }])
  await core.api.setExclusions({ patterns: [] })
  await indexed(core)
  expect(await photos()).toEqual([{ files: ['IMG_1.JPG', 'IMG_1.NEF', 'IMG_1.MOV'], format: 'JPEG', marks: ['yes'] }])
})

test('while the folder is watched', async ({ skip }) => {
  skip(missing !== null, missing ?? '')
  await core.close()
  core = await createCore({ catalogueDir: catalogue.path, learnerEntry, watchFolders: true })
  await putRaw('IMG_1.NEF', 40)
  await index()
  await mark('IMG_1.NEF')
  const waitForFiles = (files: string[], format: string) =>
    waitFor(files.join(), async () => {
      await indexed(core)
      const [photo, ...more] = await photos()
      return more.length === 0 && photo?.files.join() === files.join() && photo.format === format && photo
    })
  await waitFor('watching', async () => (await core.api.getStatus({})).folders[0].watching === 'events')
  await putPicture('IMG_1.JPG', 40)
  expect((await waitForFiles(['IMG_1.JPG', 'IMG_1.NEF'], 'JPEG')).marks).toEqual(['yes'])
  put('IMG_1.MOV', Buffer.from('a film'))
  await waitForFiles(['IMG_1.JPG', 'IMG_1.NEF', 'IMG_1.MOV'], 'JPEG')
  // A folder of that name is none of it.
  await putPicture('IMG_1/x.JPG', 200)
  await waitFor('the folder', async () => (await photos()).length === 2)
  rmSync(at('IMG_1'), { recursive: true })
  await waitForFiles(['IMG_1.JPG', 'IMG_1.NEF', 'IMG_1.MOV'], 'JPEG')
  rmSync(at('IMG_1.JPG'))
  expect((await waitForFiles(['IMG_1.NEF'], 'RAW')).marks).toEqual(['yes'])
})
