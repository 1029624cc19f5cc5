/// <reference lib="dom" />
/** The cut-off in words and shots folded together, in a real Chromium, by a model that sees three photos alike each. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { behaveIn, fakeLearnerEntry, waitFor } from '../support/photos.ts'
import { violations } from '../support/axe.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
const page = () => window.page
const press = (key: string) => page().keyboard.press(key)
const results = () => page().getByTestId('similar-result')
const ids = () => results().evaluateAll((tiles) => tiles.map((tile) => Number(tile.dataset.photoId)))
const level = (name: RegExp) => page().getByRole('radio', { name })

beforeAll(async () => {
  window = await TestWindow.open(20, fakeLearnerEntry)
  behaveIn(window.catalogueDir, { run: 'shots' })
  await window.core.api.startTraining({ minutes: 1 })
  await waitFor('a model', async () => (await window.core.api.getStatus({})).activeModel)
})
afterAll(() => window?.close())

test('two looked for and one not, a cut-off, a fold, a reload, and the way back', async () => {
  await page().evaluate(() => void (location.hash = '#/similar/1'))
  await level(/^Same shot 2$/).waitFor()
  expect(await level(/^All/).isChecked()).toBe(true)
  const counts = (await window.core.api.findSimilar({ query: [{ photoId: 1 }], limit: 1, levels: true })).levelCounts
  expect(counts).toMatchObject({ shot: 2, scene: 2 })
  const [first] = await ids()
  await level(/^All/).focus()
  await press('ArrowRight')
  await expect.poll(() => ids()).toEqual([first])
  expect(await results().first().getAttribute('aria-label')).toContain('1 more of the same shot')
  await page().locator('.fold').click()
  await expect.poll(async () => (await ids()).length).toBe(2)
  const opened = await ids()
  await page().reload()
  await expect.poll(() => ids()).toEqual(opened)
  await results().first().focus()
  await press('e')
  await expect.poll(() => ids()).toEqual([first])
  await press('e')
  await expect.poll(() => ids()).toEqual(opened)

  await results().first().focus()
  await press('q')
  await expect.poll(() => page().getByTestId('query-example').count()).toBe(2)
  await level(/^Same shot 1$/).waitFor()
  await results().last().focus()
  await press('x')
  await expect.poll(() => page().getByTestId('query-example').count()).toBe(3)
  await page().goBack()
  await page().goBack()
  await expect.poll(() => ids()).toEqual(opened)
  expect(await level(/^Same shot/).isChecked()).toBe(true)
  expect(window.complaints).toEqual([])
})

test('a cut-off that nothing reaches says so', async () => {
  await page().evaluate(() => void (location.hash = '#/similar/1,2,3'))
  await level(/^Same shot 0$/).waitFor()
  await level(/^Same shot 0$/).check({ force: true })
  await page().getByRole('heading', { name: 'No photo is that alike' }).waitFor()
})

/** What the strip shows from now on while a photo is on the screen, as it changes. */
const keepStrips = (photoId: number) =>
  page().evaluateHandle((id) => {
    const kept = new Set<string>()
    const look = () => {
      const links = [...document.querySelectorAll('[data-testid=similar-strip]')]
      if (location.hash.endsWith(`/photo/${id}`) && links.length > 0)
        kept.add(links.map((link) => link.ariaLabel).join())
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, { subtree: true, childList: true, attributes: true })
    return kept
  }, photoId)

test('a photo shows those most like it, and follows to the next; arrows lead from one of them to the others', async () => {
  const strip = () => page().getByTestId('similar-strip')
  const shown = () => strip().evaluateAll((links) => links.map((link) => link.ariaLabel))
  const nearestTo = async (photoId: number) =>
    (await window.core.api.findSimilar({ query: [{ photoId }], limit: 6 })).results
  const namesOf = (photos: { name: string }[]) => photos.map(({ name }) => name)
  const hash = () => page().evaluate(() => location.hash)
  const [first, second] = (await window.core.api.listPhotos({ offset: 0, limit: 2 })).photos
  await page().evaluate((photoId) => void (location.hash = `#/library/photo/${photoId}`), first.photoId)
  await expect.poll(shown).toEqual(namesOf(await nearestTo(first.photoId)))
  expect(await violations(page())).toEqual([])
  const others = await keepStrips(second.photoId)
  await page().getByRole('button', { name: 'Next photo' }).click()
  const alike = await nearestTo(second.photoId)
  await expect.poll(shown).toEqual(namesOf(alike))
  // Of the one before nothing was shown beside it.
  expect(await others.evaluate((kept) => [...kept])).toEqual([namesOf(alike).join()])
  await strip().nth(1).click()
  const ids = alike.map(({ photoId }) => photoId)
  await expect.poll(hash).toBe(`#/these/${ids.join(',')}/photo/${ids[1]}`)
  await page().getByRole('button', { name: 'Previous photo' }).click()
  await expect.poll(hash).toBe(`#/these/${ids.join(',')}/photo/${ids[0]}`)
})
