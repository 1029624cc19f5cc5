/** A step of the history that takes long, in a real Chromium: seen, stopped by keys, and taken back. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { Core } from '../../src/core/core.ts'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import { addPhotos } from '../../src/core/store/testing/support.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'
import { busy } from '../support/busy.ts'
import { closePage, openPage, rendererDir } from '../support/chromium.ts'
import { openCore, temporaryFolder } from '../support/photos.ts'

const photoCount = 8000
const folder = temporaryFolder()
let core: Core
let server: RunningServer
let page: Page
const step = () => page.getByRole('region', { name: 'Step' })

beforeAll(async () => {
  const catalogue = openCatalogue(folder.path)
  addPhotos(catalogue, photoCount)
  catalogue.close()
  core = await openCore(folder.path)
  server = await startServer({ core, rendererDir })
  page = await openPage(server.url, [])
})
afterAll(async () => {
  await closePage(page)
  await server?.close()
  await core?.close()
  folder.remove()
})
beforeEach(async () => {
  await page.getByTestId('photo-tile').first().focus()
  await page.keyboard.press('Control+a')
})

test.each(['light', 'dark'] as const)('favourites, %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme })
  const free = busy()
  await page.keyboard.press('l')
  await step().getByText('Making 8,000 photos favourite').waitFor()
  const percent = () => step().getByRole('progressbar', { name: 'Step progress' }).getAttribute('aria-valuenow')
  expect(Number(await percent())).toBeLessThan(100)
  expect(await step().innerText()).toMatch(/[\d,]+ of 8,000 · [\d,.]+ per second · \d+ s left/)
  await page.getByRole('button', { name: 'Cancel this step' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(/^Stopped after [\d,]+ of 8,000 photos\. Undo takes them back\.$/).waitFor()
  free()
  await step().waitFor({ state: 'detached' })
  const isFavourite = async () => (await core.api.getSummaries({ photoIds: [1] }))[0].favourite
  expect(await isFavourite()).toBe(true)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect.poll(isFavourite).toBe(false)
})

test('undo that was stopped is gone on with', async () => {
  const { tagId } = await core.api.createTag({ name: 'all' })
  const photoIds = Buffer.from(Int32Array.from({ length: photoCount }, (_, i) => i + 1).buffer).toString('base64')
  await core.api.labelPhotos({ tagId, photoIds, label: 'yes' })
  const yesCount = async () => (await core.api.listTags({}))[0].yesCount
  const free = busy(150)
  await page.keyboard.press('Control+z')
  await step().getByText('Undoing: Marked 8,000 photos for "all"').waitFor()
  await page.getByRole('button', { name: 'Cancel this step' }).click()
  await page.getByText(/Stopped after [\d,]+ of 8,000 changes\. Undo goes on with it\./).waitFor()
  free()
  expect(await yesCount()).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect.poll(yesCount).toBe(0)
})
