/**
 * The desktop app: its bundle on every machine, its package on Linux; the window itself, driven by Playwright, where
 * Electron's runtime is installed, which npm does not bring.
 */
import { listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { _electron } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { colours, temporaryFolder, writeLibrary, writePhoto } from '../support/photos.ts'
import { packageApp, sizeMb, takeOut, writeBitmap, type Packaged } from './packaged.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const runtimeName = join(root, 'node_modules/electron/path.txt')
const runtime = existsSync(runtimeName)
  ? join(root, 'node_modules/electron/dist', readFileSync(runtimeName, 'utf8').trim())
  : ''

/** What drives the package; none of it is in a package's processes but the stand-in. */
const isTestCode = (path: string) =>
  ['src/shared/errors.ts', 'src/transport/connect.ts', 'test/electron/'].some((name) =>
    path.startsWith(pathToFileURL(join(root, name)).href),
  )
const isLinux = process.platform === 'linux'
const needsLinux = "the stand-in for Electron's runtime is one of Linux"

beforeAll(
  () =>
    void execFileSync(
      process.execPath,
      ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'error'],
      { cwd: root },
    ),
)

describe('the bundle', () => {
  test('holds the processes and the threads', () => {
    for (const name of [
      'main',
      'core-process',
      'command-process',
      'learner-process',
      'decode-worker',
      'graph-worker',
      'grouping-worker',
      'layout-worker',
      'levels-worker',
      'ranking-worker',
      'looking-worker',
      'sidecar-worker',
      'write-back-worker',
    ])
      expect(existsSync(join(root, `out/main/${name}.js`))).toBe(true)
  })

  test('the preload script is one file that requires electron alone, as the sandbox demands', () => {
    const source = readFileSync(join(root, 'out/preload/preload.cjs'), 'utf8')
    expect([...source.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['electron'])
    expect(source).not.toMatch(/^import /m)
  })

  test('only main.js needs electron: its processes are plain Node', () => {
    for (const name of ['core-process', 'command-process', 'learner-process'])
      expect(readFileSync(join(root, `out/main/${name}.js`), 'utf8')).not.toMatch(/from ["']electron["']/)
  })
})

describe('the package', () => {
  let dir: ReturnType<typeof temporaryFolder>
  let packageDir = ''
  let packaged: Packaged
  let folders: [photos: string, catalogue: string]
  beforeAll(async () => {
    dir = temporaryFolder()
    if (!isLinux) return
    packageDir = await packageApp(dir.path)
    packaged = takeOut(packageDir, dir.path)
    folders = [join(dir.path, 'photos'), join(dir.path, 'catalogue')]
    mkdirSync(folders[0])
    for (const name of ['red', 'green']) await writePhoto(join(folders[0], `${name}.jpg`), colours[name])
    // Decoded in a thread.
    writeBitmap(join(folders[0], 'grey.bmp'), 64)
  })
  afterAll(() => dir.remove())

  test('holds what it is stated to hold, and no more', ({ skip }) => {
    skip(!isLinux, needsLinux)
    const archive = join(packageDir, 'resources/app.asar')
    const files = listPackage(archive, { isPack: false })
    const packages = new Set(files.flatMap((path) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const left = ['@tensorflow/tfjs-node-gpu', 'libsvm-js', 'node']
    const wanted = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !left.includes(name))
    expect(wanted.filter((name) => !packages.has(name))).toEqual([])
    expect(
      [...left, '@tensorflow/tfjs', 'electron', 'svelte', 'vite', 'global-agent'].filter((name) => packages.has(name)),
    ).toEqual([])
    // Libraries of this platform alone.
    const libraries = files.filter((path) => /\.(?:node|dll|dylib|so(?:\.\d+)*)$/.test(path))
    expect(libraries.filter((path) => !path.includes('linux'))).toEqual([])
    expect(files.filter((path) => path.endsWith('.ts'))).toEqual([])
    expect(files).toContain('/resources/starter/encoder.safetensors')
    // The README says 122.
    expect(Math.abs(sizeMb(packageDir) - 122)).toBeLessThan(4)
  })

  test('has no way into Node: the fuses are set', async ({ skip }) => {
    skip(!isLinux, needsLinux)
    const fuses = await getCurrentFuseWire(join(packageDir, 'semblance'))
    const isOn = (fuse: FuseV1Options) => fuses[fuse] === FuseState.ENABLE
    expect(isOn(FuseV1Options.RunAsNode)).toBe(false)
    expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false)
    expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false)
    expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false)
    expect(isOn(FuseV1Options.EnableCookieEncryption)).toBe(true)
    expect(isOn(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true)
    expect(isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(true)
  })

  test('names the licence of every package in it and in the window', ({ skip }) => {
    skip(!isLinux, needsLinux)
    const notices = readFileSync(join(packageDir, 'resources/THIRD-PARTY-NOTICES.txt'), 'utf8')
    for (const name of ['libheif-js', 'onnxruntime-node', 'svelte', 'uplot', '@img/sharp-libvips-linux-x64'])
      expect(notices).toMatch(new RegExp(`^${name} \\d[\\d.]*\nLicence: \\S+`, 'm'))
    expect(notices).toContain('GNU LESSER GENERAL PUBLIC LICENSE')
  })

  test('indexes, learns and searches by its own files alone', async ({ skip }) => {
    skip(!isLinux, needsLinux)
    const { found, loaded } = await packaged.runWindow(...folders)
    expect(found).toEqual({
      photoCount: 3,
      training: { state: 'done', step: 3, error: null },
      modelCount: 1,
      similarCount: 2,
      regionPhotoCount: 3,
      problemCount: 0,
      thumbnailStatus: 200,
      pageTitle: 'Semblance',
    })
    const own = join(dir.path, 'app/')
    const isElsewhere = (path: string) =>
      !path.includes(own) && !/^(?:node:|linux-vdso|\/(?:usr\/)?lib)/.test(path) && !isTestCode(path)
    expect(loaded.filter(isElsewhere)).toEqual([])
    for (const name of ['core-process', 'learner-process', 'decode-worker'])
      expect(loaded).toContain(pathToFileURL(join(own, `out/main/${name}.js`)).href)
    for (const name of ['libonnxruntime.so', 'libvips-cpp.so', 'better-sqlite3/prebuilds/linux', 'watcher.node'])
      expect(loaded.filter((path) => path.startsWith(own) && path.includes(name))).toHaveLength(1)
  })

  test('runs commands by its own files alone, and says of one that it needs more', async ({ skip }) => {
    skip(!isLinux, needsLinux)
    const catalogue = ['--catalogue', join(dir.path, 'other')]
    const red = join(folders[0], 'red.jpg')
    const json = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await packaged.runCommand(...args, ...catalogue, '--json')
      expect(exitCode, stderr).toBe(0)
      return JSON.parse(stdout) as unknown
    }
    expect(await json('index', folders[0])).toMatchObject({ photoCount: 3, failedCount: 0 })
    expect(await json('similar', red)).toHaveLength(2)
    expect(await json('tag', 'warm', '--yes', red)).toHaveLength(2)
    expect(await json('tags')).toMatchObject([{ name: 'warm', yesCount: 1 }])
    expect(await packaged.runCommand('similar', '--limit', '0', red)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('whole number above 0'),
    })
    expect(await packaged.runCommand('evaluate', '--data', folders[0], '--minutes', '1')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('libsvm-js, which an installed Semblance leaves out'),
    })
  })

  test('brings a launcher that keeps what a command is given from Chromium', ({ skip }) => {
    skip(!isLinux, needsLinux)
    // In place of the program, which holds nothing but fuses here.
    const launcher = join(packageDir, 'resources/bin/semblance')
    const installed = join(dir.path, 'installed')
    mkdirSync(join(installed, 'resources/bin'), { recursive: true })
    copyFileSync(launcher, join(installed, 'resources/bin/semblance'))
    writeFileSync(join(installed, 'semblance'), '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 3\n', { mode: 0o755 })
    symlinkSync(join(installed, 'resources/bin/semblance'), join(dir.path, 'link'))
    const { status, stdout } = spawnSync(join(dir.path, 'link'), ['search', 'tag:my dogs', '--json'])
    expect(status).toBe(3)
    expect(String(stdout).trim().split('\n').slice(-5)).toEqual(['cli', '--', 'search', 'tag:my dogs', '--json'])
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
