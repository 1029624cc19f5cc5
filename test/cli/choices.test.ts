/** Favourites, stars, hidden and removed photos by the command line. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LibraryStatus } from '../../src/shared/domain.ts'
import { json, semblance } from '../support/cli.ts'
import { temporaryFolder, writeLibrary } from '../support/photos.ts'

const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
const red = (n: number) => join(photos.path, 'red', `red-${n}.jpg`)

beforeAll(async () => {
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue.path)
  await writeLibrary(photos.path, 2)
  await semblance('index', photos.path)
})
afterAll(() => {
  vi.unstubAllEnvs()
  for (const folder of [photos, catalogue]) folder.remove()
})

test('favourites and stars, in the history in words', async () => {
  expect(await json('favourite', red(0), red(1))).toEqual({ changedCount: 2 })
  expect((await semblance('favourite', red(1), '--off')).stdout).toMatch(/^1 photo no longer favourite.*undo\n$/)
  expect((await semblance('rate', '4', red(0))).stdout).toMatch(/^1 photo with 4 stars/)
  expect(await json('rate', 'none', red(1))).toEqual({ changedCount: 0 })
  expect((await semblance('history')).stdout).toMatch(/Gave a photo 4 stars\n.*Removed a photo from.*\n.*Made 2 photos/)
})

test.each([
  ['hide', 'hidden'],
  ['remove-photo', 'removed'],
] as const)('%s keeps photos out, lists them and takes them back', async (command, keptOut) => {
  const status = () => json<LibraryStatus>('status')
  expect(await json(command)).toEqual([])
  expect(await json(command, red(0))).toEqual({ changedCount: 1 })
  expect(await status()).toMatchObject({ photoCount: 5, keptOutCounts: { [keptOut]: 1 } })
  expect((await semblance('status')).stdout).toContain(`1 photo ${keptOut}`)
  await semblance('index', photos.path, '--check')
  expect([await json(command), existsSync(red(0))]).toEqual([[red(0)], true])
  expect(await json(command, '--take-back', red(0))).toEqual({ changedCount: 1 })
  expect((await status()).photoCount).toBe(6)
})

test.each([
  [['rate', '6', red(0)], /Allowed choices/],
  [['favourite', join(photos.path, 'none.jpg')], /does not exist/],
  [['hide', '--take-back'], /Say which photos/],
])('%j is refused', async (args, message) => {
  const { exitCode, stderr } = await semblance(...args)
  expect(exitCode).toBeGreaterThan(0)
  expect(stderr).toMatch(message)
})
