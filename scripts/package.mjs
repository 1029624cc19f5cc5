/**
 * `npm run package -- [--dir]`: installs, builds, and makes what one can install on a system like this one, in
 * out/packages. --dir leaves it as a folder that runs in place. Other options are electron-builder's.
 */
import { canBeDeb } from './packaging/shipped.mjs'
import { buildRendererIfNeeded, installIfNeeded, nodePath, root, run, say } from './setup.mjs'

installIfNeeded()
buildRendererIfNeeded()
run(nodePath, ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'])
if (process.platform === 'linux' && !canBeDeb)
  say('No deb is made: it needs "homepage" and "author" (with "email") in package.json.')
const options = ['--config', 'scripts/packaging/config.mjs', ...process.argv.slice(2)]
run(nodePath, ['node_modules/electron-builder/cli.js', ...options], { cwd: root })
say('The packages are in out/packages.')
