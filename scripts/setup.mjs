/**
 * Brings a checkout up to date: installs what is missing, builds what is stale. Plain Node 20, no dependencies.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** The project's own Node, from npm's `node` package: the machine may have an older one. */
export const nodePath = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
const installStamp = join(root, 'node_modules/.semblance-installed')
const buildStamp = join(root, 'out/renderer/.semblance-built')
const rendererSources = ['src/renderer', 'src/shared', 'src/transport', 'vite.renderer.config.ts', 'package-lock.json']

/** Runs `npm ci` unless node_modules is what package-lock.json says. */
export function installIfNeeded() {
  const wanted = hashOf(['package-lock.json', 'package.json'])
  if (existsSync(nodePath) && read(installStamp) === wanted) return
  say('Installing what Semblance needs (once, about a minute) ...')
  const startedMs = Date.now()
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { shell: process.platform === 'win32' })
  if (!existsSync(nodePath))
    fail(
      `npm ci left no Node in node_modules/node for ${process.platform} ${process.arch}. Run "npm install node" and try again.`,
    )
  writeFileSync(installStamp, wanted)
  say(`Installed in ${seconds(startedMs)}.`)
}

/** Builds the window's pages unless they are newer than their sources. */
export function buildRendererIfNeeded() {
  const wanted = hashOf(rendererSources)
  if (read(buildStamp) === wanted) return
  say('Building the window ...')
  const startedMs = Date.now()
  run(nodePath, ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.renderer.config.ts', '--logLevel', 'warn'])
  mkdirSync(dirname(buildStamp), { recursive: true })
  writeFileSync(buildStamp, wanted)
  say(`Built in ${seconds(startedMs)}.`)
}

/** Runs a command to its end; a failure ends this process with its exit code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment(), ...options })
  if (error) fail(`${command} could not be started: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** What the learner process asks for (see learner-client.ts), for commands that learn in their own process. */
export const learnerEnvironment = { GLIBC_TUNABLES: process.env.GLIBC_TUNABLES ?? 'glibc.malloc.hugetlb=1' }

/** Hands the terminal over to a command and ends with its exit code; Ctrl-C is the command's to answer. */
export function runForever(command, args, env = {}) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal))
  const child = spawn(command, args, { stdio: 'inherit', env: { ...environment(), ...env } })
  child.on('error', (error) => fail(`${command} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

/** Older npm runs install scripts: ONNX Runtime's and TensorFlow's would fetch CUDA libraries that few here use. */
function environment() {
  const separator = process.platform === 'win32' ? ';' : ':'
  return {
    ...process.env,
    PATH: `${dirname(nodePath)}${separator}${process.env.PATH ?? ''}`,
    NODE_NO_WARNINGS: '1',
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    TFJS_NODE_BASE_URI: 'none:',
  }
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap((path) => filesUnder(join(root, path)))) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

function filesUnder(path) {
  if (!existsSync(path)) return []
  const entries = (() => {
    try {
      return readdirSync(path, { withFileTypes: true })
    } catch {
      return null
    }
  })()
  if (entries === null) return [path]
  return entries
    .map((entry) => join(path, entry.name))
    .sort()
    .flatMap(filesUnder)
}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null)
export const seconds = (startedMs) => `${((Date.now() - startedMs) / 1000).toFixed(1)} s`

export function say(text) {
  console.error(`semblance: ${text}`)
}

export function fail(text, exitCode = 1) {
  say(text)
  process.exit(exitCode)
}
