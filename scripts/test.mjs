/**
 * `npm test`: installs what is missing, then every check, each named with its time. What only reads the text runs side
 * by side, then the tests; the first that fails ends it.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { buildRendererIfNeeded, installIfNeeded, nodePath, root, say, seconds } from './setup.mjs'

installIfNeeded()
buildRendererIfNeeded()

/** Of files that did not change since, what was found is kept; it goes with node_modules. */
const cache = (name) => `node_modules/.cache/${name}`
const tsc = (project, name) => [
  `types of ${name}`,
  ['node_modules/typescript/bin/tsc', '-p', project, '--incremental', '--tsBuildInfoFile', cache(`types-of-${name}`)],
]
const kept = ['--cache', '--cache-strategy', 'content', '--cache-location']
const checks = [
  tsc('tsconfig.json', 'node'),
  ['lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', ...kept, cache('lint')]],
  [
    'layout of the text',
    ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', ...kept, cache('layout'), '.'],
  ],
  [
    'types of the window',
    ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', 'src/renderer/tsconfig.json', '--threshold', 'error'],
  ],
  tsc('src/shared/tsconfig.json', 'shared'),
  tsc('src/core/learning/tsconfig.json', 'learning'),
]
const tests = ['tests', ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]]

const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill()))

const startedMs = Date.now()
const waiting = [...checks]
await Promise.all(Array.from({ length: availableParallelism() }, takeTurns))
await pass(tests, 'inherit')
say(`All ${checks.length + 1} checks passed in ${seconds(startedMs)}.`)

async function takeTurns() {
  for (let check = waiting.shift(); check; check = waiting.shift()) await pass(check, 'pipe')
}

/** Runs a check to its end; with 'pipe' its output comes in one piece. A failure ends this process. */
async function pass([name, args], output) {
  const checkMs = Date.now()
  const child = spawn(nodePath, args, {
    cwd: root,
    stdio: ['inherit', output, output],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  running.add(child)
  const parts = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => parts.push(part))
  const code = await new Promise((done) => child.on('close', done))
  running.delete(child)
  if (code === 0) return say(`${name} passed in ${seconds(checkMs)}.`)
  process.stderr.write(Buffer.concat(parts))
  say(`${name} failed after ${seconds(checkMs)}.`)
  process.exit(code ?? 1)
}
