/** Libraries as people have them: what public bug reports of photo programs told of, each by what it must come to. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { encode as encodeBmp } from 'bmp-ts'
import sharp, { type Sharp } from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import {
  closeFresh,
  detailsByName,
  indexed,
  openCore,
  openFresh,
  temporaryFolder,
  writePhoto,
} from '../support/photos.ts'

let home: ReturnType<typeof temporaryFolder>
let catalogue: ReturnType<typeof temporaryFolder>
let core: Core
beforeEach(async () => {
  ;({ home, catalogue, core } = await openFresh())
})
afterEach(() => closeFresh({ home, catalogue, core }))

const at = (...parts: string[]) => join(home.path, ...parts)

async function index(path = home.path) {
  await core.api.addFolder({ path })
  return indexed(core)
}

const details = () => detailsByName(core)

const names = async () => Object.keys(await details()).sort()

/** 64 x 48, red to blue, as x265 codes it. */
const heic = Buffer.from(
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRt' +
    'AAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHOAAEAAAAAAAAAQAACAAEAAAAAAAAAAQAAAAAAAAAIAAAA' +
    'OGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADVaXBycAAAALNpcGNvAAAAc2h2Y0MBA3AA' +
    'AAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACdCAQEDcAAAAwCQAAADAAADAB6gIIEFlurkprmw' +
    'IAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgIAAAA' +
    'GmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAAEhtZGF0AAAAPCgBrxOA9WciYbd0/LwROw/gaKCD' +
    'I5FrmiAooVo6pYHddnveVzzIS6m2RFqTCPdH3kxKUZfzH7MaHPOF4A==',
  'base64',
)

const jpeg = (variant: number) =>
  sharp({ create: { width: 80, height: 60, channels: 3, background: { r: variant, g: 99, b: 200 - variant } } }).jpeg()

describe('kind by content, not by name', () => {
  test('JPEGs under every name that systems give them, and without one', async () => {
    const wanted = [
      'a.JPG',
      'b.jfif',
      'c.jif',
      'd.pjpeg',
      'e.pjp',
      'f.mpo',
      'no-extension',
      'IMG_1 (2).jpg ',
      'IMG_2.jpg.',
      'IMG_3.jpeg_original',
      'photo.jpg_large',
      'a.heic',
      'picture.download',
    ]
    for (const [i, name] of wanted.entries())
      await jpeg(i * 15)
        .toFile(at('raw'))
        .then(() => renameSync(at('raw'), at(name)))
    writeFileSync(at('notes.txt'), 'no photo')
    writeFileSync(at('README'), 'no photo either')
    expect(await index()).toMatchObject({ state: 'done', failedCount: 0, totalCount: wanted.length })
    expect(await names()).toEqual([...wanted].sort())
    expect(new Set(Object.values(await details()).map(({ format }) => format))).toEqual(new Set(['JPEG']))
  })

  test('HEIC and BMP are read, under any name, and shown', async () => {
    writeFileSync(at('phone.heic'), heic)
    writeFileSync(at('renamed.jpg'), Buffer.concat([heic, Buffer.alloc(8)]))
    const data = Buffer.from(Array.from({ length: 40 * 30 * 4 }, (_, i) => (i % 4 === 0 ? 255 : (i * 7) % 256)))
    writeFileSync(at('old.bmp'), encodeBmp({ data, width: 40, height: 30, bitPP: 24 } as never).data)
    expect(await index()).toMatchObject({ state: 'done', failedCount: 0 })
    const found = await details()
    expect(found['old.bmp']).toMatchObject({ width: 40, height: 30, format: 'BMP' })
    const phone = Object.values(found).find(({ format }) => format === 'HEIC')!
    expect(phone).toMatchObject({ width: 64, height: 48 })
    const shown = await core.media.display(phone.photoId)
    expect(shown.contentType).toBe('image/jpeg')
    const { width, height } = await sharp((shown as { path: string }).path).metadata()
    expect([width, height]).toEqual([64, 48])
  })

  test('what looks like a photo and is not read is listed with its reason', async () => {
    await jpeg(1).toFile(at('good.jpg'))
    writeFileSync(at('a.nef'), Buffer.from('II*\0\x08\0\0\0'))
    writeFileSync(at('b.jp2'), Buffer.from([0xff, 0x4f, 0xff, 0x51]))
    writeFileSync(at('burst.heics'), Buffer.from('\0\0\0\x14ftyphevc\0\0\0\0msf1'))
    copyFileSync(at('good.jpg'), at('pair.jpg'))
    writeFileSync(at('pair.CR2'), Buffer.from('II*\0\x10\0\0\0CR\x02\0'))
    await index()
    const { problems } = await core.api.listProblems({ offset: 0, limit: 10 })
    expect(Object.fromEntries(problems.map(({ path, reason }) => [path.slice(home.path.length + 1), reason]))).toEqual({
      'a.nef': expect.stringContaining('RAW'),
      'b.jp2': expect.stringContaining('JPEG 2000'),
      'burst.heics': expect.stringContaining('HEIC video'),
    })
  })

  test('what is shown lying by a browser comes turned', async () => {
    const lying = sharp({ create: { width: 60, height: 40, channels: 3, background: 'red' } }).withMetadata({
      orientation: 6,
    })
    await lying.clone().webp().toFile(at('a.webp'))
    await lying.clone().jpeg().toFile(at('b.jpg'))
    await index()
    const found = await details()
    const shownAs = async (name: string) => core.media.display(found[name].photoId)
    expect(await shownAs('b.jpg')).toMatchObject({ contentType: 'image/jpeg', path: at('b.jpg') })
    const turned = (await shownAs('a.webp')) as { path: string }
    expect(await sharp(turned.path).metadata()).toMatchObject({ width: 40, height: 60, format: 'jpeg' })
  })
})

