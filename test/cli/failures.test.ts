/** What scripts are told where a command fails, and that nothing is made then. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { semblance } from '../support/cli.ts'
import { temporaryFolder, writeLibrary } from '../support/photos.ts'

const [photos, catalogue, outside] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
const red = join(photos.path, 'red', 'red-0.jpg')
const file = join(outside.path, 'a file')

beforeAll(async () => {
  await writeLibrary(photos.path, 1)
  writeFileSync(file, '')
  expect(await semblance('index', photos.path, '--catalogue', catalogue.path)).toMatchObject({ exitCode: 0 })
})
afterAll(() => [photos, catalogue, outside].forEach((folder) => folder.remove()))

test.each([
  [['similar', '/no/such.jpg'], 1, { code: 'NOT_FOUND', message: 'There is no file /no/such.jpg.' }],
  [['tag', 'cats', '--count', '5'], 2, { code: 'INVALID_ARGUMENT', message: expect.stringContaining('Give both') }],
  [['index'], 2, { code: 'INVALID_ARGUMENT', message: "missing required argument 'dir'" }],
  [['nonsense'], 2, { code: 'INVALID_ARGUMENT', message: "unknown command 'nonsense'" }],
])(
  'with --json %j ends in one value that says what was wrong, and in the same words beside',
  async (args, code, error) => {
    const { exitCode, stdout, stderr } = await semblance(...args, '--json', '--catalogue', catalogue.path)
    expect(exitCode).toBe(code)
    expect(JSON.parse(stdout)).toEqual({ error })
    expect(stderr).toContain((JSON.parse(stdout) as { error: Error }).error.message)
  },
)

test('what has printed its value already prints no second one', async () => {
  const copy = ['export-copies', outside.path, red, '--json', '--catalogue', catalogue.path]
  writeFileSync(red, '')
  photos.remove()
  const { exitCode, stdout } = await semblance(...copy)
  expect([exitCode, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ copiedCount: 0 })])
})

test.each([
  ['index', '/no/such/folder'],
  ['index', file],
  ['index', outside.path, '--exclude', '/home/me'],
  ['index', outside.path, '--unexclude', 'drafts/'],
  ['serve', '/no/such/folder'],
  ['serve', '--exclude', 'a['],
  ['serve', '--unexclude', 'drafts/'],
  ['import', '/no/such/encoder.safetensors'],
  ['train', '--epochs', '1'],
  ['refine'],
  ['tag', 'cats', '--yes', red],
  ['search', 'cats'],
])('%s %s fails and makes no catalogue', async (...args) => {
  const none = join(outside.path, 'none')
  const { exitCode } = await semblance(...args, '--catalogue', none)
  expect(exitCode).not.toBe(0)
  expect(existsSync(none)).toBe(false)
})
