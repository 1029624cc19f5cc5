/** Keywords in: found in photos and sidecars, offered, and made marks of only when asked. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import type { FoundKeywords, FileProblem } from '../../src/shared/exchange.ts'
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
const sidecar = (program: string, path: string) =>
  copyFileSync(fileURLToPath(new URL(`sidecars/${program}.xmp`, import.meta.url)), path)

async function index(): Promise<void> {
  await core.api.addFolder({ path: photos.path })
  await indexed(core)
}

/** All pages, two photos each. */
async function find(): Promise<FoundKeywords & { found: Record<string, number> }> {
  const problems: FileProblem[] = []
  for (let after = 0; ;) {
    const page = await core.api.findKeywords({ after, limit: 2 })
    problems.push(...page.problems)
    if (page.last === null)
      return {
        ...page,
        problems,
        found: Object.fromEntries(page.keywords.map(({ name, photoCount }) => [name, photoCount])),
      }
    after = page.last
  }
}

const marksOf = async (name: string) => {
  const tag = (await core.api.listTags({})).find((each) => each.name === name)
  if (!tag) return null
  const { photos } = await core.api.listLabels({ tagId: tag.tagId, offset: 0, limit: 1000 })
  return photos.map((mark) => [mark.name, mark.label]).sort()
}

describe('keywords are found', () => {
  test('in photos of each format, by XMP and IPTC, and in sidecars of either name', async () => {
    const lists = { 'dc:subject': ['Dogs', 'a &amp; b'], 'lr:hierarchicalSubject': ['Animals|Dogs'] }
    for (const [variant, ending] of ['jpg', 'png', 'webp', 'tiff', 'avif'].entries())
      await writeDescribed(at(`a.${ending}`), variant, { lists })
    await writeDescribed(at('iptc.jpg'), 10, { iptcKeywords: ['Café', 'Dogs 😀'] })
    await writePhoto(at('full.jpg'), [1, 2, 3], 11)
    await writePhoto(at('short.jpg'), [1, 2, 3], 12)
    await writePhoto(at('capital.JPG'), [1, 2, 3], 13)
    sidecar('digikam', at('full.jpg.xmp'))
    sidecar('lightroom', at('short.xmp'))
    sidecar('darktable', at('capital.JPG.XMP'))
    await index()
    const { found, problems, totalCount } = await find()
    expect(problems).toEqual([])
    expect(totalCount).toBe(9)
    expect(found).toEqual({
      'Animals/Dogs': 6,
      'a & b': 5,
      Café: 1,
      'Dogs 😀': 1,
      'People/Zoë': 1,
      'Places/Paris': 1,
      'summer & sea': 1,
      'Flowers/Rose': 1,
    })
  })

  test('once a photo, whatever copies and sidecars say it again', async () => {
    const original = await writeDescribed(at('a.jpg'), 1, { iptcKeywords: ['dogs'] })
    copyFileSync(original, at('copy.jpg'))
    writeFileSync(at('a.jpg.xmp'), xmpWith({ 'dc:subject': ['Dogs'] }))
    await index()
    expect((await find()).found).toEqual({ dogs: 1 })
  })

  test('far behind in a JPEG, too, where much else is written before', async () => {
    const path = await writeDescribed(at('a.jpg'), 1, { iptcKeywords: ['deep'] })
    const jpeg = readFileSync(path)
    const filler = Buffer.concat([Buffer.of(0xff, 0xef, 0xff, 0xff), Buffer.alloc(0xffff - 2)])
    writeFileSync(path, Buffer.concat([jpeg.subarray(0, 2), ...Array<Buffer>(5).fill(filler), jpeg.subarray(2)]))
    await index()
    expect((await find()).found).toEqual({ deep: 1 })
  })

  test('under names of any kind', async () => {
    const names = ['ünï çödé 😀.jpg', 'it\'s "quoted".jpg', 'a.b.c.jpg', '-dash.jpg', `${'n'.repeat(240)}.jpg`]
    for (const [variant, name] of names.entries()) {
      await writePhoto(at(name), [9, 9, 9], variant)
      writeFileSync(at(`${name}.xmp`), xmpWith({ 'dc:subject': ['here'] }))
    }
    await index()
    expect((await find()).found).toEqual({ here: names.length })
  })

  test('under a name that is no text', async ({ skip }) => {
    skip(process.platform !== 'linux', 'names are text here')
    const name = Buffer.concat([Buffer.from(at('caf')), Buffer.of(0xe9), Buffer.from('.jpg')])
    copyFileSync(await writePhoto(at('a.jpg'), [9, 9, 9], 1), name)
    rmSync(at('a.jpg'))
    writeFileSync(Buffer.concat([name, Buffer.from('.xmp')]), xmpWith({ 'dc:subject': ['here'] }))
    await index()
    expect((await find()).found).toEqual({ here: 1 })
  })
})