describe('a photo is its picture', () => {
  async function marked(...files: string[]): Promise<number> {
    const { tagId } = await core.api.createTag({ name: 'mine' })
    const found = await core.api.findPhotosByPath({ paths: files.map((name) => at(name)) })
    await core.api.setLabels({
      tagId,
      labels: found.map(({ photoId }) => ({ photoId: photoId!, label: 'yes' as const })),
    })
    return tagId
  }
  /** As another program writes into a file: in place, with another time. */
  async function rewrite(name: string, change: (image: Sharp) => Sharp, of = jpeg(40)): Promise<void> {
    writeFileSync(at(name), await change(of).toBuffer())
    utimesSync(at(name), new Date(), new Date(Date.now() + 5000))
  }

  test('marks stay when a rating, a keyword, a place or the orientation is written into a file', async () => {
    const wide = () => sharp({ create: { width: 90, height: 40, channels: 3, background: 'green' } }).jpeg()
    await jpeg(40).toFile(at('a.jpg'))
    await wide().toFile(at('b.jpg'))
    await index()
    const tagId = await marked('a.jpg', 'b.jpg')
    const before = await details()
    await rewrite('a.jpg', (image) =>
      image.withExif({ IFD0: { Artist: 'me' }, IFD2: { DateTimeOriginal: '2019:07:04 10:20:30' } }),
    )
    await rewrite('b.jpg', (image) => image.withMetadata({ orientation: 6 }), wide())
    expect(await index()).toMatchObject({ state: 'done', failedCount: 0 })
    const after = await details()
    expect(after['a.jpg'].photoId).toBe(before['a.jpg'].photoId)
    expect(after['a.jpg']).toMatchObject({ capturedAtMs: Date.UTC(2019, 6, 4, 10, 20, 30), dateOrigin: 'taken' })
    expect(after['b.jpg']).toMatchObject({ photoId: before['b.jpg'].photoId, width: 40, height: 90 })
    const thumbnail = (await core.media.thumbnail(after['b.jpg'].photoId)) as { path: string }
    expect(await sharp(thumbnail.path).metadata()).toMatchObject({ width: 40, height: 90 })
    expect((await core.api.listLabels({ tagId, offset: 0, limit: 9 })).total).toBe(2)
    expect(await core.api.getStatus({})).toMatchObject({ photoCount: 2, goneCount: 0 })
  })

  test('copies that differ in what is written about them are one photo with two files', async () => {
    await jpeg(40).toFile(at('a.jpg'))
    await jpeg(40)
      .withExif({ IFD0: { Artist: 'me' } })
      .toFile(at('b.jpg'))
    await index()
    expect(await core.api.getStatus({})).toMatchObject({ photoCount: 1 })
    expect(Object.values(await details())[0].files).toHaveLength(2)
  })

  test('an edited picture is a new photo that knows what it came from', async () => {
    await jpeg(40).toFile(at('a.jpg'))
    await index()
    const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('a.jpg')] })
    await rewrite('a.jpg', (image) => image, jpeg(90))
    await index()
    const [{ photoId: edited }] = await core.api.findPhotosByPath({ paths: [at('a.jpg')] })
    expect(edited).not.toBe(photoId)
    expect((await core.api.getPhoto({ photoId: edited! })).editedFrom).toBe(photoId)
  })
})

