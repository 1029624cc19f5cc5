/// <reference lib="dom" />
/** The focus is never lost: where what has it goes away or may not be pressed for a while. */
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder, writeLibrary } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
const page = () => window.page
const button = (name: string) => page().getByRole('button', { name, exact: true })
const focused = () => page().evaluate(() => document.activeElement!.ariaLabel ?? document.activeElement!.textContent)
const goTo = (hash: string) => page().evaluate((to) => void (location.hash = to), hash)
const pressOn = async (name: string) => {
  await button(name).focus()
  await page().keyboard.press('Enter')
}

beforeAll(async () => {
  window = await TestWindow.open(2)
})
afterAll(() => window?.close())

test('a search that is saved can be renamed at once, one that is removed saved again', async () => {
  await goTo('#/search/red')
  await pressOn('Save this search')
  const name = page().getByRole('textbox', { name: 'Name of the search' })
  await name.fill(' ')
  await name.press('Enter')
  await page().getByRole('alert').getByText('It needs a name.').waitFor()
  await name.fill('Red')
  await name.press('Enter')
  await expect.poll(focused).toMatch(/^\s*Rename\s*$/)
  await pressOn('Remove saved search')
  await expect.poll(focused).toMatch(/^\s*Save this search\s*$/)
})

test('a message that is done with gives the focus back to the photo', async () => {
  await goTo('#/library')
  const tile = page().getByTestId('photo-tile').nth(2)
  await tile.focus()
  await expect.poll(focused).toMatch(/jpg/)
  const name = (await focused())!.split(',')[0]
  await tile.press('l')
  await pressOn('Undo')
  await expect.poll(focused).toMatch(new RegExp(`^${name}`))
})

test('a folder that was added leaves it where that began', async () => {
  const other = temporaryFolder()
  onTestFinished(() => other.remove())
  await writeLibrary(other.path, 1)
  await pressOn('Add folder')
  const path = page().getByRole('navigation').getByLabel('Path of a folder')
  await path.fill(other.path)
  await path.press('Enter')
  await expect.poll(focused).toBe('Add folder')
  await path.waitFor({ state: 'detached' })
})

test('a sheet is closed by a press beside it, not by one that began in it', async () => {
  await pressOn('Leave something out')
  const field = page().getByLabel('Folder or files to leave out')
  const { x, y } = (await field.boundingBox())!
  await field.fill('drafts/')
  await page().mouse.move(x + 60, y + 10)
  await page().mouse.down()
  await page().mouse.move(20, y + 10)
  await page().mouse.up()
  expect(await field.inputValue()).toBe('drafts/')
  await page().mouse.click(20, y + 10)
  await expect.poll(focused).toMatch(/Leave something out/)
})

test('a hint that is given again is there once', async () => {
  await goTo('#/library')
  const toast = page().getByTestId('toast')
  const tile = page().getByTestId('photo-tile').first()
  await tile.press('y')
  await toast.getByText('Press T to give a photo a tag').first().waitFor()
  await tile.press('y')
  await tile.press('l')
  await toast.getByText('Favourite').waitFor()
  expect(await toast.getByText('Press T to give a photo a tag').count()).toBe(1)
})

test('a button keeps it while it cannot be pressed, and is pressed once', async () => {
  await goTo('#/problems')
  const { api } = window.core
  const status = await api.getStatus({})
  const indexing = { ...status.indexing, state: 'running' as const }
  const begun = vi.spyOn(api, 'rescan').mockImplementation(() => {
    const busy = vi.spyOn(api, 'getStatus').mockResolvedValue({ ...status, indexing })
    onTestFinished(() => busy.mockRestore())
    return Promise.resolve(indexing)
  })
  onTestFinished(() => begun.mockRestore())
  await pressOn('Check every file')
  await expect.poll(() => button('Check every file').getAttribute('aria-disabled')).toBe('true')
  await page().keyboard.press('Enter')
  expect(await focused()).toMatch(/Check every file/)
  expect(begun).toHaveBeenCalledTimes(1)
})

test('when to learn is chosen by arrows alone', async () => {
  await goTo('#/learning')
  const times = page().getByRole('group', { name: 'Learn by itself' }).getByRole('radio')
  await times.first().focus()
  await page().keyboard.press('ArrowUp')
  await expect.poll(async () => (await window.core.api.getStatus({})).training.schedule.when).toBe('never')
  await expect.poll(() => times.last().evaluate((radio) => radio === document.activeElement)).toBe(true)
})

test('a message stays while somebody is at it', async () => {
  await goTo('#/library')
  // Of the test before.
  await page().getByTestId('toast').first().waitFor({ state: 'detached' })
  await page().clock.install()
  const tile = page().getByTestId('photo-tile').first()
  await tile.press('l')
  await button('Undo').focus()
  await page().clock.runFor(10_000)
  await button('Undo').hover()
  await page().mouse.move(20, 20)
  await button('Close message').focus()
  await button('Undo').hover()
  await tile.focus()
  await button('Undo').waitFor()
  await page().mouse.move(20, 20)
  await button('Undo').waitFor({ state: 'detached' })
  expect(window.complaints).toEqual([])
})
