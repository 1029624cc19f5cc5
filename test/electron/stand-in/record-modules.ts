/** Loaded into every process and thread of a test: writes down which files it loads, by SEMBLANCE_TEST_MODULES. */
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const note = (line: string): void => appendFileSync(process.env.SEMBLANCE_TEST_MODULES!, `${line}\n`)

registerHooks({
  load: (url, context, next) => {
    note(url)
    return next(url, context)
  },
})

if (isMainThread)
  process.on('exit', () => {
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] }
    sharedObjects.forEach((path) => note(path))
  })
