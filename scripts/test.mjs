/** `npm test`: installs what is missing, then every check, each named with its time; stops at the first that fails. */
import { spawnSync } from 'node:child_process'
import { buildRendererIfNeeded, installIfNeeded, nodePath, root, say, seconds } from './setup.mjs'

installIfNeeded()
buildRendererIfNeeded()

const checks = [
  ['layout of the text', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  ['lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']],
  ['types of shared', ['node_modules/typescript/bin/tsc', '-p', 'src/shared/tsconfig.json']],
  ['types of learning', ['node_modules/typescript/bin/tsc', '-p', 'src/core/learning/tsconfig.json']],
  ['types of node', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  [
    'types of the window',
    ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', 'src/renderer/tsconfig.json', '--threshold', 'error'],
  ],
  ['tests', ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]],
]
const startedMs = Date.now()
for (const [name, args] of checks) {
  const checkMs = Date.now()
  say(`${name} ...`)
  const { status } = spawnSync(nodePath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  if (status !== 0) {
    say(`${name} failed after ${seconds(checkMs)}.`)
    process.exit(status ?? 1)
  }
  say(`${name} passed in ${seconds(checkMs)}.`)
}
say(`All ${checks.length} checks passed in ${seconds(startedMs)}.`)
