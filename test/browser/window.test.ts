/// <reference lib="dom" />
/** The window in a real Chromium, through the local server, on real image files. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { logPath } from '../../src/core/log/log.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'
import { closePage, openPage, rendererDir } from '../support/chromium.ts'
import { indexed, openCore, temporaryFolder, writeLibrary } from '../support/photos.ts'

describe('the window', () => {
  const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
  const complaints: string[] = []
  let core: Core
  let server: RunningServer
  let page: Page

  beforeAll(async () => {
    await writeLibrary(photos.path, 10)
    writeFileSync(join(photos.path, 'broken.jpg'), 'no image')
    core = await openCore(catalogue.path)
    server = await startServer({ core, rendererDir })
    page = await openPage(server.url, complaints)
  })
  afterAll(async () => {
    await closePage(page)
    await server?.close()
    await core?.close()
    for (const folder of [photos, catalogue]) folder.remove()
  })

  const tiles = () => page.getByTestId('photo-tile')

  test('the token leaves the address, and an empty library says what to do', async () => {
    await page.getByText('Open a folder of photos').waitFor()
    expect(page.url()).not.toContain('token')
  })

  test('the map of an empty library offers to add a folder, too', async () => {
    await page.getByRole('button', { name: 'Map', exact: true }).click()
    await page.getByRole('heading', { name: 'Too few photos for a map' }).waitFor()
    await page.getByText('It takes at least 30. Add a folder.').waitFor()
    await page.locator('main').getByRole('button', { name: 'Choose a folder' }).waitFor()
    await page.goBack()
    await page.getByText('Open a folder of photos').waitFor()
  })

  test('a narrow window names the empty library, too; the size of no photos is not to be chosen', async () => {
    await page.setViewportSize({ width: 640, height: 400 })
    await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor()
    await page.setViewportSize({ width: 1280, height: 800 })
    for (const screen of ['hidden', 'similar']) {
      await page.evaluate((to) => void (location.hash = to), `#/${screen}`)
      await page.getByRole('heading', { name: /^No photo is hidden|^Nothing is looked for yet/ }).waitFor()
      expect(await page.getByRole('slider', { name: 'Size of the photos' }).count()).toBe(0)
      await page.goBack()
      await page.getByText('Open a folder of photos').waitFor()
    }
  })

  test('problems of an empty library are none that could be had', async () => {
    await page.getByRole('button', { name: /^Problems/ }).click()
    await page.getByRole('heading', { name: 'No files yet' }).waitFor()
    await page.locator('main').getByRole('button', { name: 'Choose a folder' }).waitFor()
    await page.goBack()
    await page.getByText('Open a folder of photos').waitFor()
  })

  test('of a folder with very many folders it says that not all are listed', async () => {
    const home = temporaryFolder()
    for (let n = 0; n < 2001; n++) mkdirSync(join(home.path, String(n)))
    vi.stubEnv('HOME', home.path)
    await page.getByRole('button', { name: 'Choose a folder' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Choose a folder of photos' })
    await dialog.getByText('Only the first 2,000 of 2,001 folders are listed here.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    home.remove()
  })

  test('a folder that is not there gives a message, which goes when one that is fills the gallery', async () => {
    await page.getByLabel('Path of a folder, such as ~/Pictures').first().fill('/no/such/folder')
    await page.getByRole('button', { name: 'Add', exact: true }).first().click()
    await page.getByRole('alert').filter({ hasText: 'There is no folder /no/such/folder' }).waitFor()
    // Where it begins.
    vi.stubEnv('HOME', photos.path)
    await page.getByRole('button', { name: 'Choose a folder' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Choose a folder of photos' })
    await dialog.getByText('1 photo right in this folder.').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent.trim())).toBe('blue')
    await page.keyboard.press('Enter')
    await dialog.getByText('10 photos right in this folder.').waitFor()
    await page.keyboard.press('ArrowLeft')
    await dialog.getByText('1 photo right in this folder.').waitFor()
    await dialog.getByRole('button', { name: 'Add this folder' }).click()
    await page
      .getByTestId('toast')
      .filter({ hasText: `Added ${photos.path}.` })
      .waitFor()
    vi.unstubAllEnvs()
    await indexed(core)
    // Small enough that all are on the screen.
    await page.getByRole('slider', { name: 'Size of the photos' }).fill('96')
    await expect.poll(() => tiles().count()).toBe(30)
    await expect
      .poll(() =>
        tiles()
          .first()
          .locator('img')
          .evaluate((img: HTMLImageElement) => img.naturalWidth),
      )
      .toBeGreaterThan(0)
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  test('Enter opens a photo, S finds similar ones, Esc goes back', async () => {
    await tiles().first().focus()
    await page.keyboard.press('Enter')
    await page.getByText('160 × 120 pixels').waitFor()
    await page.keyboard.press('s')
    await expect.poll(() => page.getByTestId('similar-result').count()).toBeGreaterThan(5)
    await page.getByText('by colour, until the first model is ready').first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await tiles().first().waitFor()
  })

  test('label a few by keyboard, tag the rest, undo', async () => {
    const undo = page.getByRole('button', { name: 'Undo (Ctrl+Z)' })
    expect([await undo.getAttribute('aria-disabled'), await undo.getAttribute('title')]).toEqual([
      'true',
      'There is nothing to undo.',
    ])
    await page.getByRole('button', { name: 'New tag' }).click()
    await page.getByLabel('Tag name').fill('/')
    await page.keyboard.press('Enter')
    const wrongName = page.getByRole('navigation').getByRole('alert')
    await wrongName.waitFor()
    await page.getByLabel('Tag name').fill('red')
    await wrongName.waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'red' }).first().waitFor()
    await expect.poll(() => undo.getAttribute('aria-disabled')).toBeNull()
    await page
      .getByRole('button', { name: /^Library/ })
      .first()
      .click()
    const { photos: all } = await core.api.listPhotos({ offset: 0, limit: 100 })
    const ringed = () => page.evaluate(() => document.activeElement?.getAttribute('data-photo-id'))
    const mark = async (name: string, key: string) => {
      const index = all.findIndex((photo) => photo.name === name)
      const photoId = String(all[index].photoId)
      await tiles().nth(index).focus()
      // A photo out of sight is shown first and marked by the next key; then the ring moves on by itself.
      const pressed = async () => {
        if ((await ringed()) === photoId) await page.keyboard.press(key)
        return ringed()
      }
      await expect.poll(pressed).not.toBe(photoId)
    }
    await mark('red-3.jpg', 'y')
    await mark('red-5.jpg', 'y')
    await mark('blue-0.jpg', 'n')
    await mark('green-0.jpg', 'n')
    await expect.poll(async () => (await core.api.listTags({}))[0]).toMatchObject({ yesCount: 2, noCount: 2 })
    await page.getByRole('button', { name: /^red/ }).first().click()
    await expect.poll(() => page.getByTestId('ranked-photo').count()).toBe(26)
    const apply = page.getByRole('button', { name: /^Tag [1-9]\d* photos?$/ })
    await apply.click()
    await page.getByRole('tab', { name: 'Tagged' }).click()
    await page.getByTestId('tag-run').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await core.api.listTags({}))[0].machineCount).toBe(0)
    const [run] = await core.api.listRuns({})
    expect(run.undoneAtMs).not.toBeNull()
  })

  test('the broken file is listed with its reason', async () => {
    await page.getByRole('button', { name: /^Problems/ }).click()
    await page.getByText('broken.jpg').waitFor()
    await page.getByText('1 file could not be read. It is left as it is.').waitFor()
    await page.getByText('not an image').waitFor()
    const { problems } = await core.api.listProblems({ offset: 0, limit: 1 })
    const found = vi.spyOn(core.api, 'listProblems').mockResolvedValue({ total: 3, folderCount: 1, problems })
    await page.reload()
    await page.getByText('2 files and 1 folder could not be read. They are left as they are.').waitFor()
    found.mockRestore()
    await page.reload()
  })

  test('reading that was cancelled says when the rest is read, and goes on at once if asked', async () => {
    const status = await core.api.getStatus({})
    const indexing = { ...status.indexing, state: 'running' as const }
    const busy = vi.spyOn(core.api, 'getStatus').mockResolvedValue({ ...status, indexing })
    await page.reload()
    const cancel = page.getByRole('button', { name: 'Cancel indexing' })
    await cancel.waitFor()
    busy.mockRestore()
    await cancel.click()
    const message = page.getByTestId('toast').filter({ hasText: 'The rest is read when Semblance starts again.' })
    const begun = vi.spyOn(core.api, 'rescan')
    await message.getByRole('button', { name: 'Go on' }).click()
    await expect.poll(() => begun.mock.calls.length).toBe(1)
    begun.mockRestore()
    await indexed(core)
  })

  test('what is left out: a pattern with its count, a bad one with its reason, and back', async () => {
    await page.getByRole('button', { name: 'Leave something out' }).click()
    const field = page.getByLabel('Folder or files to leave out')
    await field.fill('a[')
    await page.getByRole('button', { name: 'Leave out', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: 'a bracket has no other end' }).waitFor()
    await field.fill('red/')
    await page.keyboard.press('Enter')
    await page.getByTestId('exclusion').filter({ hasText: '1 folder' }).waitFor()
    await expect.poll(async () => (await core.api.getStatus({})).photoCount).toBe(20)
    await page.getByRole('button', { name: 'No longer leave out red/' }).click()
    await expect.poll(async () => (await core.api.getStatus({})).photoCount).toBe(30)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Leave something out' }).waitFor()
    expect((await core.api.listTags({}))[0]).toMatchObject({ yesCount: 2, noCount: 2 })
  })

  test('diagnostics are copied without names unless they are asked for', async () => {
    appendFileSync(logPath(catalogue.path), '2026-01-02T03:04:05.678Z indexing: NO_PHOTOS: Nothing in "Aunt Rex".\n')
    await page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => void (document.body.dataset.copied = text)
    })
    const copied = () => page.evaluate(() => document.body.dataset.copied ?? '')
    await page.keyboard.press('?')
    const copy = page.getByRole('button', { name: 'Copy diagnostics' })
    await copy.click()
    await expect.poll(copied).toContain('indexing: NO_PHOTOS (words left out)')
    expect(await copied()).toMatch(/^Semblance \d/)
    await page.getByLabel('with names and paths').check()
    await copy.click()
    await expect.poll(copied).toContain('Nothing in "Aunt Rex".')
    await page.keyboard.press('Escape')
  })

  test('dark and light by the switch', async () => {
    const background = () => page.locator('body').evaluate((element) => getComputedStyle(element).backgroundColor)
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
    const dark = await background()
    await page.getByRole('radio', { name: 'Light' }).check({ force: true })
    expect(await background()).not.toBe(dark)
  })

  test('nothing complained: no error in the console, no policy broken', () => expect(complaints).toEqual([]))
})
