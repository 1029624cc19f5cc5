/** A catalogue that cannot be written, as on a read-only disk: what only reads works, the rest says what to do. */
import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import { semblance } from '../support/cli.ts'
import { indexed, openCore, temporaryFolder, withoutRoot, writeEncoder, writeLibrary } from '../support/photos.ts'

const [photos, catalogue, outside, temporaries] = [0, 1, 2, 3].map(() => temporaryFolder())
const red = join(photos.path, 'red', 'red-0.jpg')
/** Of this test alone: others at work leave theirs among the system's. */
const copies = () => readdirSync(temporaries.path)

/** Whether the folders, and all in them, can be written. */
function allow(isWritable: boolean): void {
  const all = readdirSync(catalogue.path, { recursive: true, encoding: 'utf8', withFileTypes: true })
  const modes = isWritable ? { folder: 0o755, file: 0o644 } : { folder: 0o555, file: 0o444 }
  chmodSync(catalogue.path, modes.folder)
  for (const each of all) chmodSync(join(each.parentPath, each.name), each.isDirectory() ? modes.folder : modes.file)
}

beforeAll(async () => {
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue.path)
  vi.stubEnv('TMPDIR', temporaries.path)
  await writeLibrary(photos.path, 3)
  const core = await openCore(catalogue.path)
  await core.api.addFolder({ path: photos.path })
  await indexed(core)
  await core.api.importModel({ path: writeEncoder(outside.path) })
  const { tagId } = await core.api.createTag({ name: 'dogs' })
  const [{ photoId }] = await core.api.findPhotosByPath({ paths: [red] })
  await core.api.setLabels({ tagId, labels: [{ photoId: photoId!, label: 'yes' }] })
  await core.close()
  for (const { path } of [photos, outside, temporaries]) chmodSync(path, 0o777)
  allow(false)
})
afterAll(() => {
  vi.unstubAllEnvs()
  allow(true)
  for (const folder of [photos, catalogue, outside, temporaries]) folder.remove()
})

test.each([
  [['status'], { photoCount: 9, embeddedCount: 9, tags: [{ name: 'dogs' }] }],
  [['tags'], [{ name: 'dogs', yesCount: 1 }]],
  [['search', 'tag:dogs'], [red]],
  [
    ['similar', red, '--limit', '2'],
    [expect.anything(), expect.anything()],
  ],
  [['tag', 'dogs', '--limit', '1'], [expect.anything()]],
  [['history', '--limit', '1'], [expect.anything()]],
  [['export', join(outside.path, 'model')], { photoCount: 9 }],
  [['export-tags', join(outside.path, 'tags.csv')], { rowCount: 1 }],
])('%j works, says so, and leaves no copy', async (args, value) => {
  const { exitCode, stdout, stderr } = await withoutRoot(() => semblance(...args, '--json'))
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: 'semblance: the catalogue cannot be written; it is read as it is.\n',
  })
  expect(JSON.parse(stdout)).toMatchObject(value)
  expect(JSON.parse(stdout)).not.toHaveProperty('keptBy')
  expect(copies()).toEqual([])
})

test('its copy is gone as soon as it is open: a command that is stopped leaves none', async () => {
  await withoutRoot(async () => {
    const { close } = openCatalogue(catalogue.path, { readOnly: true })
    expect(copies()).toEqual([])
    close()
  })
})

test.each([[['index', photos.path]], [['tag', 'dogs', '--no', red]], [['undo']]])('%j is refused', async (args) => {
  const { exitCode, stderr } = await withoutRoot(() => semblance(...args))
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('cannot be written. Allow writing there')])
})
