/** `npm run bench -- <name> [options]`: installs what is missing, then one benchmark of bench/. */
import { installIfNeeded, learnerEnvironment, nodePath, runForever } from './setup.mjs'

installIfNeeded()
runForever(nodePath, ['bench/main.ts', ...process.argv.slice(2)], learnerEnvironment)
