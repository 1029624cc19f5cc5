/// <reference lib="dom" />
/** Near-duplicates in a real browser: groups seen, the best suggested, others hidden, undone, told apart for good. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { indexed, waitFor } from '../support/photos.ts'
import { writeDuplicates } from '../support/scenes.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
const button = (name: string | RegExp) => window.page.getByRole('button', { name })
const groups = (level?: string) =>
  window.page.locator(`[data-testid=duplicate-group]${level ? `[data-level=${level}]` : ''}`)
const focused = () => window.page.evaluate(() => document.activeElement!.getAttribute('aria-label') ?? '')
const press = async (...keys: string[]) => {
  for (const key of keys) await window.page.keyboard.press(key)
}

beforeAll(async () => {
  window = await TestWindow.open(0)
  await writeDuplicates(window.photosDir)
  await window.core.api.rescan({})
  await indexed(window.core)
  await button(/^Duplicates/).click()
  await waitFor('the groups', foundMoment)
})

/** A look that began before the last photo was searched by has to be asked for again; one that saw all is not. */
async function foundMoment(): Promise<boolean> {
  await window.core.api.findDuplicates({})
  return (await groups('moment').count()) > 0
}

afterAll(() => window?.close())

test('groups of every level say why, with the best marked; the sidebar counts them', async () => {
  expect(await groups().count()).toBe(4)
  await button(/^Duplicates 4$/).waitFor()
  const shot = groups('shot')
  await shot.getByText(/^One shot, cropped or resized, \d\d.% alike$/).waitFor()
  await shot.getByText('Best: the most pixels, 640 × 480.').waitFor()
  await shot.getByRole('button', { name: /^lake\.jpg, best of its group/ }).waitFor()
  expect(await groups('file').getByRole('button', { name: /^Hide/ }).count()).toBe(0)
  await window.page.getByText('Same shot 1').click()
  await expect.poll(() => groups().count()).toBe(1)
  await window.page.getByText('All', { exact: true }).click()
  await expect.poll(() => groups().count()).toBe(4)
})

test('by keys: another best, the others hidden, and back; the large view and back', async () => {
  await groups('file').getByTestId('duplicate').first().focus()
  await press('ArrowDown', 'ArrowDown', 'ArrowRight')
  await expect.poll(focused).toMatch(/^lake-/)
  const chosen = (await focused()).split(',')[0]
  await press('b')
  await groups('shot').getByText('Best: you chose it.').waitFor()
  await press('o')
  await expect.poll(() => groups('shot').count()).toBe(0)
  const { photos } = await window.core.api.listPhotos({ offset: 0, limit: 50 })
  expect(photos.map(({ name }) => name).filter((name) => name.startsWith('lake'))).toEqual([chosen])
  await press('Control+z')
  await groups('shot').waitFor()
  await groups('moment').getByTestId('duplicate').first().press('Enter')
  await window.page.getByTestId('large-photo').waitFor()
  await button('Back to Duplicates').click()
  await groups('moment').waitFor()
})

test('a photo of the next group has the focus when one is done with, and a held key does no more', async () => {
  await groups().first().getByRole('button', { name: 'Keep all' }).press('Enter')
  await expect.poll(() => groups().count()).toBe(3)
  const first = () => groups().first().getByTestId('duplicate').first()
  const hasFocus = () => first().evaluate((tile) => tile === document.activeElement)
  await expect.poll(hasFocus).toBe(true)
  await window.page.keyboard.down('k')
  await window.page.keyboard.down('k')
  await window.page.keyboard.up('k')
  await expect.poll(() => groups().count()).toBe(2)
  await expect.poll(hasFocus).toBe(true)
  for (const left of [3, 4]) {
    await press('Control+z')
    await expect.poll(() => groups().count()).toBe(left)
  }
})

test('what is told apart stays so over a restart, and is a group again when that is undone', async () => {
  await groups('shot').getByTestId('duplicate').last().focus()
  const apart = (await focused()).split(',')[0]
  await press('d')
  await expect.poll(() => groups('shot').getByTestId('duplicate').count()).toBe(2)
  await groups('moment').getByRole('button', { name: 'Keep all' }).click()
  await expect.poll(() => groups('moment').count()).toBe(0)
  await window.restart()
  await button(/^Duplicates/).click()
  await expect.poll(() => groups('shot').getByTestId('duplicate').count()).toBe(2)
  expect(await groups('shot').getByRole('button', { name: apart }).count()).toBe(0)
  expect(await groups('moment').count()).toBe(0)
  await press('Control+z')
  await groups('moment').waitFor()
  await press('Control+z')
  await expect.poll(() => groups('shot').getByTestId('duplicate').count()).toBe(3)
  expect(window.complaints).toEqual([])
})
