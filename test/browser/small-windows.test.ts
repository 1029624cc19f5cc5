/// <reference lib="dom" />
/** Phones, low windows, and windows that become narrow while a sheet is open: nothing is covered, cut or dead. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TestWindow } from '../support/window.ts'

describe('in a small window', () => {
  let window: TestWindow
  const page = () => window.page
  const resize = (width: number, height: number) => page().setViewportSize({ width, height })
  const open = (hash: string) => page().evaluate((to) => void (location.hash = to), hash)
  const asked = () => page().getByTestId('asked-photo')
  const boxOf = async (what: ReturnType<TestWindow['page']['locator']>) => (await what.boundingBox())!

  beforeAll(async () => {
    window = await TestWindow.open(12)
    const { tagId } = await window.core.api.createTag({ name: 'Red things' })
    const { photos } = await window.core.api.listPhotos({ offset: 0, limit: 40 })
    const reds = photos.filter(({ name }) => name.startsWith('red')).slice(0, 4)
    const labels = reds.map(({ photoId }) => ({ photoId, label: 'yes' as const }))
    await window.core.api.setLabels({ tagId, labels })
    await page().getByTestId('photo-tile').first().waitFor()
  })
  beforeEach(() => resize(1280, 800))
  afterAll(() => window?.close())

  test('a sheet that was opened from the sidebar stays when the sidebar goes, and Escape closes it', async () => {
    await page().getByRole('button', { name: 'Leave something out' }).click()
    const sheet = page().getByRole('dialog', { name: 'Left out' })
    await sheet.waitFor()
    await resize(640, 400)
    await page().getByRole('complementary').waitFor({ state: 'hidden' })
    expect(await sheet.isVisible()).toBe(true)
    await page().keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    await page().getByRole('button', { name: 'Screens, tags and folders' }).click()
    await page().getByRole('complementary').waitFor()
    await page().keyboard.press('Escape')
  })

  test('the keys begin at the top with the focus on the sheet, and the way out of them is in sight', async () => {
    await page().keyboard.press('?')
    const sheet = page().getByRole('dialog', { name: 'Keyboard' })
    await sheet.waitFor()
    expect(await sheet.evaluate(({ scrollTop }) => scrollTop)).toBe(0)
    expect(await sheet.evaluate((dialog) => dialog === document.activeElement)).toBe(true)
    const close = await boxOf(sheet.getByRole('button', { name: 'Close' }))
    expect(close.y + close.height).toBeLessThan(800)
    await page().keyboard.press('Escape')
  })

  test('a check on a phone shows the photo over the whole width, and what is shown so far below it', async () => {
    await open('#/tag/1/ranking')
    await page().getByRole('button', { name: 'Check it' }).click()
    await asked().waitFor()
    await resize(390, 844)
    await expect.poll(async () => (await boxOf(asked())).width).toBeGreaterThan(340)
    const no = await boxOf(page().getByRole('button', { name: /^No/ }))
    const aside = await boxOf(page().getByRole('complementary', { name: 'What is shown so far' }))
    expect(aside.y).toBeGreaterThanOrEqual(no.y + no.height)
    await page().getByRole('button', { name: 'Go on later' }).click()
  })

  test('at 200 % most of a ranking are photos', async () => {
    await open('#/tag/1/ranking')
    await page().getByTestId('ranked-photo').first().waitFor()
    await resize(640, 400)
    const grid = page().getByTestId('ranked-photo').first()
    await expect.poll(async () => (await boxOf(grid)).y).toBeLessThan(180)
    for (const button of await page().getByRole('region', { name: 'How far to tag' }).getByRole('button').all()) {
      const { x, width } = await boxOf(button)
      expect(x + width).toBeLessThanOrEqual(640 - 8)
    }
  })

  test('at 200 % half of a list of similar photos are photos', async () => {
    await open('#/similar/1')
    await page().getByTestId('similar-result').first().waitFor()
    await resize(640, 400)
    const photos = page().getByRole('group', { name: 'Similar photos' })
    await expect.poll(async () => (await boxOf(photos)).y).toBeLessThan(200)
  })

  test('at 200 % a review shows the photo, not only what can be answered', async () => {
    await open('#/tag/1/review')
    await asked().waitFor()
    await resize(640, 400)
    await expect.poll(async () => (await boxOf(asked())).height).toBeGreaterThan(120)
    await page().getByRole('button', { name: /^Skip/ }).click()
  })

  test.each([
    [1180, 800],
    [1024, 768],
    [900, 600],
    [640, 400],
    [390, 844],
  ])('at %i x %i nothing in the bars of library and search lies over another', async (width, height) => {
    await resize(width, height)
    for (const hash of ['#/library', '#/search/red']) {
      await open(hash)
      await page().getByRole('combobox', { name: 'Search photos' }).waitFor()
      await page().getByRole('combobox', { name: 'Order' }).waitFor()
      const overlaps = await page()
        .locator('main header')
        .evaluate((bar) => {
          const boxes = [...bar.querySelectorAll('h1, select, [role=search]')].map((each) =>
            each.getBoundingClientRect(),
          )
          return boxes.filter((one, at) =>
            boxes.slice(at + 1).some((two) => {
              const isBeside = one.right <= two.left || two.right <= one.left
              return !isBeside && one.bottom > two.top && two.bottom > one.top
            }),
          ).length
        })
      expect(overlaps).toBe(0)
    }
  })

  test.each([
    ['#/tag/1/tagged', 'Red things', 390, 844],
    ['#/library/photo/1', /\.jpg$/, 390, 844],
    ['#/library/photo/1', /\.jpg$/, 640, 400],
    ['#/library/photo/1', /\.jpg$/, 900, 600],
  ])('the title of %s (%s) is there whole at %i x %i, and all that can be done', async (hash, title, width, height) => {
    await open(hash)
    await resize(width, height)
    const heading = page().getByRole('heading', { level: 1, name: title })
    await heading.waitFor()
    await expect.poll(() => heading.evaluate((h1) => h1.scrollWidth <= h1.clientWidth)).toBe(true)
    for (const button of await page().locator('main header button').all()) {
      const box = await boxOf(button)
      expect(box.x + box.width).toBeLessThanOrEqual(width - 8)
    }
  })

  test('on a phone nothing of a sheet goes over its edge', async () => {
    await open('#/library')
    await page().getByRole('button', { name: 'Write sidecars' }).click()
    const sheet = page().getByRole('dialog', { name: 'Write tags into sidecars' })
    const names = sheet.getByRole('combobox')
    await names.waitFor()
    await resize(400, 800)
    await expect.poll(async () => (await boxOf(sheet)).width).toBeLessThan(400)
    const [outer, inner] = [await boxOf(sheet), await boxOf(names)]
    expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width - 24)
    await page().keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
  })

  test('in a low window what is to be filled in beside the folders is in sight', async () => {
    await resize(900, 420)
    await page().getByRole('button', { name: 'Add folder' }).click()
    const add = page().getByRole('button', { name: 'Add', exact: true })
    await add.waitFor()
    const [nav, last] = [await boxOf(page().getByRole('navigation', { name: 'Screens' })), await boxOf(add)]
    expect(last.y + last.height).toBeLessThanOrEqual(nav.y + nav.height)
    await page().keyboard.press('Escape')
    await add.waitFor({ state: 'detached' })
  })

  test('nothing complained', () => expect(window.complaints).toEqual([]))
})
