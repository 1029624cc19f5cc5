/** What a library is called. */
import { basename } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { openCore, temporaryFolder } from '../../test/support/photos.ts'

const dir = temporaryFolder()
afterAll(() => (vi.unstubAllEnvs(), dir.remove()))

test('a library has the name of its folder, but for the one that opens where none is named', async () => {
  const core = await openCore(dir.path)
  expect((await core.api.getStatus({})).libraryName).toBe(basename(dir.path))
  vi.stubEnv('SEMBLANCE_CATALOGUE', dir.path)
  expect((await core.api.getStatus({})).libraryName).toBeNull()
  await core.close()
})