describe('what is wrong with one file costs that one alone, and is said', () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ['malformed', (path) => writeFileSync(path, '<x:xmpmeta'), /no well-formed XML/],
    ['empty', (path) => writeFileSync(path, ''), /no well-formed XML/],
    ['no XMP', (path) => writeFileSync(path, '<a/>'), /holds no XMP/],
    ['huge', (path) => (writeFileSync(path, ''), truncateSync(path, 10_000_001)), /11 MB, and more than 10 MB/],
    [
      'of another encoding',
      (path) => writeFileSync(path, Buffer.from('<a>\xe9</a>', 'latin1')),
      /bytes that are no UTF-8/,
    ],
    ['a folder', (path) => mkdirSync(path), /is no file/],
  ])('%s', async (_, spoil, reason) => {
    await writeDescribed(at('a.jpg'), 1, { iptcKeywords: ['inside'] })
    await writeDescribed(at('b.jpg'), 2, { iptcKeywords: ['inside'] })
    spoil(at('a.jpg.xmp'))
    await index()
    const { found, problems } = await find()
    expect(found).toEqual({ inside: 2 })
    expect(problems).toEqual([{ path: at('a.jpg.xmp'), reason: expect.stringMatching(reason) }])
  })

  test('not readable', async () => {
    await writePhoto(at('a.jpg'), [1, 2, 3])
    writeFileSync(at('a.xmp'), xmpWith({ 'dc:subject': ['hidden'] }))
    chmodSync(at('a.xmp'), 0)
    await index()
    chmodSync(photos.path, 0o755)
    const { found, problems } = await withoutRoot(find)
    expect(found).toEqual({})
    expect(problems).toEqual([{ path: at('a.xmp'), reason: expect.stringMatching(/no permission/) }])
  })

  test('gone since it was indexed', async () => {
    await writeDescribed(at('a.jpg'), 1, { iptcKeywords: ['inside'] })
    await index()
    rmSync(at('a.jpg'))
    expect((await find()).problems).toEqual([{ path: at('a.jpg'), reason: expect.stringMatching(/gone/) }])
  })

  test('a short name that two photos share', async () => {
    await writePhoto(at('a.jpg'), [1, 2, 3])
    await writeDescribed(at('a.png'), 4, { lists: { 'dc:subject': ['inside'] } })
    writeFileSync(at('a.xmp'), xmpWith({ 'dc:subject': ['whose'] }))
    await index()
    const { found, problems } = await find()
    expect(found).toEqual({ inside: 1 })
    const problem = { path: at('a.xmp'), reason: expect.stringMatching(/cannot be told whose/) }
    expect(problems).toEqual([problem, problem])
  })

  test('without what turns the writing around them; marks that scripts need stay', async () => {
    const keywords = ['\u202egnp.exe', 'gnp.exe', '\u05d0\u200f!', '\u0646\u200c\u0647']
    await writeDescribed(at('a.jpg'), 1, { lists: { 'dc:subject': keywords } })
    await index()
    expect((await find()).found).toEqual({ 'gnp.exe': 1, '\u05d0\u200f!': 1, '\u0646\u200c\u0647': 1 })
  })

  test('a keyword that is no name for a tag', async () => {
    await writeDescribed(at('a.jpg'), 1, { lists: { 'dc:subject': ['x'.repeat(10_000), '\u200b', 'fine'] } })
    await index()
    const { found, problems } = await find()
    expect(found).toEqual({ fine: 1 })
    expect(problems.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^Its keyword "x{60}…x{60}" is no name for a tag: It has more than 100 letters/),
      expect.stringMatching(/something that can be seen/),
    ])
  })
})

