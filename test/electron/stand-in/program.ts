/** Stands in for the packaged program: `node program.ts MAIN ARGUMENTS...` runs main in this process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as electron from './electron.ts'

const [node, , main, ...args] = process.argv
const standIn = new URL('electron.ts', import.meta.url).href
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: standIn, format: 'module-typescript', shortCircuit: true } : next(name, context),
})

electron.app.isPackaged = true
electron.answers.userData = mkdtempSync(join(tmpdir(), 'semblance-'))
process.on('exit', () => rmSync(electron.answers.userData, { recursive: true }))
electron.app.on('exited', (code: number) => process.exit(code))
process.argv = [node, ...args]
await import(pathToFileURL(main).href)
