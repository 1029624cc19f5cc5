/// <reference lib="dom" />
/** Every screen by axe's rules of WCAG 2.2 AA, light and dark, wide and narrow. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from '../support/axe.ts'
import { indexed } from '../support/photos.ts'
import { writeDuplicates } from '../support/scenes.ts'
import { TestWindow } from '../support/window.ts'

describe('axe finds nothing', () => {
  let window: TestWindow
  const screens: [hash: string, isThere: string][] = [
    ['#/library', '[data-testid=photo-tile]'],
    ['#/library/photo/1', '[data-testid=large-photo]'],
    ['#/similar/1,-2', '[data-testid=similar-result]'],
    ['#/similar', 'main h2'],
    ['#/tag/1/ranking', '[data-testid=ranked-photo]'],
    ['#/tag/1/tagged', '[data-testid=tagged-photo]'],
    ['#/search/stripes%202023..', '[data-testid=found-photo]'],
    ['#/search/tag%3A', 'main [role=alert]'],
    ['#/search/nowhere', 'main h2'],
    ['#/hidden', '[data-testid=kept-out]'],
    ['#/removed', 'main h2'],
    ['#/duplicates', '[data-testid=duplicate-group]'],
    ['#/map', '[data-testid=map], main h2'],
    ['#/learning', 'main h1'],
    ['#/problems', 'main h2'],
    ['#/some/where', 'main h2'],
  ]
  const looks = [
    // Wide enough for every word that a narrower window leaves out.
    { colorScheme: 'light', width: 1440, height: 900 },
    { colorScheme: 'dark', width: 640, height: 400 },
  ] as const

  beforeAll(async () => {
    window = await TestWindow.open(8)
    await writeDuplicates(window.photosDir)
    await window.core.api.rescan({})
    await indexed(window.core)
    const { tagId } = await window.core.api.createTag({ name: 'stripes' })
    const labels = [1, 2, 3].map((photoId) => ({ photoId, label: 'yes' as const }))
    await window.core.api.setLabels({ tagId, labels })
    await window.core.api.choose({ photoIds: [4], choice: { keptOut: 'hidden' } })
    await window.core.api.choose({ photoIds: [1, 2], choice: { favourite: true } })
    await window.core.api.choose({ photoIds: [2, 3], choice: { rating: 4 } })
    await window.page.getByTestId('photo-tile').first().waitFor()
  })
  afterAll(() => window?.close())

  describe.each(looks)('$colorScheme at $width x $height', ({ colorScheme, width, height }) => {
    beforeAll(async () => {
      await window.page.emulateMedia({ colorScheme })
      await window.page.setViewportSize({ width, height })
    })
    test.each(screens)('%s', async (hash, isThere) => {
      await window.page.evaluate((to) => void (location.hash = to), hash)
      await window.page.locator(isThere).first().waitFor()
      expect(await violations(window.page)).toEqual([])
    })
    test('the search box with suggestions', async () => {
      await window.page.evaluate(() => void (location.hash = '#/library'))
      const box = window.page.getByRole('combobox', { name: 'Search photos' })
      await box.fill('stri')
      await window.page.getByRole('option').first().waitFor()
      await window.page.keyboard.press('ArrowDown')
      expect(await violations(window.page)).toEqual([])
      await box.fill('')
      await window.page.keyboard.press('Escape')
    })
    test('the menu of photos', async () => {
      await window.page.evaluate(() => void (location.hash = '#/library'))
      await window.page.getByTestId('photo-tile').first().click({ button: 'right' })
      await window.page.getByRole('menu').waitFor()
      expect(await violations(window.page)).toEqual([])
      await window.page.keyboard.press('Escape')
    })
  })

  test('the sidebar, where it is a sheet, dark', async () => {
    await window.page.emulateMedia({ colorScheme: 'dark' })
    await window.page.setViewportSize({ width: 640, height: 400 })
    await window.page.getByRole('button', { name: 'Screens, tags and folders' }).click()
    await window.page.getByRole('button', { name: /^Learning/ }).waitFor()
    expect(await violations(window.page)).toEqual([])
  })
})
