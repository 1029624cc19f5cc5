/// <reference lib="dom" />
/** Favourites, stars, hiding and removing in a real Chromium: by menu, bar and keys, alike on every grid. */
import { mkdirSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { indexed, temporaryFolder, writePhoto } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
let tagId: number
const page = () => window.page
const press = (key: string) => page().keyboard.press(key)
const api = () => window.core.api
const menu = () => page().getByRole('menu')
const tile = (photoId: number) => page().locator(`[data-photo-id="${photoId}"]`)
const nameOf = (photoId: number) => tile(photoId).getAttribute('aria-label')

beforeAll(async () => {
  window = await TestWindow.open(6)
  await page().context().grantPermissions(['clipboard-read', 'clipboard-write'])
  tagId = (await api().createTag({ name: 'stripes' })).tagId
  await api().setLabels({ tagId, labels: [1, 2, 3].map((photoId) => ({ photoId, label: 'yes' as const })) })
})
beforeEach(async () => {
  await open('#/library')
  await tile(5).waitFor()
})
afterAll(() => window?.close())

const open = (hash: string) => page().evaluate((to) => void (location.hash = to), hash)

test('favourite and stars by keys, on the photo with the ring and on a selection, undone in one step', async () => {
  await tile(5).focus()
  await press('l')
  await expect.poll(() => nameOf(5)).toContain('favourite')
  await press('Shift+Digit4')
  await expect.poll(() => nameOf(5)).toContain('4 stars')
  await press('Space')
  await tile(6).click({ modifiers: ['Control'] })
  await press('Shift+Digit2')
  await expect.poll(() => nameOf(6)).toContain('2 stars')
  expect(await nameOf(5)).toContain('2 stars')
  await press('Control+z')
  await expect.poll(() => nameOf(6)).not.toContain('stars')
  await expect.poll(() => nameOf(5)).toContain('4 stars')
  await press('Escape')
})

test('the menu by keys alone: opened, moved through, closed with the focus back, and chosen from', async () => {
  await tile(7).focus()
  await press('Shift+F10')
  await menu().waitFor()
  expect(await page().evaluate(() => document.activeElement?.textContent)).toContain('Open')
  await press('ArrowUp')
  expect(await page().evaluate(() => document.activeElement?.textContent)).toContain('Remove from the library')
  await press('Escape')
  await menu().waitFor({ state: 'detached' })
  expect((await window.ring()).photoId).toBe(7)
  await press('Shift+F10')
  await press('ArrowUp')
  await press('Enter')
  await tile(7).waitFor({ state: 'detached' })
  await expect.poll(async () => (await api().getStatus({})).keptOutCounts.removed).toBe(1)
  await page().getByRole('button', { name: 'Undo', exact: true }).click()
  await tile(7).waitFor()
})

test.each(['#/library', '#/similar/1', 'ranking', 'tagged'])('by right click on %s', async (where) => {
  await open(where.startsWith('#') ? where : `#/tag/${tagId}/${where}`)
  const photoId = where === 'tagged' ? 2 : 8
  await tile(photoId).click({ button: 'right' })
  await menu().getByRole('menuitem', { name: 'Favourite, or not' }).click()
  await expect.poll(() => nameOf(photoId)).toContain('favourite')
  await tile(photoId).focus()
  await press('h')
  await tile(photoId).waitFor({ state: 'detached' })
  await page().getByRole('button', { name: 'Undo', exact: true }).click()
  await tile(photoId).waitFor()
  await tile(photoId).focus()
  await press('l')
  await expect.poll(() => nameOf(photoId)).not.toContain('favourite')
})

test('a message is above the sheet that is opened, not over its buttons, and after it', async () => {
  const undo = page().getByRole('button', { name: 'Undo', exact: true })
  await open('#/library')
  await tile(8).focus()
  for (const isSheetOpen of [true, false]) {
    await press('h')
    await tile(8).waitFor({ state: 'detached' })
    if (isSheetOpen) {
      await press('?')
      const close = (await page().getByRole('button', { name: 'Close', exact: true }).boundingBox())!
      const message = (await page().getByTestId('toast').last().boundingBox())!
      expect(message.y + message.height).toBeLessThan(close.y)
    }
    await undo.click()
    await tile(8).waitFor()
    expect(await page().getByRole('dialog', { name: 'Keyboard' }).count()).toBe(Number(isSheetOpen))
    await press('Escape')
    await page().getByRole('dialog').waitFor({ state: 'detached' })
    await tile(8).focus()
  }
})

test('paths are copied, and nothing offers a file manager in a browser', async () => {
  await tile(5).click({ button: 'right' })
  expect(await menu().getByText('file manager').count()).toBe(0)
  await menu().getByRole('menuitem', { name: 'Copy path' }).click()
  const { files } = await api().getPhoto({ photoId: 5 })
  await expect.poll(() => page().evaluate(() => navigator.clipboard.readText())).toBe(files[0].path)
})

test('copies of a selection go into a folder that is browsed to', async () => {
  const out = temporaryFolder()
  vi.stubEnv('HOME', out.path)
  await tile(5).focus()
  await press('Space')
  await tile(6).click({ modifiers: ['Control'] })
  await page().getByRole('button', { name: 'More to do with them' }).click()
  await menu().getByRole('menuitem', { name: 'Export copies…' }).click()
  await page().getByRole('dialog', { name: 'Where to copy 2 photos?' }).waitFor()
  await page().getByRole('button', { name: 'Copy here' }).click()
  await page().getByText(`2 files copied to ${out.path}.`).waitFor()
  vi.unstubAllEnvs()
  expect(readdirSync(out.path)).toHaveLength(2)
  await page().getByRole('button', { name: 'Done' }).click()
  await press('Escape')
  out.remove()
})

test('where copies cannot go another folder is chosen, all by keys; the focus is back on the photo then', async () => {
  const out = temporaryFolder()
  const [gone, other] = ['gone', 'other'].map((name) => join(out.path, name))
  for (const folder of [gone, other]) mkdirSync(folder)
  vi.stubEnv('HOME', out.path)
  const reach = async (name: string) => {
    const wanted = page().getByRole('dialog').getByRole('button', { name, exact: true })
    await wanted.waitFor()
    while (!(await wanted.evaluate((button) => button === document.activeElement))) await press('Tab')
    await press('Enter')
  }
  await tile(5).focus()
  await press('Shift+F10')
  await menu().waitFor()
  await menu()
    .getByRole('menuitem', { name: /^Export/ })
    .press('Enter')
  await reach('gone')
  await page().getByText('No folders in here.').waitFor()
  rmSync(gone, { recursive: true })
  await reach('Copy here')
  await page()
    .getByRole('alert')
    .filter({ hasText: `There is no folder ${gone}` })
    .waitFor()
  await page().getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).waitFor()
  await reach('Choose another folder')
  await reach('other')
  await page().getByText('No folders in here.').waitFor()
  await reach('Copy here')
  await page().getByText(`1 file copied to ${other}.`).waitFor()
  vi.unstubAllEnvs()
  await reach('Done')
  await page().getByRole('dialog').waitFor({ state: 'detached' })
  expect((await window.ring()).photoId).toBe(5)
  out.remove()
})

