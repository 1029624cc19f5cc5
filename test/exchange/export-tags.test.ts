/** Tags as tables: the same rows in CSV, JSON and Parquet, read back by other hands. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exportTags } from '../../src/core/exchange/exported-tags.ts'
import { openCatalogue, type Catalogue } from '../../src/core/store/catalogue.ts'
import { addPhoto } from '../../src/core/store/testing/support.ts'
import { temporaryFolder } from '../support/photos.ts'

let folder: ReturnType<typeof temporaryFolder>
let catalogue: Catalogue
beforeEach(() => {
  folder = temporaryFolder()
  fs.mkdirSync(at('out'))
  let nowMs = Date.UTC(2024, 1, 29, 12)
  catalogue = openCatalogue(at('catalogue'), { clock: () => nowMs++ })
})
afterEach(() => {
  catalogue.close()
  folder.remove()
})

const at = (name: string) => join(folder.path, name)
const out = (name: string) => at(`out/${name}`)
const name = 'it\'s "q",\n😀'
const time = expect.stringMatching(/^2024-02-29T12:00:00\.\d{3}Z$/)

/** Three photos; of two tags a mark, an import and a run. */
async function fill(): Promise<{ tagIds: number[]; expected: object[] }> {
  const [a, b, c] = ['a', name, 'gone'].map((photo) => addPhoto(catalogue, photo))
  const [sea, dogs] = ['sea, "deep" / shore', 'dogs'].map((tag) => catalogue.tags.create(tag).tagId)
  catalogue.labels.set(sea, [
    { photoId: a, label: 'yes' },
    { photoId: b, label: 'no' },
  ])
  catalogue.labels.set(dogs, [{ photoId: c, label: 'yes' }], 'import')
  const modelVersion = catalogue.models.create({ seed: 1, recipe: { embeddingSize: 2 } as never, origin: 'trained' })
  const assignments = [a, b, c].map((photoId) => ({ photoId, confidence: 0.75, score: -1.5 }))
  await catalogue.tagRuns.create({ tagId: dogs, modelVersion, scorer: 'logistic', assignments })
  catalogue.files.markGone([catalogue.files.get('/photos/gone.jpg')!.fileId])
  const machine = { confidence: 0.75, score: -1.5, scorer: 'logistic', run: 1, modelVersion: 1 }
  const none = { confidence: null, score: null, scorer: null, run: null, modelVersion: null }
  const [seaName, other] = ['sea, "deep"/shore', `/photos/${name}.jpg`]
  return {
    tagIds: [sea, dogs],
    expected: [
      { path: '/photos/a.jpg', tag: 'dogs', value: 'machine', author: 'machine', ...machine, time },
      { path: '/photos/a.jpg', tag: seaName, value: 'yes', author: 'person', ...none, time },
      { path: other, tag: 'dogs', value: 'machine', author: 'machine', ...machine, time },
      { path: other, tag: seaName, value: 'no', author: 'person', ...none, time },
      { path: '/photos/gone.jpg', tag: 'dogs', value: 'yes', author: 'import', ...machine, time },
    ],
  }
}

/** RFC 4180 by hand: what the writer quotes must come apart again. */
function fromCsv(text: string): object[] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)]
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of cells) {
    rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  const [head, ...rest] = rows.slice(0, -1)
  const numbers = ['confidence', 'score', 'run', 'modelVersion']
  const value = (name: string, cell: string) => (cell === '' ? null : numbers.includes(name) ? Number(cell) : cell)
  return rest.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], value(head[i], cell)])))
}

async function fromParquet(path: string): Promise<object[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) })
  return rows.map((row) => ({ ...row, time: (row.time as Date).toISOString() }))
}

const readers: [string, (path: string) => object[] | Promise<object[]>][] = [
  ['.csv', (path) => fromCsv(fs.readFileSync(path, 'utf8'))],
  ['.json', (path) => JSON.parse(fs.readFileSync(path, 'utf8')) as object[]],
  ['.parquet', fromParquet],
]

describe.each(readers)('%s', (ending, read) => {
  test('has a row for each photo and tag, with who said it and how sure', async () => {
    const { expected } = await fill()
    const path = out(`tags${ending.toUpperCase()}`)
    expect(await exportTags(catalogue, { path })).toEqual({ path, rowCount: 5 })
    expect(await read(path)).toEqual(expected)
  })

  test('of chosen tags alone', async () => {
    const { tagIds, expected } = await fill()
    await exportTags(catalogue, { path: out(`tags${ending}`), tagIds: [tagIds[1]] })
    expect(await read(out(`tags${ending}`))).toEqual(expected.filter((row) => (row as { tag: string }).tag === 'dogs'))
  })

  test('of a tag with those in it', async () => {
    const photoId = addPhoto(catalogue, 'a')
    const dogs = catalogue.tags.create('Animals/Dogs')
    for (const tagId of [dogs.tagId, catalogue.tags.create('Animals2').tagId])
      catalogue.labels.set(tagId, [{ photoId, label: 'yes' }])
    await exportTags(catalogue, { path: out(`tags${ending}`), tagIds: [dogs.parentId!] })
    expect(await read(out(`tags${ending}`))).toMatchObject([{ tag: 'Animals/Dogs' }])
  })

  test('of a library without tags has no rows, and can be read', async () => {
    expect(await exportTags(catalogue, { path: out(`tags${ending}`) })).toMatchObject({ rowCount: 0 })
    expect(await read(out(`tags${ending}`))).toEqual([])
  })

  test('of many photos, slice by slice', async () => {
    const { tagId } = catalogue.tags.create('many')
    catalogue.transaction(() => {
      for (let i = 0; i < 2600; i++)
        catalogue.labels.set(tagId, [{ photoId: addPhoto(catalogue, `${i}`), label: i % 3 === 0 ? 'no' : 'yes' }])
    })
    await exportTags(catalogue, { path: out(`tags${ending}`) })
    const rows = (await read(out(`tags${ending}`))) as { path: string; value: string }[]
    expect(rows.map(({ path, value }) => [path, value])).toEqual(
      Array.from({ length: 2600 }, (_, i) => [`/photos/${i}.jpg`, i % 3 === 0 ? 'no' : 'yes']),
    )
  })
})

test.each([
  ['tags.xls', /ends in none of \.csv, \.json, \.parquet/],
  ['tags', /ends in none/],
  ['there.csv', /is there already/],
  ['link.csv', /is there already/],
  ['no/folder/tags.csv', /cannot be written \(ENOENT\)/],
  ['no/folder/tags.parquet', /cannot be written \(ENOENT\)/],
  ['there.csv/tags.json', /cannot be written \(ENOTDIR\)/],
])('%s is refused, and nothing is written', async (path, message) => {
  fs.writeFileSync(out('there.csv'), 'mine')
  fs.symlinkSync('away.csv', out('link.csv'))
  const before = fs.readdirSync(at('out'))
  await expect(exportTags(catalogue, { path: out(path) })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringMatching(message),
  })
  expect(fs.readdirSync(at('out'))).toEqual(before)
  expect(fs.readFileSync(out('there.csv'), 'utf8')).toBe('mine')
})