describe('keywords become marks', () => {
  test('by name, each once, and none that was not asked for', async () => {
    await writeDescribed(at('a.jpg'), 1, { iptcKeywords: ['Dogs', 'sea'] })
    await writeDescribed(at('b.jpg'), 2, { iptcKeywords: ['Dogs'] })
    await index()
    await find()
    expect(await core.api.listTags({})).toEqual([])
    expect(await core.api.importKeywords({ keywords: ['DOGS'] })).toEqual({ markCount: 2 })
    expect((await core.api.listTags({})).map(({ name, yesCount }) => [name, yesCount])).toEqual([['Dogs', 2]])
    const { keywords } = await find()
    expect(keywords.map(({ name, newCount, tagId }) => [name, newCount, tagId !== null])).toEqual([
      ['Dogs', 0, true],
      ['sea', 1, false],
    ])
    expect(await core.api.importKeywords({ keywords: ['Dogs'] })).toEqual({ markCount: 0 })
  })

  test("a person's marks stay, also those made since", async () => {
    for (const [variant, name] of ['a', 'b', 'c'].entries())
      await writeDescribed(at(`${name}.jpg`), variant, { iptcKeywords: ['Dogs'] })
    await index()
    const { tagId } = await core.api.createTag({ name: 'Dogs' })
    const idOf = async (name: string) => (await core.api.findPhotosByPath({ paths: [at(name)] }))[0].photoId!
    const no = async (name: string) =>
      core.api.setLabels({ tagId, labels: [{ photoId: await idOf(name), label: 'no' }] })
    await no('a.jpg')
    expect((await find()).keywords[0]).toMatchObject({ photoCount: 3, newCount: 2 })
    await no('b.jpg')
    expect(await core.api.importKeywords({ keywords: ['Dogs'] })).toEqual({ markCount: 1 })
    expect(await marksOf('Dogs')).toEqual([
      ['a.jpg', 'no'],
      ['b.jpg', 'no'],
      ['c.jpg', 'yes'],
    ])
  })

  test('as one step, which is undone and redone whole', async () => {
    await writeDescribed(at('a.jpg'), 1, { iptcKeywords: ['Dogs', 'sea'] })
    await writeDescribed(at('b.jpg'), 2, { lists: { 'lr:hierarchicalSubject': ['Places|Paris'] } })
    await index()
    await core.api.createTag({ name: 'sea' })
    await find()
    const keywords = ['Dogs', 'Places/Paris', 'sea']
    expect(await core.api.importKeywords({ keywords })).toEqual({ markCount: 3 })
    const marked = () => core.api.listTags({}).then((tags) => tags.map(({ name, yesCount }) => `${name} ${yesCount}`))
    const imported = ['Dogs 1', 'Places 0', 'Places/Paris 1', 'sea 1']
    expect(await marked()).toEqual(imported)
    expect(await core.api.undo({})).toMatchObject({
      text: 'Marked by keywords of other programs: 3 photos',
      note: null,
    })
    expect(await marked()).toEqual(['sea 0'])
    await core.api.redo({})
    expect(await marked()).toEqual(imported)
  })

  test('undone while it goes on, it goes no further', async () => {
    for (const name of ['a', 'b'])
      await writeDescribed(at(`${name}.jpg`), name.length, { iptcKeywords: ['Dogs', 'sea'] })
    await index()
    await find()
    const importing = core.api.importKeywords({ keywords: ['Dogs', 'sea'] })
    await core.api.undo({})
    expect(await importing).toEqual({ markCount: 0 })
    expect(await core.api.listTags({})).toEqual([])
    expect((await core.api.listHistory({ limit: 10 })).map(({ undone }) => undone)).toEqual([true])
  })

  test('but not where a mark of an exclusive group says otherwise', async () => {
    await writeDescribed(at('a.jpg'), 1, { lists: { 'lr:hierarchicalSubject': ['Animals|Dogs'] } })
    await index()
    await core.close()
    const store = openCatalogue(catalogue.path)
    const cats = store.tags.create('Animals/Cats')
    store.tags.create('Animals/Dogs')
    store.tags.setExclusive(cats.parentId!, true)
    store.labels.set(cats.tagId, [{ photoId: store.photos.byPath(at('a.jpg'))!, label: 'yes' }])
    store.close()
    core = await openCore(catalogue.path)
    expect((await find()).keywords[0]).toMatchObject({ name: 'Animals/Dogs', photoCount: 1, newCount: 0 })
    expect(await core.api.importKeywords({ keywords: ['Animals/Dogs'] })).toEqual({ markCount: 0 })
    expect(await marksOf('Animals/Cats')).toEqual([['a.jpg', 'yes']])
  })

  test('a keyword that is given twice counts once', async () => {
    await writeDescribed(at('a.jpg'), 1, { lists: { 'dc:subject': ['dogs', 'cats'] } })
    await index()
    await find()
    await core.api.importKeywords({ keywords: ['dogs', 'Dogs'] })
    expect(await core.api.listHistory({ limit: 1 })).toMatchObject([
      { text: 'Marked by keywords of other programs: a photo for "dogs"' },
    ])
  })

  test('a keyword that was not found is refused, and nothing is marked', async () => {
    await writeDescribed(at('a.jpg'), 1, { iptcKeywords: ['Dogs'] })
    await index()
    await find()
    await expect(core.api.importKeywords({ keywords: ['Dogs', 'Cats'] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('"Cats"'),
    })
    expect(await core.api.listTags({})).toEqual([])
  })

  test('of two searches at the same time the one that began first is told', async () => {
    for (const variant of [1, 2, 3, 4]) await writeDescribed(at(`${variant}.jpg`), variant, { iptcKeywords: ['Dogs'] })
    await index()
    const first = await core.api.findKeywords({ after: 0, limit: 2 })
    await core.api.findKeywords({ after: 0, limit: 3 })
    await expect(core.api.findKeywords({ after: first.last!, limit: 2 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('Begin again'),
    })
  })
})
