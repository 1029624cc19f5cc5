/** The thread for sidecars: answers, and what becomes of questions when it ends. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { xmpWith } from '../../../test/support/described-photos.ts'
import { waitFor } from '../../../test/support/photos.ts'
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

/** Half of the time that writing one takes it stands under a name of its own: several tries. */
test.each([1, 2, 3, 4, 5])('a thread that ends while it writes leaves what it writes whole, try %i', async (tries) => {
  const names = Array.from({ length: 100 }, (_, i) => `${tries}-${i}.jpg`)
  for (const name of names) writeFileSync(join(dir, name), 'no picture')
  const tasks = names.map((name) => ({
    photoPath: join(dir, name),
    naming: 'full' as const,
    isShared: false,
    tags: [{ name: 'sea', isMachine: false }],
    chosen: null,
  }))
  const looked = await thread.changeSidecars(tasks)
  const writing = thread.changeSidecars(tasks.map((task, i) => ({ ...task, hash: looked[i].change!.hash })))
  const failed = expect(writing).rejects.toThrow(/thread for sidecars ended/)
  const written = () => readdirSync(dir).filter((name) => name.startsWith(`${tries}-`) && name.endsWith('.xmp'))
  await waitFor('the first sidecar', async () => written().length > 0)
  await thread.close()
  await failed
  expect(readdirSync(dir).filter((name) => name.startsWith('.semblance'))).toEqual([])
  for (const name of written()) expect(readFileSync(join(dir, name), 'utf8')).toContain('sea')
})

test('what cannot be done is told, and costs no more than that', async () => {
  await expect(thread.readKeywords([null as never])).rejects.toThrow(/null/)
  expect(await read()).toEqual(answer)
})
