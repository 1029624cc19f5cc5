/** The command line beside an open app: what only reads works and writes nothing, what writes says what to do. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { json, semblance, semblanceProcess } from '../support/cli.ts'
import {
  colours,
  indexed,
  openCore,
  temporaryFolder,
  writeEncoder,
  writeLibrary,
  writePhoto,
} from '../support/photos.ts'

const [photos, catalogue, outside] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
const red = join(photos.path, 'red', 'red-0.jpg')
let core: Core
let tagId: number

/** Names, sizes and times of all in the catalogue's folder, but for SQLite's shared memory, which readers note in. */
function written(): string[] {
  return readdirSync(catalogue.path, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('-shm'))
    .map((name) => {
      const { size, mtimeMs } = statSync(join(catalogue.path, name))
      return `${name} ${size} ${mtimeMs}`
    })
    .sort()
}

beforeAll(async () => {
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue.path)
  await writeLibrary(photos.path, 3)
  core = await openCore(catalogue.path)
  await core.api.addFolder({ path: photos.path })
  await indexed(core)
  await core.api.importModel({ path: writeEncoder(outside.path) })
  tagId = (await core.api.createTag({ name: 'Été' })).tagId
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [red] })
  await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
})
afterAll(async () => {
  await core.close()
  vi.unstubAllEnvs()
  for (const folder of [photos, catalogue, outside]) folder.remove()
})

describe('what only reads', () => {
  let before: string[]
  beforeAll(() => void (before = written()))

  test('status tells what is in the catalogue, and who keeps it', async () => {
    const told = await json<object>('status')
    expect(told).toMatchObject({ photoCount: 9, embeddedCount: 9, keptBy: process.pid, tags: [{ name: 'Été' }] })
    expect(told).not.toHaveProperty('training')
    expect((await semblanceProcess('status')).stdout).toContain(`Open in another Semblance (process ${process.pid})`)
  })

  test('similar finds what the app finds', async () => {
    const [{ photoId }] = await core.api.findPhotosByPath({ paths: [red] })
    const { results } = await core.api.findSimilar({ query: [{ photoId: photoId! }], limit: 5 })
    expect(await json('similar', red, '--limit', '5')).toEqual(
      results.map(({ path, similarity, region }) => ({ path, similarity, region })),
    )
  })

  test('similar looks at a photo outside the library with the model in use', async () => {
    const mine = await writePhoto(join(outside.path, 'mine.jpg'), colours.blue, 1)
    expect(await json('similar', mine, '--limit', '5')).toHaveLength(5)
  })

  test('search finds what the app finds', async () => {
    expect(await json('search', 'tag:e\u0301te\u0301')).toEqual([red])
    expect(await json('search', 'folder:red -tag:été')).toHaveLength(2)
  })

  test('history tells what the app did', async () =>
    expect(await json('history', '--limit', '1')).toMatchObject([{ text: expect.stringContaining('Été') }]))

  test('tag without marks ranks by those that are there', async () =>
    expect(await json('tag', 'e\u0301te\u0301')).toHaveLength(8))

  test('export writes the model elsewhere', async () =>
    expect(await json('export', join(outside.path, 'model'))).toMatchObject({ photoCount: 9 }))

  test('tags go into sidecars and tables', async () => {
    expect(await json('import-keywords', '--dry-run')).toMatchObject({ keywords: [], markCount: 0 })
    expect(await json('write-sidecars')).toMatchObject({ changes: [{ path: `${red}.xmp` }], writtenCount: 1 })
    expect(await json('export-tags', join(outside.path, 'tags.csv'))).toMatchObject({ rowCount: 1 })
    expect(await json('export-copies', outside.path, red)).toMatchObject({ copiedCount: 1, problems: [] })
  })

  test('nothing of that is written into the catalogue', () => expect(written()).toEqual(before))
})

test('a mark that was just set is there', async () => {
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [join(photos.path, 'blue', 'blue-0.jpg')] })
  await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'no' }] })
  expect(await json('status')).toMatchObject({ tags: [{ yesCount: 1, noCount: 1 }] })
})

test.each([
  [['index', photos.path]],
  [['remove', photos.path]],
  [['train', '--epochs', '1']],
  [['refine']],
  [['tag', 'Été', '--no', red]],
  [['tag', 'Été', '--apply']],
  [['undo', '1']],
  [['import-keywords']],
  [['import', join(outside.path, 'encoder.safetensors')]],
  [['serve']],
])('%j writes, is refused, and says what to do', async (args) => {
  const { exitCode, stderr } = await semblance(...args)
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(new RegExp(`process ${process.pid}.*Do this in its window, close that one first`))
})

test('beside an older version nothing is read that may mean something else', async () => {
  await core.close()
  const db = new Database(join(catalogue.path, 'catalogue.sqlite'))
  const version = db.pragma('user_version', { simple: true })
  db.pragma('user_version = 4')
  const lock = new Database(join(catalogue.path, 'catalogue.lock'))
  lock.exec('BEGIN EXCLUSIVE')
  expect(await semblance('status')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('older Semblance') })
  lock.close()
  db.pragma(`user_version = ${version}`)
  db.close()
  core = await openCore(catalogue.path)
})
