/** Tags out: into sidecars beside the photos, looked at first, whole or not at all, photos never touched. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import type { SidecarNaming, SidecarPreview } from '../../src/shared/exchange.ts'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import { allKeywordsIn } from '../../src/core/exchange/tagged-sidecar.ts'
import { writeDescribed, xmpWith } from '../support/described-photos.ts'
import {
  closeFresh,
  indexed,
  openCore,
  openFresh,
  temporaryFolder,
  withoutRoot,
  writePhoto,
} from '../support/photos.ts'

let photos: ReturnType<typeof temporaryFolder>
let catalogue: ReturnType<typeof temporaryFolder>
let core: Core
beforeEach(async () => {
  ;({ home: photos, catalogue, core } = await openFresh())
})
afterEach(() => closeFresh({ home: photos, catalogue, core }))

const at = (...names: string[]) => join(photos.path, ...names)
const fixture = (program: string) => fileURLToPath(new URL(`sidecars/${program}.xmp`, import.meta.url))
const keywordsOf = (path: string) => allKeywordsIn(fs.readFileSync(path, 'utf8'))

async function index(...names: string[]): Promise<void> {
  for (const [variant, name] of names.entries())
    if (!fs.existsSync(at(name))) await writePhoto(at(name), [10 * variant, 80, 120], variant)
  await core.api.addFolder({ path: photos.path })
  await indexed(core)
}

async function mark(tag: string, names: string[], label: 'yes' | 'no' | null = 'yes'): Promise<number> {
  const { tagId } = await core.api.createTag({ name: tag })
  const found = await core.api.findPhotosByPath({ paths: names.map((name) => at(name)) })
  await core.api.setLabels({ tagId, labels: found.map(({ photoId }) => ({ photoId: photoId!, label })) })
  return tagId
}

interface Manner {
  tagIds?: number[]
  naming?: SidecarNaming
}

const preview = (manner: Manner = {}): Promise<SidecarPreview> =>
  core.api.previewSidecars({ after: 0, limit: 100, ...manner })
const write = async (manner: Manner = {}) => {
  const { changes } = await preview(manner)
  return core.api.writeSidecars({ changes: changes.map(({ photoPath, hash }) => ({ photoPath, hash })), ...manner })
}
const filesNow = () => fs.readdirSync(photos.path).sort()

describe('looking and writing', () => {
  test('what is looked at is written, then nothing is left to do; photos stay as they are', async () => {
    await index('a.jpg', 'b.jpg', 'c.jpg')
    await mark('Animals/Dogs', ['a.jpg', 'b.jpg'])
    await mark('sea', ['a.jpg'])
    await mark('sea', ['c.jpg'], 'no')
    const before = fs.readFileSync(at('a.jpg'))
    const { changes, problems } = await preview()
    expect(problems).toEqual([])
    expect(changes.map(({ path, isNew, added, removed }) => ({ path, isNew, added, removed }))).toEqual(
      expect.arrayContaining([
        { path: at('a.jpg.xmp'), isNew: true, added: ['Animals/Dogs', 'sea'], removed: [] },
        { path: at('b.jpg.xmp'), isNew: true, added: ['Animals/Dogs'], removed: [] },
      ]),
    )
    expect(changes).toHaveLength(2)
    expect(filesNow()).toEqual(['a.jpg', 'b.jpg', 'c.jpg'])
    expect(await write()).toEqual({ writtenCount: 2, problems: [] })
    expect(filesNow()).toEqual(['a.jpg', 'a.jpg.xmp', 'b.jpg', 'b.jpg.xmp', 'c.jpg'])
    expect(keywordsOf(at('a.jpg.xmp'))).toEqual(['Animals/Dogs', 'sea'])
    expect((await preview()).changes).toEqual([])
    expect(fs.readFileSync(at('a.jpg'))).toEqual(before)
  })

  test('a change that is given twice is made once', async () => {
    await index('a.jpg')
    await mark('sea', ['a.jpg'])
    const { changes } = await preview()
    const twice = [...changes, ...changes].map(({ photoPath, hash }) => ({ photoPath, hash }))
    expect(await core.api.writeSidecars({ changes: twice })).toEqual({ writtenCount: 1, problems: [] })
  })

  test('marks taken back, tags renamed and deleted', async () => {
    await index('a.jpg')
    const [sea, dogs, cats] = [
      await mark('sea', ['a.jpg']),
      await mark('dogs', ['a.jpg']),
      await mark('cats', ['a.jpg']),
    ]
    await write()
    await mark('sea', ['a.jpg'], null)
    await core.api.renameTag({ tagId: dogs, name: 'Hounds' })
    await core.api.deleteTag({ tagId: cats })
    expect((await preview()).changes[0]).toMatchObject({
      isNew: false,
      added: ['Hounds'],
      removed: ['cats', 'dogs', 'sea'],
    })
    await write()
    expect(keywordsOf(at('a.jpg.xmp'))).toEqual(['Hounds'])
    expect(sea).toBeGreaterThan(0)
  })

  test('with chosen tags others are neither written nor removed', async () => {
    await index('a.jpg')
    const [sea, dogs] = [await mark('sea', ['a.jpg']), await mark('dogs', ['a.jpg'])]
    await write({ tagIds: [sea] })
    expect(keywordsOf(at('a.jpg.xmp'))).toEqual(['sea'])
    await mark('sea', ['a.jpg'], null)
    await write({ tagIds: [dogs] })
    expect(keywordsOf(at('a.jpg.xmp'))).toEqual(['sea', 'dogs'])
  })

  test('a chosen tag stands for those in it', async () => {
    await index('a.jpg')
    const animals = await mark('Animals', ['a.jpg'], null)
    const [dogs] = [
      await mark('Animals/Dogs', ['a.jpg']),
      await mark('Animals/Cats', ['a.jpg']),
      await mark('Sea', ['a.jpg']),
    ]
    await write({ tagIds: [animals] })
    expect(keywordsOf(at('a.jpg.xmp'))).toEqual(['Animals/Cats', 'Animals/Dogs'])
    await core.api.deleteTag({ tagId: dogs })
    await write({ tagIds: [animals] })
    expect(keywordsOf(at('a.jpg.xmp'))).toEqual(['Animals/Cats'])
  })

  test("a machine's tag is written while its run stands, and is no one's keyword when it comes in", async () => {
    await index('a.jpg', 'b.jpg')
    const tagId = await mark('sea', ['a.jpg'])
    const [{ photoId }] = await core.api.findPhotosByPath({ paths: [at('b.jpg')] })
    await core.close()
    const store = openCatalogue(catalogue.path)
    const run = { tagId, modelVersion: null, minimumConfidence: 0.5 }
    const { runId } = await store.tagRuns.create({ ...run, assignments: [{ photoId: photoId!, confidence: 0.9 }] })
    store.close()
    core = await openCore(catalogue.path)
    await write()
    expect(keywordsOf(at('b.jpg.xmp'))).toEqual(['sea'])
    const { keywords } = await core.api.findKeywords({ after: 0, limit: 100 })
    expect(keywords).toEqual([{ name: 'sea', photoCount: 1, newCount: 0, tagId }])
    await core.api.undoRun({ runId })
    expect((await preview()).changes).toMatchObject([{ path: at('b.jpg.xmp'), added: [], removed: ['sea'] }])
  })

  test('page by page: a photo each', async () => {
    await index('a.jpg', 'b.jpg', 'c.jpg')
    await mark('sea', ['a.jpg', 'b.jpg', 'c.jpg'])
    const paths: string[] = []
    for (let after: number | null = 0; after !== null;) {
      const page: SidecarPreview = await core.api.previewSidecars({ after, limit: 1 })
      expect(page.totalCount).toBe(3)
      paths.push(...page.changes.map(({ photoPath }) => photoPath))
      after = page.last
    }
    expect(paths.sort()).toEqual([at('a.jpg'), at('b.jpg'), at('c.jpg')])
  })
})

describe('names', () => {
  test('as found, else full; both forms by choice', async () => {
    for (const name of ['full.jpg', 'short.jpg', 'both.jpg', 'none.jpg'])
      await writePhoto(at(name), [5, 5, 5], name.length)
    for (const name of ['full.jpg.xmp', 'short.xmp', 'both.xmp', 'both.jpg.xmp'])
      fs.copyFileSync(fixture('digikam'), at(name))
    await index('full.jpg', 'short.jpg', 'both.jpg', 'none.jpg')
    await mark('sea', ['full.jpg', 'short.jpg', 'both.jpg', 'none.jpg'])
    const pathsOf = async (naming?: SidecarNaming) =>
      Object.fromEntries((await preview({ naming })).changes.map(({ photoPath, path }) => [photoPath, path]))
    expect(await pathsOf()).toEqual({
      [at('full.jpg')]: at('full.jpg.xmp'),
      [at('short.jpg')]: at('short.xmp'),
      [at('both.jpg')]: at('both.jpg.xmp'),
      [at('none.jpg')]: at('none.jpg.xmp'),
    })
    expect((await pathsOf('full'))[at('short.jpg')]).toBe(at('short.jpg.xmp'))
    expect((await pathsOf('short'))[at('full.jpg')]).toBe(at('full.xmp'))
    await write({ naming: 'short' })
    expect(keywordsOf(at('short.xmp'))).toEqual(['People/Zoë', 'Places/Paris', 'sea'])
    expect(keywordsOf(at('none.xmp'))).toEqual(['sea'])
  })

  test('photos that differ in their endings alone have no short-named sidecar', async () => {
    await writeDescribed(at('a.png'), 3, {})
    fs.writeFileSync(at('a.xmp'), xmpWith({ 'dc:subject': ['whose'] }))
    await index('a.jpg', 'a.png')
    await mark('sea', ['a.jpg', 'a.png'])
    expect((await preview()).changes.map(({ path }) => path).sort()).toEqual([at('a.jpg.xmp'), at('a.png.xmp')])
    const { changes, problems } = await preview({ naming: 'short' })
    expect(changes).toEqual([])
    expect(problems.map(({ path, reason }) => [path, /same sidecar/.test(reason)]).sort()).toEqual([
      [at('a.jpg'), true],
      [at('a.png'), true],
    ])
  })

  test('of any kind, and each copy of a photo has its own', async () => {
    const names = ['ünï 😀 çödé.jpg', 'it\'s "quoted".jpg', 'a.b.jpg', '-dash.jpg', `${'n'.repeat(247)}.jpg`]
    await index(...names)
    fs.copyFileSync(at('a.b.jpg'), at('copy.jpg'))
    await index()
    await mark('sea', names)
    expect(await write()).toEqual({ writtenCount: 6, problems: [] })
    for (const name of [...names, 'copy.jpg']) expect(keywordsOf(at(`${name}.xmp`))).toEqual(['sea'])
    fs.copyFileSync(at('copy.jpg'), at('copy.jpeg'))
    await index()
    expect(await write({ naming: 'short' })).toEqual({ writtenCount: 6, problems: [] })
  })

  test('one that is too long for the drive is said', async () => {
    const name = `${'n'.repeat(250)}.jpg`
    await index(name)
    await mark('sea', [name])
    expect((await preview()).problems).toEqual([
      { path: at(name), reason: expect.stringMatching(/longer than the drive/) },
    ])
  })

  test('that are no text', async ({ skip }) => {
    skip(process.platform !== 'linux', 'names are text here')
    const name = Buffer.concat([Buffer.from(at('caf')), Buffer.of(0xe9), Buffer.from('.jpg')])
    fs.renameSync(await writePhoto(at('a.jpg'), [9, 9, 9], 1), name)
    await index()
    const [{ photoId }] = (await core.api.listPhotos({ offset: 0, limit: 1 })).photos
    const { tagId } = await core.api.createTag({ name: 'sea' })
    await core.api.setLabels({ tagId, labels: [{ photoId, label: 'yes' }] })
    expect(await write()).toEqual({ writtenCount: 1, problems: [] })
    expect(allKeywordsIn(fs.readFileSync(Buffer.concat([name, Buffer.from('.xmp')]), 'utf8'))).toEqual(['sea'])
  })

  test('of a tag come back, whatever they are', async () => {
    const tags = ['a/b|c', '\u2215\u2215', '|', '"quoted" & <marked>', '😀', "it's", 'AC\u2215DC']
    const nameOf = (tag: string) => `${tags.indexOf(tag)}.jpg`
    await index(...tags.map(nameOf))
    for (const tag of tags) await mark(tag, [nameOf(tag)])
    await write()
    const { keywords } = await core.api.findKeywords({ after: 0, limit: 10 })
    expect(keywords.map(({ name }) => name).sort()).toEqual(tags.sort())
  })
})

describe('what is there stays', () => {
  test.each(['lightroom', 'digikam', 'darktable'])('%s: bytes, encoding, rights and links', async (program) => {
    const text = fs.readFileSync(fixture(program), 'utf8')
    const utf16 = Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(text, 'utf16le').swap16()])
    fs.writeFileSync(at('kept.xmp'), utf16, { mode: 0o640 })
    fs.symlinkSync(at('kept.xmp'), at('a.jpg.xmp'))
    await index('a.jpg')
    await mark('sea', ['a.jpg'])
    await write()
    expect(fs.lstatSync(at('a.jpg.xmp')).isSymbolicLink()).toBe(true)
    expect(fs.statSync(at('kept.xmp')).mode & 0o777).toBe(0o640)
    const after = fs.readFileSync(at('kept.xmp'))
    expect(after.subarray(0, 2)).toEqual(Buffer.of(0xfe, 0xff))
    expect(allKeywordsIn(after.subarray(2).swap16().toString('utf16le'))).toContain('sea')
    await mark('sea', ['a.jpg'], null)
    await write()
    expect(fs.readFileSync(at('kept.xmp'))).toEqual(utf16)
  })

  test('keywords in the photo itself are said again in a new sidecar, and need none of their own', async () => {
    await writeDescribed(at('a.jpg'), 1, { iptcKeywords: ['inside'] })
    await index('a.jpg')
    await mark('inside', ['a.jpg'])
    expect((await preview()).changes).toEqual([])
    await mark('sea', ['a.jpg'])
    await write()
    expect(keywordsOf(at('a.jpg.xmp'))).toEqual(['inside', 'sea'])
  })
})

describe('what is wrong with one costs that one alone, and is said', () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ['malformed', (path) => fs.writeFileSync(path, '<x:xmpmeta'), /no well-formed XML/],
    ['empty', (path) => fs.writeFileSync(path, ''), /no well-formed XML/],
    ['huge', (path) => (fs.writeFileSync(path, ''), fs.truncateSync(path, 10_000_001)), /more than 10 MB/],
    ['Latin-1', (path) => fs.writeFileSync(path, Buffer.from('<a>\xe9</a>', 'latin1')), /no UTF-8/],
    ['read-only', (path) => (fs.copyFileSync(fixture('digikam'), path), fs.chmodSync(path, 0o444)), /read-only/],
    ['a folder', (path) => fs.mkdirSync(path), /is no file/],
    ['a link to nothing', (path) => fs.symlinkSync('away.xmp', path), /link to a file that is gone/],
  ])('%s', async (_, spoil, reason) => {
    spoil(at('a.jpg.xmp'))
    const before = fs.lstatSync(at('a.jpg.xmp'))
    await index('a.jpg', 'b.jpg')
    await mark('sea', ['a.jpg', 'b.jpg'])
    const { changes, problems } = await preview()
    expect(problems).toEqual([{ path: at('a.jpg'), reason: expect.stringMatching(reason) }])
    expect(changes.map(({ path }) => path)).toEqual([at('b.jpg.xmp')])
    expect(await write()).toEqual({ writtenCount: 1, problems: [] })
    expect(fs.lstatSync(at('a.jpg.xmp'))).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino })
  })

  test.each<[string, () => void | Promise<unknown>]>([
    ['the sidecar changed', () => fs.appendFileSync(at('a.jpg.xmp'), ' ')],
    ['the sidecar went', () => fs.rmSync(at('a.jpg.xmp'))],
    ['another sidecar came', () => fs.copyFileSync(fixture('digikam'), at('b.jpg.xmp'))],
    ['the marks changed', () => mark('late', ['a.jpg', 'b.jpg'])],
    ['the tag was taken back', () => mark('sea', ['a.jpg', 'b.jpg'], null)],
  ])('%s since it was looked at', async (_, meanwhile) => {
    fs.copyFileSync(fixture('lightroom'), at('a.jpg.xmp'))
    await index('a.jpg', 'b.jpg')
    await mark('sea', ['a.jpg', 'b.jpg'])
    const { changes } = await preview()
    await meanwhile()
    const now = filesNow().map((name) => [name, fs.readFileSync(at(name))])
    const { writtenCount, problems } = await core.api.writeSidecars({
      changes: changes.map(({ photoPath, hash }) => ({ photoPath, hash })),
    })
    expect(writtenCount + problems.length).toBe(2)
    expect(problems.length).toBeGreaterThan(0)
    for (const { path, reason } of problems) {
      expect(reason).toMatch(/changed since it was looked at/)
      expect(fs.existsSync(`${path}.xmp`) ? [`${path.slice(-5)}.xmp`, fs.readFileSync(`${path}.xmp`)] : null).toEqual(
        now.find(([name]) => name === `${path.slice(-5)}.xmp`) ?? null,
      )
    }
  })

  test('a folder that must not be written to: nothing is left behind', async () => {
    fs.copyFileSync(fixture('lightroom'), at('a.xmp'))
    await index('a.jpg', 'b.jpg')
    await mark('sea', ['a.jpg', 'b.jpg'])
    const { changes } = await preview()
    fs.chmodSync(photos.path, 0o555)
    const written = await withoutRoot(() =>
      core.api.writeSidecars({ changes: changes.map(({ photoPath, hash }) => ({ photoPath, hash })) }),
    )
    fs.chmodSync(photos.path, 0o755)
    expect(written.writtenCount).toBe(0)
    expect(written.problems.map(({ reason }) => reason)).toEqual(Array(2).fill(expect.stringMatching(/no permission/)))
    expect(filesNow()).toEqual(['a.jpg', 'a.xmp', 'b.jpg'])
  })

  test('photos that are gone, found out or not yet', async () => {
    await index('a.jpg', 'b.jpg', 'c.jpg')
    await mark('sea', ['a.jpg', 'b.jpg', 'c.jpg'])
    fs.rmSync(at('a.jpg'))
    await index()
    fs.rmSync(at('b.jpg'))
    const { changes, problems } = await preview()
    expect(changes.map(({ path }) => path)).toEqual([at('c.jpg.xmp')])
    expect(problems.map(({ path, reason }) => [path, /gone/.test(reason)]).sort()).toEqual([
      [at('a.jpg'), true],
      [at('b.jpg'), true],
    ])
  })

  test('what is no photo of the library is not written to', async () => {
    await index('a.jpg')
    await expect(
      core.api.writeSidecars({ changes: [{ photoPath: '/etc/passwd', hash: '0'.repeat(64) }] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(preview({ tagIds: [99] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
