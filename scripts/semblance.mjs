#!/usr/bin/env node
/** `npx semblance`: runs the command line with the project's own Node. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { learnerEnvironment, nodePath, root, runForever } from './setup.mjs'

if (!existsSync(nodePath)) {
  console.error('semblance: what it needs is not installed yet. Run "npm ci" (or "npm start") in the checkout first.')
  process.exit(1)
}
runForever(nodePath, [join(root, 'src/cli/index.ts'), ...process.argv.slice(2)], learnerEnvironment)
