/** A thread that is ended while the runtime works takes nothing with it: in a process of its own, which would die. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Of so many rows one run takes tenths of a second. */
const thread = `
  import { parentPort } from 'node:worker_threads'
  import { endWhenAsked } from 'file://${import.meta.dirname}/thread-end.ts'
  import { createTopSearch } from 'file://${import.meta.dirname}/top-rows.ts'
  endWhenAsked()
  const [N, D] = [10_000, 64]
  const rows = Float32Array.from({ length: N * D }, (_, at) => at % 7)
  const search = await createTopSearch(D, 1)
  parentPort.postMessage('runs')
  while (true) await search.of(rows, rows, 4)
`
const script = `
  import { once } from 'node:events'
  import { setTimeout as wait } from 'node:timers/promises'
  import { Worker } from 'node:worker_threads'
  import { endThread } from 'file://${import.meta.dirname}/thread-end.ts'
  const thread = new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(thread)}))
  for (const ms of [0, 50, 100]) {
    const worker = new Worker(thread)
    await once(worker, 'message')
    await wait(ms)
    await endThread(worker)
    await endThread(worker)
    process.stdout.write('ended ')
  }
`

test('a thread is ended between two runs; one that has ended is not waited for', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout).toBe('ended ended ended ')
})
