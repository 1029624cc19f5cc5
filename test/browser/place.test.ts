/// <reference lib="dom" />
/** Addresses in a real Chromium: Back, Forward and reload lead to where one was, to the pixel. */
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexed } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

describe('every screen has an address', () => {
  let window: TestWindow
  let tagId: number
  const page = () => window.page
  const press = (key: string) => page().keyboard.press(key)
  const address = () => new URL(page().url()).hash
  const goTo = (hash: string) => page().evaluate((to) => void (location.hash = to), hash)
  const large = () => page().getByTestId('large-photo')
  /** The photos of a grid and where they are, as painted last. */
  const seen = (testId: string) =>
    page().evaluate(async (name) => {
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
      const tiles = [...document.querySelectorAll<HTMLElement>(`[data-testid=${name}]`)]
      const { top: from, bottom: to } = tiles[0].closest('[role=group]')!.getBoundingClientRect()
      const places = tiles.map((tile) => ({ photoId: tile.dataset.photoId, box: tile.getBoundingClientRect() }))
      return places
        .filter(({ box }) => box.bottom > from && box.top < to)
        .map(({ photoId, box }) => `${photoId} at ${Math.round(box.left)}, ${Math.round(box.top)}`)
    }, testId)
  const ofIds = (places: string[]) => places.map((place) => place.split(' ')[0])

  async function scrollTo(testId: string, pixels: number): Promise<string[]> {
    await page().getByTestId(testId).first().waitFor()
    await page().mouse.move(800, 500)
    await page().mouse.wheel(0, pixels)
    let before: string[] = []
    await expect
      .poll(async () => {
        const now = await seen(testId)
        const isStill =
          now.length > 0 && now.join() === before.join() && !now.some((place) => place.startsWith('undefined'))
        before = now
        return isStill
      })
      .toBe(true)
    return before
  }

  beforeAll(async () => {
    window = await TestWindow.open(200)
    tagId = (await window.core.api.createTag({ name: 'stripes' })).tagId
    const { photos } = await window.core.api.listPhotos({ offset: 0, limit: 100 })
    const labels = photos.slice(0, 3).map(({ photoId }) => ({ photoId, label: 'yes' as const }))
    await window.core.api.setLabels({ tagId, labels })
    const { photoCount } = await window.core.api.getStatus({})
    await page().getByText(`${photoCount} photos`, { exact: true }).first().waitFor()
  })
  afterAll(() => window?.close())

  test('the library, a photo of it, and its neighbours: Back, Forward and reload', async () => {
    const before = await scrollTo('photo-tile', 4000)
    const [photoId] = ofIds(before).slice(8)
    await page().locator(`[data-photo-id="${photoId}"]`).click()
    await large().waitFor()
    expect(address()).toBe(`#/library/photo/${photoId}`)
    await page().goBack()
    await expect.poll(() => seen('photo-tile')).toEqual(before)
    await expect.poll(async () => String((await window.ring()).photoId)).toBe(photoId)
    await page().goForward()
    await large().waitFor()
    await page().reload()
    await large().waitFor()
    await page().getByRole('button', { name: 'Next photo' }).click()
    const next = ofIds(before)[9]
    expect(address()).toBe(`#/library/photo/${next}`)
    await press('Escape')
    await expect.poll(() => seen('photo-tile')).toEqual(before)
    await expect.poll(async () => String((await window.ring()).photoId)).toBe(next)
    await page().reload()
    await expect.poll(() => seen('photo-tile')).toEqual(before)
    expect(address()).toBe('#/library')
  })

  test('similar photos, and how far one was in them', async () => {
    await press('s')
    const before = await scrollTo('similar-result', 1500)
    await page()
      .locator(`[data-photo-id="${ofIds(before)[8]}"]`)
      .click()
    await large().waitFor()
    await press('Escape')
    await expect.poll(() => seen('similar-result')).toEqual(before)
    await page().reload()
    await expect.poll(() => seen('similar-result')).toEqual(before)
    await page().goBack()
    await page().getByTestId('photo-tile').first().waitFor()
    await page().goForward()
    await expect.poll(() => seen('similar-result')).toEqual(before)
    await press('Escape')
  })

  test('the order of a gallery, which a photo of it and a copied address keep; the last one chosen is that of a plain one', async () => {
    const order = () => page().getByLabel('Order')
    const open = (name: RegExp) => page().getByRole('button', { name }).first().click()
    await order().selectOption('By name')
    expect(address()).toBe('#/library/by/name')
    await open(/^Learning/)
    await open(/^Library/)
    await expect.poll(() => order().inputValue()).toBe('name')
    expect(address()).toBe('#/library')
    await order().selectOption('By folder and name')
    await expect.poll(() => page().getByTestId('group-heading').first().textContent()).toMatch(/red|green|blue/)
    const before = await scrollTo('photo-tile', 3000)
    const [photoId, next] = ofIds(before).slice(8)
    await page().locator(`[data-photo-id="${photoId}"]`).click()
    await large().waitFor()
    expect(address()).toBe(`#/library/by/folder/photo/${photoId}`)
    await page().reload()
    await page().getByRole('button', { name: 'Next photo', disabled: false }).click()
    await expect.poll(address).toBe(`#/library/by/folder/photo/${next}`)
    await page().goBack()
    await expect.poll(() => seen('photo-tile')).toEqual(before)
    await order().selectOption('By date taken')
    expect(address()).toBe('#/library/by/taken')
    await page().goForward()
    await large().waitFor()
    expect(address()).toBe(`#/library/by/folder/photo/${next}`)
    await page().goBack()
    await expect.poll(() => order().inputValue()).toBe('taken')
    await page().goBack()
    await page().goBack()
    await expect.poll(() => order().inputValue()).toBe('name')
    expect(address()).toBe('#/library/by/name')
    await goTo(`#/search/jpg/like/${photoId}`)
    const first = page().getByTestId('found-photo').first()
    await expect.poll(() => first.getAttribute('data-photo-id')).toBe(photoId)
    const { name } = await window.core.api.getPhoto({ photoId: Number(photoId) })
    await expect.poll(() => order().locator('option:checked').textContent()).toBe(`Most like ${name}`)
    await page().reload()
    await expect.poll(() => order().locator('option:checked').textContent()).toBe(`Most like ${name}`)
    await goTo('#/library')
    await expect.poll(() => order().inputValue()).toBe('taken')
    await page().getByTestId('group-heading').filter({ hasText: '202' }).first().waitFor()
  })

  test('an order near a photo that is hidden or gone is by date taken, and it is said why', async () => {
    const said = (text: string) => page().getByRole('status').filter({ hasText: text }).waitFor()
    await goTo('#/search/jpg/like/99999')
    await said('The photo that these were sorted by is hidden, or no longer in the library')
    await expect.poll(() => page().getByLabel('Order').inputValue()).toBe('taken')
    await goTo('#/library/like/1')
    await expect.poll(() => page().getByLabel('Order').inputValue()).toBe('like 1')
    const { name } = await window.core.api.getPhoto({ photoId: 1 })
    await window.core.api.choose({ photoIds: [1], choice: { keptOut: 'hidden' } })
    await said(`${name} is hidden, or no longer in the library: these are by date taken now.`)
    await window.core.api.choose({ photoIds: [1], choice: { keptOut: null } })
    await goTo('#/library')
  })

  test('a plain address comes back in the order in which it was left, also where another one was chosen since', async () => {
    const order = () => page().getByLabel('Order')
    const before = await scrollTo('photo-tile', 2500)
    await goTo('#/search/jpg')
    await page().getByTestId('found-photo').first().waitFor()
    await order().selectOption('By name')
    expect(address()).toBe('#/search/jpg/by/name')
    await page().goBack()
    await expect.poll(() => order().inputValue()).toBe('taken')
    await expect.poll(() => seen('photo-tile')).toEqual(before)
    await page().reload()
    await expect.poll(() => order().inputValue()).toBe('taken')
    await expect.poll(() => seen('photo-tile')).toEqual(before)
    await order().selectOption('By date added')
    await order().selectOption('By date taken')
  })

  test('a tag and its tab; a photo of its ranking knows the list also after a reload', async () => {
    await page()
      .getByRole('button', { name: /^stripes/ })
      .click()
    const before = await scrollTo('ranked-photo', 2500)
    await page()
      .locator(`[data-photo-id="${ofIds(before)[8]}"]`)
      .click()
    await large().waitFor()
    await page().reload()
    await page().getByRole('button', { name: 'Next photo', disabled: false }).click()
    await expect.poll(address).toBe(`#/tag/${tagId}/ranking/photo/${ofIds(before)[9]}`)
    await page().goBack()
    await expect.poll(() => seen('ranked-photo')).toEqual(before)
    await page().getByRole('tab', { name: 'Tagged' }).click()
    await page().getByTestId('tagged-photo').first().waitFor()
    expect(address()).toBe(`#/tag/${tagId}/tagged`)
    await page().reload()
    await page().getByTestId('tagged-photo').first().waitFor()
    await page().getByRole('tab', { name: 'Tagged', selected: true }).waitFor()
  })

  test('the tag that Y and N mark for is the same after a reload', async () => {
    const markFor = () => page().getByLabel('Mark for')
    await page()
      .getByRole('button', { name: /^Library/ })
      .click()
    for (const chosen of [String(tagId), '']) {
      await markFor().selectOption(chosen)
      await page().reload()
      await expect.poll(() => markFor().inputValue()).toBe(chosen)
      // Once its marks are known.
      await page().getByTestId('photo-tile').first().waitFor()
      expect(await markFor().inputValue()).toBe(chosen)
    }
  })

  test('problems, scrolled, with what was read of a long list', async () => {
    for (let i = 0; i < 230; i++) writeFileSync(join(window.photosDir, `broken-${i}.jpg`), `no image ${i}`)
    await window.core.api.rescan({})
    await indexed(window.core)
    await page()
      .getByRole('button', { name: /^Problems/ })
      .click()
    const files = page().getByTestId('problem-file')
    await expect.poll(() => files.count()).toBe(200)
    const { api } = window.core
    const listProblems = api.listProblems
    let answer!: () => void
    const held = new Promise<void>((resolve) => (answer = resolve))
    const asked = new Promise<void>((resolve) => {
      api.listProblems = async (args) => {
        const found = await listProblems(args)
        if (args.offset === 0) await (resolve(), held)
        return found
      }
    })
    writeFileSync(join(window.photosDir, 'broken-230.jpg'), 'no image 230')
    await api.rescan({})
    await asked
    await page().getByRole('button', { name: 'Show more' }).click()
    await page().evaluate(() => new Promise(requestAnimationFrame))
    answer()
    api.listProblems = listProblems
    // What was asked for before answers after, and takes nothing away.
    await files.nth(230).waitFor()
    writeFileSync(join(window.photosDir, 'broken-231.jpg'), 'no image 231')
    await api.rescan({})
    await files.nth(231).waitFor()
    await files.nth(225).scrollIntoViewIfNeeded()
    const top = () => files.nth(225).evaluate((file) => file.getBoundingClientRect().top)
    const before = await top()
    await page().reload()
    await expect.poll(() => files.count()).toBe(232)
    await expect.poll(top).toBe(before)
    await page()
      .getByRole('button', { name: /^Learning/ })
      .click()
    await page().getByRole('heading', { name: 'Learning' }).waitFor()
    expect(address()).toBe('#/learning')
    const library = basename(window.catalogueDir)
    await expect.poll(() => page().title()).toBe(`Learning – ${library} – Semblance`)
    await page().locator('#sidebar').getByText(library).waitFor()
    await page().goBack()
    await expect.poll(top).toBe(before)
  })

  test('Escape and Back in a hurry end at the library, never outside', async () => {
    await goTo('#/library')
    await page().getByTestId('photo-tile').first().focus()
    await press('Enter')
    await large().waitFor()
    await press('s')
    await page().getByTestId('similar-result').first().waitFor()
    await page().evaluate(() => {
      for (let i = 0; i < 5; i++) dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    })
    await page().getByRole('heading', { name: 'Library' }).waitFor()
    await press('Alt+ArrowRight')
    await large().waitFor()
    await press('Alt+ArrowLeft')
    await page().getByRole('heading', { name: 'Library' }).waitFor()
  })

  test('what is gone says so and offers the library', async () => {
    for (const [hash, words] of [
      ['#/library/photo/987654', 'This photo is no longer in the library'],
      ['#/similar/987654', 'This did not work'],
      ['#/similar/image-1f0c', 'This did not work'],
      ['#/tag/987654/ranking', 'This tag is no longer there'],
      ['#/some/where', 'Nothing is at this address'],
    ]) {
      await goTo(hash)
      await page().getByRole('heading', { name: words }).waitFor()
      await page().getByRole('button', { name: 'Go to the library' }).click()
      await page().getByRole('heading', { name: 'Library' }).waitFor()
    }
  })

  test('the focus is on the button that led away, and on the screen where nothing had it', async () => {
    await page().getByTestId('photo-tile').first().focus()
    await press('Enter')
    await large().waitFor()
    const focused = () => page().evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.tagName)
    await expect.poll(focused).toBe('MAIN')
    await page().getByRole('button', { name: 'Find similar' }).focus()
    await press('Enter')
    await page().getByTestId('similar-result').first().waitFor()
    await press('Escape')
    await large().waitFor()
    await expect.poll(() => page().evaluate(() => document.activeElement?.textContent.trim())).toBe('Find similar')
    await press('?')
    await page().getByRole('dialog').waitFor()
    await press('Escape')
    await expect.poll(() => page().evaluate(() => document.activeElement?.textContent.trim())).toBe('Find similar')
    await press('Escape')
  })

  test('resizing and other sizes of photos keep the first photo in view, and the way back is exact', async () => {
    await press('Home')
    const before = await scrollTo('photo-tile', 6000)
    // The first that is seen whole.
    const [first] = ofIds(before.filter((place) => Number(place.split(', ')[1]) >= 60))
    for (const [width, height] of [
      [900, 600],
      [500, 700],
      [1920, 1080],
      [1000, 300],
    ]) {
      await page().setViewportSize({ width, height })
      await expect.poll(async () => ofIds(await seen('photo-tile'))).toContain(first)
    }
    await page().setViewportSize({ width: 1280, height: 800 })
    await expect.poll(() => seen('photo-tile')).toEqual(before)
    const slider = page().getByRole('slider', { name: 'Size of the photos' })
    await slider.focus()
    for (const key of ['End', 'Home', 'End']) {
      await press(key)
      await expect.poll(async () => ofIds(await seen('photo-tile'))).toContain(first)
    }
    await page().goto('about:blank')
    await page().goBack()
    await expect.poll(async () => ofIds(await seen('photo-tile'))).toContain(first)
  })

  test.each([
    [1280, 800],
    [900, 600],
    [640, 400],
    [360, 640],
  ])('at %i x %i a photo is shown, and the sidebar is reached', async (width, height) => {
    await page().setViewportSize({ width, height })
    await goTo('#/library')
    await page().getByTestId('photo-tile').first().focus()
    await press('Enter')
    await large().waitFor()
    const box = (await large().boundingBox())!
    expect(box.width).toBeGreaterThan(width / 3)
    expect(box.height).toBeGreaterThan(height / 4)
    if (width <= 720) await page().getByRole('button', { name: 'Screens, tags and folders' }).click()
    await page()
      .getByRole('button', { name: /^Learning/ })
      .click()
    await page().getByRole('heading', { name: 'Learning' }).waitFor()
    await expect
      .poll(() =>
        page()
          .getByRole('button', { name: /^Learning/ })
          .isVisible(),
      )
      .toBe(width > 720)
  })

  test('nothing complained', () => expect(window.complaints.filter((text) => !text.includes('404'))).toEqual([]))
})