test('what is hidden by its key leaves the focus on the next photo, so that the key goes on', async () => {
  const [first, second, third, last, before] = await page()
    .getByTestId('photo-tile')
    .evaluateAll((tiles) => tiles.map((each) => Number((each as HTMLElement).dataset.photoId)))
    .then((ids) => [...ids.slice(1, 4), ids.at(-1)!, ids.at(-2)!])
  await tile(first).focus()
  for (const photoId of [first, second]) {
    await press('h')
    await tile(photoId).waitFor({ state: 'detached' })
  }
  await expect.poll(async () => (await window.ring()).photoId).toBe(third)
  await tile(last).focus()
  await press('h')
  await tile(last).waitFor({ state: 'detached' })
  await expect.poll(async () => (await window.ring()).photoId).toBe(before)
  await api().choose({ photoIds: [first, second, last], choice: { keptOut: null } })
  for (const photoId of [first, second, last]) await tile(photoId).waitFor()
})

test('what is hidden is listed with its own way back, over a reload', async () => {
  await tile(9).focus()
  await press('Space')
  await press('h')
  await tile(9).waitFor({ state: 'detached' })
  await page().getByRole('button', { name: 'Hidden', exact: false }).first().click()
  await page().getByTestId('kept-out').waitFor()
  await page().reload()
  await page().getByTestId('kept-out').focus()
  await press('h')
  await page().getByRole('heading', { name: 'No photo is hidden' }).waitFor()
  await open('#/library')
  await tile(9).waitFor()
})

test('in the large view the same keys, and none of them zooms', async () => {
  await open('#/library/photo/5')
  await page().getByTestId('large-photo').waitFor()
  await press('Shift+Digit1')
  await expect.poll(async () => (await api().getPhoto({ photoId: 5 })).ownRating).toBe(1)
  const heart = page().getByRole('button', { name: 'Favourite (L)' })
  const before = await heart.getAttribute('aria-pressed')
  await press('l')
  await expect.poll(() => heart.getAttribute('aria-pressed')).not.toBe(before)
  expect(window.complaints).toEqual([])
})

test('an edited picture is offered favourite and stars of the one before, and takes them when asked', async () => {
  const path = join(window.photosDir, 'edited.jpg')
  const edit = async (shade: number) => {
    await writePhoto(path, [shade, 200, 40], shade)
    utimesSync(path, shade, shade)
    await api().rescan({})
    await indexed(window.core)
    return (await api().findPhotosByPath({ paths: [path] }))[0].photoId!
  }
  const before = await edit(10)
  await api().choose({ photoIds: [before], choice: { favourite: true } })
  await api().choose({ photoIds: [before], choice: { rating: 3 } })
  const after = await edit(90)
  await open(`#/library/photo/${after}`)
  await page().getByText('it had what this one has not: ♥ favourite, ★★★.').waitFor()
  expect(await api().getPhoto({ photoId: after })).toMatchObject({ favourite: false, stars: null })
  await page().getByRole('button', { name: 'Give it the same' }).click()
  await page().getByText('it had what this one has not').waitFor({ state: 'detached' })
  expect(await api().getPhoto({ photoId: after })).toMatchObject({ favourite: true, stars: 3 })
  const heart = page().getByRole('button', { name: 'Favourite (L)' })
  await expect.poll(() => heart.getAttribute('aria-pressed')).toBe('true')
})
