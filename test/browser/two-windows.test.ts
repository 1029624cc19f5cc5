/** Two windows on one library: what is done in one is seen in the other, and nothing there is done to what is gone. */
import { basename } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder, writeLibrary } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
let other: Page
const names = async () => (await window.core.api.listTags({})).map(({ name }) => name)
const openTag = (page: Page, name: string) => page.getByRole('navigation').getByRole('button', { name }).click()

beforeAll(async () => {
  window = await TestWindow.open(4)
  for (const name of ['Stripes', 'Dots']) await window.core.api.createTag({ name })
  other = await window.page.context().newPage()
  other.setDefaultTimeout(20_000)
  await other.goto(window.page.url())
})
afterAll(() => window?.close())

test('a photo that is hidden in one is no longer selected in the other', async () => {
  const tile = other.getByTestId('photo-tile').nth(1)
  await tile.focus()
  await other.keyboard.press('Space')
  await other.keyboard.press('Shift+ArrowRight')
  await other.getByText('2 photos selected').waitFor()
  const photoId = Number(await tile.getAttribute('data-photo-id'))
  await window.page.locator(`[data-photo-id="${photoId}"]`).focus()
  await window.page.keyboard.press('h')
  await other.getByText('1 photo selected').waitFor()
  await other.keyboard.press('Escape')
})

test('an offer to undo goes when something else was done, also elsewhere: it would take back that', async () => {
  const { page, core } = window
  const read = vi.spyOn(core.api, 'listHistory')
  onTestFinished(() => read.mockRestore())
  await page.getByTestId('photo-tile').first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('h')
  const offer = page.getByTestId('toast').filter({ hasText: '2 photos hidden.' })
  // It stays as long as the pointer is there.
  await offer.hover()
  // For the message, and because photos were hidden; the other window asks for the latter, too.
  await expect.poll(() => read.mock.settledResults.length).toBeGreaterThanOrEqual(3)
  await core.api.createTag({ name: 'Other' })
  await offer.waitFor({ state: 'detached' })
  await core.api.undo({})
  await core.api.undo({})
})

test('light or dark is chosen for both', async () => {
  await window.page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await expect.poll(() => other.locator('html').getAttribute('data-theme')).toBe('dark')
  expect(await other.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true)
})

test('a name that one gave stays when the other saves what it changed nothing of', async () => {
  await openTag(other, 'Stripes')
  await other.getByRole('button', { name: 'Edit tag' }).click()
  const sheet = other.getByRole('dialog', { name: 'Edit “Stripes”' })
  await sheet.waitFor()
  const { tagId } = (await window.core.api.listTags({})).find(({ name }) => name === 'Stripes')!
  await window.core.api.renameTag({ tagId, name: 'Lines' })
  await other.getByRole('dialog', { name: 'Edit “Lines”' }).waitFor()
  await other.getByRole('button', { name: 'Save' }).click()
  await other.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await names()).toContain('Lines')
})

test('a folder that is taken out in one is not asked about in the other any more', async () => {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  const name = basename(folder.path)
  await writeLibrary(folder.path, 2)
  const { folderId } = await window.core.api.addFolder({ path: folder.path })
  await other.getByRole('button', { name: `Take ${name} out of the library` }).click()
  await other.getByRole('dialog').getByText(`6 photos in ${folder.path}`).waitFor()
  await window.core.api.removeFolder({ folderId })
  await other.getByRole('dialog').waitFor({ state: 'detached' })
})

test('a check that goes on in one goes on in the other, and is over in both', async () => {
  const { tagId } = await window.core.api.createTag({ name: 'Checked' })
  await window.core.api.setLabels({ tagId, labels: [{ photoId: 1, label: 'yes' }] })
  const pages = [other, window.page]
  for (const page of pages) await openTag(page, 'Checked')
  const asked = (page: Page) => page.getByTestId('asked-photo')
  await other.getByRole('button', { name: 'Check it' }).click()
  await asked(other).waitFor()
  await window.page.getByRole('button', { name: 'Go on checking (0 asked)' }).click()
  await asked(window.page).waitFor()
  const first = await asked(other).getAttribute('data-photo-id')
  expect(await asked(window.page).getAttribute('data-photo-id')).toBe(first)
  await window.core.api.answerAudit({
    auditId: (await window.core.api.getAudit({ tagId }))!.auditId,
    photoId: Number(first),
    label: 'yes',
  })
  const next = String((await window.core.api.getAudit({ tagId }))!.next!.photoId)
  for (const page of pages) await expect.poll(() => asked(page).getAttribute('data-photo-id')).toBe(next)
  await other.getByRole('button', { name: 'End the check' }).click()
  await other.getByRole('heading', { name: 'The check has ended' }).waitFor()
  await window.page.getByRole('button', { name: 'Check it' }).waitFor()
})

test('a list of tagged photos says that one of them was hidden in the other', async () => {
  await other.getByRole('tab', { name: 'Tagged' }).click()
  await other.getByTestId('tagged-photo').first().waitFor()
  const photoIds = [Number(await other.getByTestId('tagged-photo').first().getAttribute('data-photo-id'))]
  await window.core.api.choose({ photoIds, choice: { keptOut: 'hidden' } })
  await other.getByText('Changed since this list was read').waitFor()
  await other.getByRole('button', { name: 'Read again' }).click()
  await other.getByText('Changed since this list was read').waitFor({ state: 'detached' })
  await window.core.api.undo({})
  await other.getByText('Changed since this list was read').waitFor()
})

test('a tag that is deleted in one is gone in the other, and back when that is undone there', async () => {
  await openTag(other, 'Dots')
  await openTag(window.page, 'Dots')
  await window.page.getByRole('button', { name: 'Delete tag' }).click()
  await window.page.getByRole('dialog').getByRole('button', { name: 'Delete tag' }).click()
  await window.page.getByText('Deleted “Dots”.').waitFor()
  await other.getByText('“Dots” is no longer there').waitFor()
  expect((await names()).toSorted()).toEqual(['Checked', 'Lines'])
  await other.getByRole('main').getByRole('button', { name: 'Undo' }).click()
  await other.getByRole('heading', { name: 'Dots' }).first().waitFor()
  expect((await names()).toSorted()).toEqual(['Checked', 'Dots', 'Lines'])
  expect(window.complaints).toEqual([])
})
