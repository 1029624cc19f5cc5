/** One browser, several launches: on the port of the one before, and two libraries at once on two ports. */
import { afterAll, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { startServer } from '../../src/server/server.ts'
import { closePage, openPage, rendererDir } from '../support/chromium.ts'
import { openLibrary } from '../support/photos.ts'

const [first, second] = [await openLibrary(1), await openLibrary(2)]
afterAll(() => Promise.all([first.close(), second.close()]))

const serve = (core: Core, port?: number) => startServer({ core, port, rendererDir })
const portOf = ({ url }: { url: string }) => Number(new URL(url).port)

test('every printed address opens its own library', async () => {
  const before = await serve(first.core)
  const page = await openPage(before.url, [])
  const tileCount = (where = page) => expect.poll(() => where.getByTestId('photo-tile').count())
  await tileCount().toBe(3)
  await before.close()

  const after = await serve(second.core, portOf(before))
  await page.goto(after.url)
  await tileCount().toBe(6)

  const beside = await serve(first.core)
  const other = await page.context().newPage()
  await other.goto(beside.url)
  await tileCount(other).toBe(3)
  await page.goto(`http://127.0.0.1:${portOf(after)}/`)
  await tileCount().toBe(6)

  // An address with a screen keeps it, and gives the token away neither there nor after a reload.
  await page.goto(`${after.url}#/learning`)
  for (let i = 0; i < 2; i++, await page.reload()) {
    await page.getByRole('heading', { name: 'Learning' }).waitFor()
    expect(page.url()).toBe(`http://127.0.0.1:${portOf(after)}/#/learning`)
  }
  await closePage(page)
  for (const server of [after, beside]) await server.close()
})
