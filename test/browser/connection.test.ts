/// <reference lib="dom" />
/** What the window does while its server is gone, and when one is there again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { Core } from '../../src/core/core.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'
import { closePage, openPage, rendererDir } from '../support/chromium.ts'
import { indexed, openCore, temporaryFolder, writeLibrary } from '../support/photos.ts'

describe('a lost connection', () => {
  const [photos, catalogue, otherCatalogue] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  const complaints: string[] = []
  let core: Core
  let server: RunningServer
  let page: Page
  let ids: number[]

  const port = () => Number(new URL(server.url).port)
  const banner = () => page.getByRole('alert').filter({ hasText: 'Connection lost.' })
  const goTo = (hash: string) => page.evaluate((to) => void (location.hash = to), hash)

  async function lose(): Promise<void> {
    await server.close()
    await banner().waitFor()
  }

  async function startAgain(over = core): Promise<void> {
    server = await startServer({ core: over, port: port(), rendererDir })
  }

  /** Its address opened in the same browser, as a person does who started it again. */
  async function comeBack(): Promise<void> {
    const another = await page.context().newPage()
    await another.goto(server.url)
    await another.close()
    await page
      .getByRole('button', { name: 'Connect now' })
      .evaluateAll((all) => all.forEach((one) => (one as HTMLElement).click()))
    await banner().waitFor({ state: 'detached' })
  }

  beforeAll(async () => {
    await writeLibrary(photos.path, 3)
    core = await openCore(catalogue.path)
    await core.api.addFolder({ path: photos.path })
    await indexed(core)
    ids = (await core.api.listPhotos({ offset: 0, limit: 9 })).photos.map(({ photoId }) => photoId)
    const { tagId } = await core.api.createTag({ name: 'dogs' })
    await core.api.setLabels({ tagId, labels: ids.slice(0, 2).map((photoId) => ({ photoId, label: 'yes' as const })) })
    server = await startServer({ core, rendererDir })
    page = await openPage(server.url, complaints)
  })
  beforeEach(async () => {
    await goTo('#/library')
    await page.getByTestId('photo-tile').first().waitFor()
  })
  afterAll(async () => {
    await closePage(page)
    await server?.close()
    await core?.close()
    for (const folder of [photos, catalogue, otherCatalogue]) folder.remove()
  })

  test('what is selected and typed is kept; a new start under another address is said; messages of it go', async () => {
    await page.getByTestId('photo-tile').nth(1).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByRole('combobox', { name: 'Search photos' }).fill('green')
    await lose()
    await page.getByTestId('photo-tile').nth(1).focus()
    await page.keyboard.press('l')
    const message = page.getByTestId('toast').filter({ hasText: 'Semblance is not connected.' })
    await message.waitFor()
    await startAgain()
    await banner().filter({ hasText: 'Semblance was started again and has another address.' }).waitFor()
    await comeBack()
    await message.waitFor({ state: 'detached' })
    await page.getByText('2 photos selected').waitFor()
    expect(await page.getByRole('combobox', { name: 'Search photos' }).inputValue()).toBe('green')
    await page.keyboard.press('Escape')
  })

  test('the map can be opened without one', async () => {
    await lose()
    await goTo('#/map')
    await page.getByRole('heading', { name: 'Map' }).waitFor()
    await startAgain()
    await comeBack()
    await page.getByText('Too few photos for a map').waitFor()
  })

  test.each([
    ['similar photos', () => `#/similar/${ids[0]}`, 'This did not work', 'similar-result'],
    ['tagged photos', () => '#/tag/1/tagged', '0 photos', 'tagged-photo'],
    ['photos to ask about', () => '#/tag/1/review', 'Nothing to rank by yet', 'asked-photo'],
    ['a photo', () => `#/library/photo/${ids[1]}`, 'This photo comes when Semblance answers again.', 'large-photo'],
  ])('%s that could not be read come by themselves', async (_, hash, meanwhile, testId) => {
    await lose()
    await goTo(hash())
    await page.getByText(meanwhile).first().waitFor()
    await startAgain()
    await comeBack()
    const shown = page.getByTestId(testId).first()
    await shown.waitFor()
    const imageWidth = () =>
      shown.evaluate((one) => (one.querySelector('img') ?? (one as HTMLImageElement)).naturalWidth)
    await expect.poll(imageWidth).toBeGreaterThan(0)
  })

  test('images that did not come do', async () => {
    // Else what the browser still has of them would do.
    await page.route('**/thumb/*', (route) => route.abort('connectionrefused'))
    await lose()
    await goTo('#/hidden')
    await page.getByRole('heading', { name: 'Hidden' }).waitFor()
    await goTo('#/library')
    const widths = () =>
      page
        .getByTestId('photo-tile')
        .locator('img')
        .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth))
    await expect.poll(async () => Math.max(0, ...(await widths()))).toBe(0)
    await page.unroute('**/thumb/*')
    await startAgain()
    await comeBack()
    await expect.poll(async () => Math.min(...(await widths()))).toBeGreaterThan(0)
  })

  test('another library on the same port shows what is its own', async () => {
    await goTo('#/tag/1/tagged')
    await page.getByTestId('tagged-photo').first().waitFor()
    await lose()
    const other = await openCore(otherCatalogue.path)
    try {
      await startAgain(other)
      await comeBack()
      await page.getByText('Open a folder of photos').waitFor()
    } finally {
      await other.close()
    }
    // Of all the tests above, but that nothing answered.
    expect(complaints.filter((text) => !/ERR_CONNECTION|status of 403|WebSocket/.test(text))).toEqual([])
  })
})
