/**
 * The desktop shell: its bundle on every machine; the app itself, driven by Playwright, where Electron's runtime is
 * installed, which npm does not bring.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder, writeLibrary } from '../support/photos.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const runtimeName = join(root, 'node_modules/electron/path.txt')
const runtime = existsSync(runtimeName)
  ? join(root, 'node_modules/electron/dist', readFileSync(runtimeName, 'utf8').trim())
  : ''

beforeAll(
  () =>
    void execFileSync(
      process.execPath,
      ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'error'],
      { cwd: root },
    ),
)

describe('the bundle', () => {
  test('holds the three processes and the threads', () => {
    for (const name of [
      'main',
      'core-process',
      'learner-process',
      'decode-worker',
      'grouping-worker',
      'sidecar-worker',
    ])
      expect(existsSync(join(root, `out/main/${name}.js`))).toBe(true)
  })

  test('the preload script is one file that requires electron alone, as the sandbox demands', () => {
    const source = readFileSync(join(root, 'out/preload/preload.cjs'), 'utf8')
    expect([...source.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['electron'])
    expect(source).not.toMatch(/^import /m)
  })

  test('only main.js needs electron: the core and the learner are plain Node', () => {
    for (const name of ['core-process', 'learner-process'])
      expect(readFileSync(join(root, `out/main/${name}.js`), 'utf8')).not.toMatch(/from ["']electron["']/)
  })
})

describe('the desktop window', () => {
  test('opens on a folder, shows its photos, and has no Node in the page', async ({ skip }) => {
    skip(!existsSync(runtime), "Electron's runtime is not installed")
    const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
    await writeLibrary(photos.path, 6)
    const app = await _electron.launch({
      executablePath: runtime,
      args: [root, photos.path, '--catalogue', catalogue.path, '--no-sandbox'],
    })
    const page = await app.firstWindow()
    await page.getByTestId('photo-tile').nth(5).waitFor()
    expect(await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis))).toEqual([])
    await app.close()
    for (const folder of [photos, catalogue]) folder.remove()
  })
})
