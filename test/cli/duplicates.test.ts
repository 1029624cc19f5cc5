/** Near-duplicates by the command line. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Duplicates } from '../../src/shared/domain.ts'
import { json, semblance } from '../support/cli.ts'
import { temporaryFolder } from '../support/photos.ts'
import { writeDuplicates } from '../support/scenes.ts'

const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]

beforeAll(async () => {
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue.path)
  await writeDuplicates(photos.path)
  await semblance('index', photos.path)
})
afterAll(() => {
  vi.unstubAllEnvs()
  for (const folder of [photos, catalogue]) folder.remove()
})

test('lists every group, its best first, in words and as JSON', async () => {
  const { stdout } = await semblance('duplicates')
  expect(stdout).toMatch(
    /^The same file in 2 places \(one photo here: .*\)\n {2}\* .*house\.jpg {2}640 × 480, \d+ kB\n/,
  )
  expect(stdout).toMatch(/One shot.*\(best: the most pixels.*\)\n {2}\* .*lake\.jpg/)
  expect(stdout).toMatch(/Taken within 2 s/)
  expect(stdout).toMatch(/Nothing is deleted.*\n$/)
  const found = await json<Duplicates>('duplicates', '--level', 'shot')
  expect([found.total, found.groups[0].count, found.counts.moment]).toEqual([1, 3, 1])
  const one = await json<Duplicates>('duplicates', '--limit', '1')
  expect([one.total, one.groups.length]).toEqual([4, 1])
})

test('refuses another level', async () => {
  const { exitCode, stderr } = await semblance('duplicates', '--level', 'kind')
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/Allowed choices are file, picture, shot, moment/)])
})
