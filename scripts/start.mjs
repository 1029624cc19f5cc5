/**
 * `npm start -- <folder>`: installs, builds, opens the app and starts indexing. The desktop window where Electron's
 * runtime is there, else the same app in the browser.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildRendererIfNeeded, fail, installIfNeeded, nodePath, root, run, runForever, say } from './setup.mjs'

const args = process.argv.slice(2)
// What follows an option that takes a value is no folder.
const { positionals } = parseArgs({
  args,
  options: { catalogue: { type: 'string' }, port: { type: 'string' }, exclude: { type: 'string' } },
  strict: false,
  allowPositionals: true,
})
const [folder] = positionals
if (args.includes('--help')) {
  console.log(
    'npm start -- <folder> [--exclude PATTERN]... [--catalogue DIR] [--port N]\nOpens Semblance on a folder of photos. Originals are never written to.',
  )
  process.exit(0)
}
checkFolder(folder)
installIfNeeded()
buildRendererIfNeeded()
const electron = electronPath()
if (electron) {
  run(nodePath, ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'])
  runForever(electron, [root, ...args.map((arg) => (arg === folder ? resolve(arg) : arg))])
} else {
  say("The desktop window's runtime is not to be had here: opening the same app in the browser.")
  runForever(nodePath, [join(root, 'src/cli/index.ts'), 'serve', '--open', ...args])
}

function checkFolder(path) {
  if (path === undefined) return
  if (!existsSync(path)) fail(`There is no folder ${resolve(path)}. Usage: npm start -- <folder>`)
  if (!statSync(path).isDirectory()) fail(`${resolve(path)} is a file, not a folder. Usage: npm start -- <folder>`)
}

/** The runtime's program, fetched once if that is possible; null otherwise. */
function electronPath() {
  if (process.env.SEMBLANCE_BROWSER === '1') return null
  const found = installedElectron()
  if (found) return found
  say("Fetching Electron's runtime (once) ...")
  spawnSync(nodePath, ['node_modules/electron/install.js'], { cwd: root, stdio: 'ignore', timeout: 120_000 })
  return installedElectron()
}

function installedElectron() {
  const dist = join(root, 'node_modules/electron')
  if (!existsSync(join(dist, 'path.txt'))) return null
  const program = join(dist, 'dist', readFileSync(join(dist, 'path.txt'), 'utf8').trim())
  return existsSync(program) ? program : null
}
