/** What an earlier model found: the tag's screen says what the newer one would change, and changes it when asked. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder, writeEncoder } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
const folder = temporaryFolder()

beforeAll(async () => {
  window = await TestWindow.open(12)
})
afterAll(async () => {
  await window?.close()
  folder.remove()
})

test('shown, looked at, taken over as one run, and taken back', async () => {
  const { page, core } = window
  const { api } = core
  const { photos } = await api.listPhotos({ offset: 0, limit: 100 })
  const { tagId } = await api.createTag({ name: 'red' })
  const { photoId } = photos.find(({ name }) => name === 'red-0.jpg')!
  await api.setLabels({ tagId, labels: [{ photoId, label: 'yes' }] })
  await api.applyTag({ tagId, count: 8 })
  await page.getByRole('navigation').getByRole('button', { name: /^red/ }).click()
  await page.getByRole('tab', { name: 'Tagged' }).click()
  await expect.poll(() => page.getByTestId('tagged-photo').count()).toBe(9)
  const note = page.getByRole('region', { name: 'Newer model' })
  expect(await note.count()).toBe(0)

  await api.importModel({ path: writeEncoder(folder.path) })
  await note.getByText(/^The model has changed since: of 8 found photos/).waitFor()
  const { coming } = (await api.compareRuns({ tagId, offset: 0, limit: 100 }))!
  if (coming.length > 0) {
    await note.getByRole('button', { name: 'Show those that come' }).click()
    await expect.poll(() => page.getByTestId('tagged-photo').count()).toBe(coming.length)
  }
  await note.getByRole('button', { name: /^(Change|Take it over)/ }).click()
  await note.waitFor({ state: 'detached' })
  await page.getByText('Found 8 photos anew.').waitFor()
  await expect.poll(() => page.getByTestId('tagged-photo').count()).toBe(9)
  expect(await page.getByTestId('tag-run').count()).toBe(2)
  await page.getByRole('button', { name: /^Undo/ }).first().click()
  await note.waitFor()
  expect(window.complaints).toEqual([])
})