describe('what once stopped indexing, or made two photos one', () => {
  test('a bitmap without width, and a file too large to read', async () => {
    await jpeg(5).toFile(at('good.jpg'))
    const bitmap = encodeBmp({ data: Buffer.alloc(40 * 30 * 4, 99), width: 40, height: 30, bitPP: 24 } as never).data
    bitmap.writeUInt32LE(0, 18)
    writeFileSync(at('flat.bmp'), bitmap)
    writeFileSync(at('huge.psb'), '8BPS\0\x02')
    truncateSync(at('huge.psb'), 3 * 2 ** 30)
    expect(await index()).toMatchObject({ state: 'done', failedCount: 2 })
    expect(await names()).toEqual(['good.jpg'])
  })

  test('JPEGs whose frames cannot be found are told apart by their bytes', async () => {
    for (const [i, name] of ['a.jpg', 'b.jpg'].entries()) {
      const bytes = await jpeg(i * 150).toBuffer()
      const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
      writeFileSync(at(name), Buffer.concat([bytes.subarray(0, frame), Buffer.alloc(4), bytes.subarray(frame)]))
    }
    await index()
    const [a, b] = await core.api.findPhotosByPath({ paths: [at('a.jpg'), at('b.jpg')] })
    expect(a.photoId === null || a.photoId !== b.photoId).toBe(true)
  })

  test('tag names that cannot be seen or told apart', async () => {
    for (const name of ['', '  ', '\u200b', 'a\nb', 'x'.repeat(101)])
      await expect(core.api.createTag({ name })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    const [one, other] = [
      await core.api.createTag({ name: 'Caf\u00e9' }),
      await core.api.createTag({ name: 'cafe\u0301' }),
    ]
    expect(other).toEqual(one)
  })
})

describe('what once lost marks or photos', () => {
  test('a folder reached through a link first: its files are looked at by their own paths', async () => {
    mkdirSync(at('all', 'inner'), { recursive: true })
    for (let i = 0; i < 3; i++) await edit(`all/inner/${i}.jpg`, 20 + 60 * i)
    symlinkSync(at('all', 'inner'), at('link'))
    await index(at('link'))
    await index(at('all'))
    rmSync(at('all', 'inner', '1.jpg'))
    await index(at('all'))
    expect(await core.api.getStatus({})).toMatchObject({ photoCount: 2, folders: [{ path: at('all'), photoCount: 2 }] })
  })

  test('when the copy goes that a photo was shown by, it is shown by the other', async () => {
    const wide = () => sharp({ create: { width: 90, height: 40, channels: 3, background: 'green' } })
    await wide().withMetadata({ orientation: 6 }).jpeg().toFile(at('a.jpg'))
    await wide().jpeg().toFile(at('b.jpg'))
    await index()
    expect(Object.values(await details())).toHaveLength(1)
    const shown = Object.values(await details())[0]
    rmSync(at(shown.width === 40 ? 'a.jpg' : 'b.jpg'))
    await index()
    await index()
    expect(Object.values(await details())[0]).toMatchObject({
      photoId: shown.photoId,
      width: shown.height,
      height: shown.width,
    })
  })

  const edit = (name: string, variant: number) => {
    const later = new Date(Date.now() + variant * 1000)
    return jpeg(variant)
      .toFile(at(name))
      .then(() => utimesSync(at(name), later, later))
  }

  test('marks are offered after several edits, also with a broken file in between', async () => {
    await edit('a.jpg', 10)
    await edit('other.jpg', 200)
    await index()
    const { tagId } = await core.api.createTag({ name: 'mine' })
    const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('a.jpg')] })
    await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
    await edit('a.jpg', 60)
    await index()
    writeFileSync(at('a.jpg'), '')
    await index()
    await edit('a.jpg', 120)
    await index()
    const [{ photoId: last }] = await core.api.findPhotosByPath({ paths: [at('a.jpg')] })
    expect((await core.api.getPhoto({ photoId: last! })).offeredMarkCount).toBe(1)
    // Nobody else's.
    const [{ photoId: other }] = await core.api.findPhotosByPath({ paths: [at('other.jpg')] })
    expect((await core.api.getPhoto({ photoId: other! })).offeredMarkCount).toBe(0)
    expect((await core.api.takeOverMarks({ photoId: last! })).tags).toMatchObject([{ name: 'mine', label: 'yes' }])
    expect((await core.api.getPhoto({ photoId: last! })).offeredMarkCount).toBe(0)
  })

  test('a file that is away for a moment is back with its photo, unread and no problem', async () => {
    await edit('a.jpg', 10)
    await edit('b.jpg', 90)
    await index()
    renameSync(at('a.jpg'), at('.away'))
    await index()
    renameSync(at('.away'), at('a.jpg'))
    expect(await index()).toMatchObject({ decodedCount: 0, failedCount: 0 })
    expect(await core.api.getStatus({})).toMatchObject({ photoCount: 2, failedCount: 0 })
  })

  test('a folder removed while it is read leaves nothing behind', async () => {
    mkdirSync(at('many'))
    mkdirSync(at('few'))
    for (let i = 0; i < 120; i++)
      await sharp({ create: { width: 60 + i, height: 40, channels: 3, background: 'teal' } })
        .jpeg()
        .toFile(at('many', `${i}.jpg`))
    await edit('few/x.jpg', 7)
    const { folderId } = await core.api.addFolder({ path: at('many') })
    await core.api.addFolder({ path: at('few') })
    const until = performance.now() + 5000
    while (performance.now() < until && (await core.api.getStatus({})).photoCount === 0)
      await new Promise((next) => setTimeout(next, 5))
    await core.api.removeFolder({ folderId })
    await indexed(core)
    expect(await names()).toEqual(['x.jpg'])
    await core.api.rescan({})
    await indexed(core)
    expect(await names()).toEqual(['x.jpg'])
  })

  test('a folder stays in the library when its photos stand elsewhere, too', async () => {
    for (const dir of ['drive', 'home']) {
      mkdirSync(at(dir))
      await edit(`${dir}/x.jpg`, 7)
      await index(at(dir))
    }
    renameSync(at('drive'), at('away'))
    await core.api.rescan({})
    await indexed(core)
    expect((await core.api.getStatus({})).folders.map(({ path }) => path)).toEqual([at('drive'), at('home')])
    // Emptied by hand is not gone either.
    mkdirSync(at('drive'))
    await core.api.rescan({})
    await indexed(core)
    expect((await core.api.getStatus({})).folders).toHaveLength(2)
  })
})

