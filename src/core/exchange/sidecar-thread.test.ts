/** The thread for sidecars: answers, and what becomes of questions when it ends. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { xmpWith } from '../../../test/support/described-photos.ts'
import { createSidecarThread } from './sidecar-thread.ts'

const dir = mkdtempSync(join(tmpdir(), 'semblance-thread-'))
const path = join(dir, 'a.jpg')
writeFileSync(path, 'no picture')
writeFileSync(`${path}.xmp`, xmpWith({ 'dc:subject': ['sea'] }))

const thread = createSidecarThread()
afterEach(() => thread.close())
afterAll(() => rmSync(dir, { recursive: true }))

const read = () => thread.readKeywords([{ path, isShared: false }])
const answer = [{ names: ['sea'], problems: [] }]

test('questions at the same time are answered each by its own', async () => {
  const none = thread.readKeywords([])
  expect(await Promise.all([read(), none, read()])).toEqual([answer, [], answer])
})

test('a thread that ends fails who waits for it, and the next question begins another', async () => {
  const [asked, queued] = [read(), read()]
  const failed = expect(asked).rejects.toThrow(/thread for sidecars ended/)
  await new Promise((next) => setTimeout(next))
  await thread.close()
  await failed
  expect(await queued).toEqual(answer)
  await thread.close()
  expect(await read()).toEqual(answer)
})

test('what cannot be done is told, and costs no more than that', async () => {
  await expect(thread.readKeywords([null as never])).rejects.toThrow(/null/)
  expect(await read()).toEqual(answer)
})
