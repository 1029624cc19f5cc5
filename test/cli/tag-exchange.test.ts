/** Keywords in, sidecars and tables out, by the command line. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { json, semblance } from '../support/cli.ts'
import { xmpWith } from '../support/described-photos.ts'
import { temporaryFolder, writeLibrary } from '../support/photos.ts'

const [photos, catalogue, out] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
const red = (n: number) => join(photos.path, 'red', `red-${n}.jpg`)
const sidecar = (n: number) => `${red(n)}.xmp`

beforeAll(async () => {
  vi.stubEnv('SEMBLANCE_CATALOGUE', catalogue.path)
  await writeLibrary(photos.path, 3)
  writeFileSync(sidecar(2), xmpWith({ 'lr:hierarchicalSubject': ['Colours|Warm', 'other'] }))
  await json('index', photos.path)
})
afterAll(() => {
  vi.unstubAllEnvs()
  for (const folder of [photos, catalogue, out]) folder.remove()
})

test('keywords are listed, chosen and taken over', async () => {
  expect((await semblance('import-keywords', '--dry-run')).stdout).toBe(
    'Colours/Warm: 1 photo, 1 not marked yet, a new tag\nother: 1 photo, 1 not marked yet, a new tag\n' +
      '2 keywords; nothing was marked (--dry-run).\n',
  )
  expect(await json('status')).toMatchObject({ tags: [] })
  expect(await json('import-keywords', '--only', 'colours/warm')).toMatchObject({ markCount: 1, problems: [] })
  expect(await semblance('import-keywords', '--only', 'none')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('"none" was not found'),
  })
})

test('tags are written into sidecars, looked at before', async () => {
  await json('tag', 'red', '--yes', red(0), red(1))
  const { stdout } = await semblance('write-sidecars', '--tag', 'RED', '--dry-run')
  for (const n of [0, 1]) expect(stdout).toContain(`${sidecar(n)} (new)\n  + red\n`)
  expect(stdout).toContain('\n2 sidecars would change; nothing was written (--dry-run).\n')
  expect(existsSync(sidecar(0))).toBe(false)
  writeFileSync(sidecar(1), '<x:xmpmeta')
  const { exitCode, stdout: told, stderr } = await semblance('write-sidecars', '--tag', 'red', '--json')
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('1 sidecar could not be written.')])
  expect(JSON.parse(told)).toMatchObject({
    changes: [{ path: sidecar(0), added: ['red'] }],
    writtenCount: 1,
    problems: [{ path: red(1), reason: expect.stringContaining('no well-formed XML') }],
  })
  expect(readFileSync(sidecar(0), 'utf8')).toContain('<rdf:li>red</rdf:li>')
  expect(readFileSync(sidecar(1), 'utf8')).toBe('<x:xmpmeta')
  expect(await semblance('write-sidecars', '--tag', 'nothing')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('no tag "nothing". "semblance tags" lists them'),
  })
})

test.each(['csv', 'json', 'parquet'])('tags are written as %s', async (ending) => {
  const path = join(out.path, `tags.${ending}`)
  expect(await json('export-tags', path, '--tag', 'colours / Warm/')).toEqual({ path, rowCount: 1 })
  expect(readFileSync(path, 'utf8')).toContain('Colours/Warm')
  expect(await semblance('export-tags', path)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('already'),
  })
})