describe('folders', () => {
  const photo = (path: string, variant: number) => {
    mkdirSync(join(path, '..'), { recursive: true })
    return writePhoto(path, [variant, 100, 20], variant % 7)
  }

  test('the catalogue inside a photo folder is not indexed', async () => {
    await core.close()
    for (let i = 0; i < 3; i++) await photo(at(`${i}.jpg`), 20 * i)
    core = await openCore(at('semblance'))
    for (let i = 0; i < 3; i++) expect(await index()).toMatchObject({ totalCount: 3 })
    await core.close()
    core = await openCore(home.path)
    for (let i = 0; i < 3; i++) expect(await index()).toMatchObject({ totalCount: 3 })
  })

  test('previews, bins and libraries of other programs are left out and counted', async () => {
    await photo(at('a.jpg'), 10)
    const others = [
      '@eaDir/a.jpg/THUMB_B.jpg',
      '#recycle/b.jpg',
      '$RECYCLE.BIN/S-1/c.jpg',
      '.Trash-1000/d.jpg',
      'Mine.photoslibrary/e.jpg',
      '__MACOSX/f.jpg',
      '.@__thumb/g.jpg',
    ]
    for (const [i, name] of others.entries()) await photo(at(name), 30 * i)
    expect(await index()).toMatchObject({ totalCount: 1 })
    const { leftOut } = await core.api.getStatus({})
    expect(Object.fromEntries(leftOut.map(({ reason, folderCount }) => [reason, folderCount]))).toEqual({
      'a recycle bin': 2,
      hidden: 1,
      'previews of a network drive': 2,
      'the library of another program': 1,
      'what an archive keeps for macOS': 1,
    })
  })

  test('nested in one another: each file is read once, in whatever order they come', async () => {
    for (let i = 0; i < 4; i++) await photo(at('photos', i < 2 ? 'inner' : '', `${i}.jpg`), 30 * i)
    await index(at('photos', 'inner'))
    expect(await index(at('photos'))).toMatchObject({ totalCount: 4, decodedCount: 2 })
    expect(await index(at('photos', 'inner'))).toMatchObject({ totalCount: 4, decodedCount: 0, doneCount: 4 })
    expect((await core.api.getStatus({})).folders.map(({ path, photoCount }) => [path, photoCount])).toEqual([
      [at('photos'), 4],
    ])
  })

  test('a renamed folder takes its photos along', async () => {
    for (let i = 0; i < 3; i++) await photo(at('photos', `${i}.jpg`), 30 * i)
    await index(at('photos'))
    const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('photos', '1.jpg')] })
    renameSync(at('photos'), at('pictures'))
    expect(await index(at('pictures'))).toMatchObject({ state: 'done', decodedCount: 0 })
    const { folders, photoCount } = await core.api.getStatus({})
    expect([folders.map(({ path }) => path), photoCount]).toEqual([[at('pictures')], 3])
    expect(await core.api.findPhotosByPath({ paths: [at('pictures', '1.jpg')] })).toEqual([
      { path: at('pictures', '1.jpg'), photoId },
    ])
    expect(await core.media.display(photoId!)).toMatchObject({ path: at('pictures', '1.jpg') })
  })

  test.each(['gone', 'an empty mount point'])(
    'a drive that is %s is "not connected", and comes back without being read again',
    async (how) => {
      for (let i = 0; i < 3; i++) await photo(at('drive', `${i}.jpg`), 30 * i)
      await index(at('drive'))
      renameSync(at('drive'), at('away'))
      if (how !== 'gone') mkdirSync(at('drive'))
      await core.api.rescan({})
      await indexed(core)
      expect(await core.api.getStatus({})).toMatchObject({
        photoCount: 3,
        goneCount: 0,
        folders: [{ photoCount: 3, unavailable: expect.stringContaining('Not connected') }],
      })
      rmSync(at('drive'), { recursive: true, force: true })
      renameSync(at('away'), at('drive'))
      await core.api.rescan({})
      expect(await indexed(core)).toMatchObject({ decodedCount: 0, totalCount: 3 })
      expect((await core.api.getStatus({})).folders[0].unavailable).toBeNull()
    },
  )

  test('a folder taken out leaves nothing in sight, its files alone, and its marks for when it comes back', async () => {
    for (let i = 0; i < 2; i++) await photo(at('one', `${i}.jpg`), 30 * i)
    await photo(at('two', '9.jpg'), 200)
    await index(at('one'))
    await index(at('two'))
    const { tagId } = await core.api.createTag({ name: 'mine' })
    const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('one', '1.jpg')] })
    await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
    const { folders } = await core.api.getStatus({})
    expect(await core.api.removeFolder({ folderId: folders[0].folderId })).toEqual({ removedPhotoCount: 2 })
    expect(await core.api.getStatus({})).toMatchObject({ photoCount: 1, folders: [{ path: at('two') }] })
    await expect(core.api.removeFolder({ folderId: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(existsSync(at('one', '1.jpg'))).toBe(true)
    expect(await index(at('one'))).toMatchObject({ decodedCount: 0 })
    expect((await core.api.getPhoto({ photoId: photoId! })).tags).toMatchObject([{ name: 'mine', label: 'yes' }])
  })

  test('copies side by side are one photo, every time', async () => {
    const path = await photo(at('a.jpg'), 77)
    for (let i = 0; i < 30; i++) copyFileSync(path, at(`a (${i}).jpg`))
    expect(await index()).toMatchObject({ state: 'done', totalCount: 31, failedCount: 0, decodedCount: 1 })
    expect((await core.api.getStatus({})).photoCount).toBe(1)
  })

  test('copies of a damaged file say what is missing, too', async () => {
    const whole = readFileSync(await writePhoto(at('m.jpg'), [90, 20, 130], 3, { width: 800, height: 600 }))
    writeFileSync(at('m.jpg'), whole.subarray(0, whole.length / 2))
    await index()
    copyFileSync(at('m.jpg'), at('a.jpg'))
    await index()
    expect(Object.values(await details())).toMatchObject([{ name: 'a.jpg', damage: expect.stringContaining('cut') }])
    // As another program writes into it.
    const rated = Buffer.concat([whole.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 4, 65, 65]), whole.subarray(2)])
    writeFileSync(at('0.jpg'), rated.subarray(0, whole.length / 2 + 6))
    await index()
    expect(Object.values(await details())).toMatchObject([{ name: 'a.jpg', files: { length: 3 } }])
    for (const name of ['a.jpg', 'm.jpg']) rmSync(at(name))
    await index()
    expect(Object.values(await details())).toMatchObject([{ name: '0.jpg', damage: expect.stringContaining('cut') }])
  })

  test('every file of many comes to a row', async () => {
    for (let i = 0; i < 150; i++)
      await sharp({ create: { width: 60 + i, height: 40, channels: 3, background: 'teal' } })
        .jpeg()
        .toFile(at(`${i}.jpg`))
    expect(await index()).toMatchObject({ doneCount: 150, totalCount: 150, decodedCount: 150 })
    expect((await core.api.getStatus({})).photoCount).toBe(150)
  })

  test('a folder added after cancelling is indexed', async () => {
    for (let i = 0; i < 40; i++) await photo(at('many', `${i}.jpg`), i)
    await photo(at('few', 'x.jpg'), 222)
    await core.api.addFolder({ path: at('many') })
    await core.api.cancelIndexing({})
    await core.api.addFolder({ path: at('few') })
    expect(await indexed(core)).toMatchObject({ state: 'done' })
    expect((await core.api.findPhotosByPath({ paths: [at('few', 'x.jpg')] }))[0].photoId).not.toBeNull()
  })

  test('names that are no text are indexed by their bytes and shown readably', async ({ skip }) => {
    skip(process.platform !== 'linux', 'names are text here')
    await photo(at('good.jpg'), 120)
    const latin1 = Buffer.concat([Buffer.from(`${home.path}/f`), Buffer.from([0xfc]), Buffer.from('r.jpg')])
    writeFileSync(latin1, readFileSync(await photo(at('other.jpg'), 60)))
    rmSync(at('other.jpg'))
    expect(await index()).toMatchObject({ totalCount: 2, failedCount: 0 })
    const strange = Object.values(await details()).find(({ name }) => name !== 'good.jpg')!
    expect(strange.name).toBe('f\ufffdr.jpg')
    expect(await core.media.display(strange.photoId)).toMatchObject({ contentType: 'image/jpeg', path: latin1 })
  })
})

