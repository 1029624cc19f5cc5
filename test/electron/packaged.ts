/** Makes a package without Electron's runtime, and runs what is in it. Linux, where the stand-in runtime is of. */
import { extractAll } from '@electron/asar'
import { execFile } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Ended } from '../support/cli.ts'
import { writeRuntime } from './stand-in/runtime.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const run = (args: string[], env = {}) =>
  promisify(execFile)(process.execPath, args, { cwd: root, env: { ...process.env, ...env } })

/** The folder that --dir makes, under `dir`. The bundle in out/ must be there. */
export async function packageApp(dir: string): Promise<string> {
  writeRuntime(join(dir, 'runtime'))
  await run(['--input-type=module', '-e', `(await import('./scripts/setup.mjs')).buildRendererIfNeeded()`])
  await run([
    'node_modules/electron-builder/cli.js',
    ...['--dir', '--config', 'scripts/packaging/config.mjs'],
    `-c.electronDist=${join(dir, 'runtime')}`,
    `-c.directories.output=${join(dir, 'packages')}`,
  ])
  return join(dir, 'packages/linux-unpacked')
}

export interface Outcome {
  /** What packaged-app.ts prints. */
  found: unknown
  /** Files that any process or thread has loaded: JavaScript as addresses, libraries as paths. */
  loaded: string[]
}

export interface Packaged {
  runWindow(photosDir: string, catalogueDir: string): Promise<Outcome>
  runCommand(...args: string[]): Promise<Ended>
}

/** The app's own code, taken out of the archive into `dir`, so that nothing else is near. */
export function takeOut(packageDir: string, dir: string): Packaged {
  const app = join(dir, 'app')
  extractAll(join(packageDir, 'resources/app.asar'), app)
  const list = join(dir, 'loaded.txt')
  const env = { NODE_PATH: '', NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' }
  const recorded = ['--import', beside('stand-in/record-modules.ts')]
  return {
    runWindow: async (...folders) => {
      const { stdout } = await run([...recorded, beside('packaged-app.ts'), app, ...folders], {
        ...env,
        SEMBLANCE_TEST_MODULES: list,
      })
      return { found: JSON.parse(stdout), loaded: [...new Set(readFileSync(list, 'utf8').trim().split('\n'))] }
    },
    runCommand: (...args) =>
      run([beside('stand-in/program.ts'), join(app, 'out/main/main.js'), 'cli', ...args], env).then(
        (ended) => ({ exitCode: 0, ...ended }),
        ({ code, stdout, stderr }) => ({ exitCode: code, stdout, stderr }),
      ),
  }
}

/** Of all files in a folder, 1 MB = 10^6 bytes. */
export function sizeMb(dir: string): number {
  const sizes = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => lstatSync(join(dir, name)))
  return sizes.reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0) / 1e6
}

/** A grey square of 24-bit pixels; `side` a multiple of four. */
export function writeBitmap(path: string, side: number): void {
  const sizeBytes = side * side * 3
  const head = Buffer.alloc(54)
  head.write('BM')
  head.writeUInt32LE(54 + sizeBytes, 2)
  head.writeUInt32LE(54, 10)
  head.writeUInt32LE(40, 14)
  head.writeInt32LE(side, 18)
  head.writeInt32LE(side, 22)
  head.writeUInt16LE(1, 26)
  head.writeUInt16LE(24, 28)
  head.writeUInt32LE(sizeBytes, 34)
  writeFileSync(path, Buffer.concat([head, Buffer.alloc(sizeBytes, 128)]))
}
