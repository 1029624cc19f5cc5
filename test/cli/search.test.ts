/** Searching by the command line: paths, words that shells cut apart, and what cannot be read. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { json, semblance } from '../support/cli.ts'
import { temporaryFolder, writeLibrary } from '../support/photos.ts'

const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
const photo = (colour: string, n: number) => join(photos.path, colour, `${colour}-${n}.jpg`)

beforeAll(async () => {
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue.path)
  await writeLibrary(photos.path, 2)
  await semblance('index', photos.path)
  await semblance('tag', 'Warm', '--yes', photo('red', 0))
})
afterAll(() => {
  vi.unstubAllEnvs()
  for (const folder of [photos, catalogue]) folder.remove()
})

test('prints paths, one a line, or as JSON', async () => {
  expect((await semblance('search', 'tag:warm')).stdout).toBe(`${photo('red', 0)}\n`)
  expect((await json<string[]>('search', 'folder:red', 'jpeg')).sort()).toEqual([photo('red', 0), photo('red', 1)])
  expect(await json('search', 'folder:red', '--order', 'name')).toEqual([photo('red', 0), photo('red', 1)])
  expect((await semblance('search', 'red', '--order', 'size')).exitCode).not.toBe(0)
  expect(await json('search', 'red last year')).toEqual([])
  expect((await semblance('search', 'nowhere')).stdout).toMatch(/^No photo is found/)
})

test('absence comes after "--"', async () =>
  expect((await semblance('search', '--', '-tag:warm', 'name:red')).stdout).toBe(`${photo('red', 1)}\n`))

test.each([
  ['2023-13-45', /“2023-13-45” is no date.*2023-05-14/],
  ['tag:cold', /There is no tag “cold”/],
  ['"', /quotation mark/],
])('%s is refused, with what to write', async (query, message) => {
  const { exitCode, stderr, stdout } = await semblance('search', query)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(message)
})