test('dates from the file, its name, its folder, its time, each with its origin', async () => {
  mkdirSync(at('2017-05 Sea'))
  const dated = (image: Sharp, date: string) => image.withExif({ IFD2: { DateTimeOriginal: date } })
  await dated(jpeg(10), '2019:07:04 10:20:30').toFile(at('a.jpg'))
  await dated(jpeg(20), '0000:00:00 00:00:00').toFile(at('IMG_20180102_030405.jpg'))
  await jpeg(30).toFile(at('2017-05 Sea', 'b.jpg'))
  await jpeg(40).toFile(at('c.jpg'))
  const big = Buffer.from(Array.from({ length: 500 * 400 * 3 }, (_, i) => (i * i * 31) % 256))
  await dated(sharp(big, { raw: { width: 500, height: 400, channels: 3 } }), '2016:03:02 01:00:00')
    .webp({ lossless: true })
    .toFile(at('big.webp'))
  utimesSync(at('c.jpg'), new Date(), new Date(2015, 1, 3, 4, 5, 6))
  await index()
  const found = await details()
  const dateOf = (name: string) => [
    new Date(found[name].capturedAtMs!).toISOString().slice(0, 19),
    found[name].dateOrigin,
  ]
  expect(dateOf('a.jpg')).toEqual(['2019-07-04T10:20:30', 'taken'])
  expect(dateOf('IMG_20180102_030405.jpg')).toEqual(['2018-01-02T03:04:05', 'file name'])
  expect(dateOf('b.jpg')).toEqual(['2017-05-01T00:00:00', 'folder name'])
  expect(dateOf('big.webp')).toEqual(['2016-03-02T01:00:00', 'taken'])
  expect(dateOf('c.jpg')).toEqual(['2015-02-03T04:05:06', 'file time'])
})

test('a damaged HEIC costs itself alone', async () => {
  await jpeg(5).toFile(at('good.jpg'))
  writeFileSync(at('broken.heic'), Buffer.concat([heic.subarray(0, heic.length - 200), Buffer.alloc(200, 0xee)]))
  writeFileSync(at('short.heic'), heic.subarray(0, 120))
  expect(await index()).toMatchObject({ state: 'done' })
  expect(await names()).toContain('good.jpg')
})
