/** Groups without a tag, in a real browser: shown, put aside, named. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder, writeEncoder } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
const folder = temporaryFolder()
const button = (name: string | RegExp) => window.page.getByRole('button', { name })
const cards = () => window.page.getByTestId('proposal')

beforeAll(async () => {
  window = await TestWindow.open(40)
  await window.core.api.importModel({ path: writeEncoder(folder.path) })
})
afterAll(async () => {
  await window?.close()
  folder.remove()
})

test('a group is put aside and back, then named without a photo that is left out', async () => {
  await button('Groups without a tag').click()
  await cards().first().waitFor()
  const count = await cards().count()
  await button('Never').first().click()
  await expect.poll(() => cards().count()).toBe(count - 1)
  await button('Done').click()
  await window.core.api.undo({})
  await button('Groups without a tag').click()
  await expect.poll(() => cards().count()).toBe(count)
  const card = cards().first()
  const shown = await card.locator('.strip button').count()
  await card.locator('.strip button').first().click()
  const name = card.getByLabel('Name for them')
  await name.fill('/')
  await name.press('Enter')
  await card.getByRole('alert').waitFor()
  await name.fill('Mine')
  await card.getByRole('alert').waitFor({ state: 'detached' })
  await card.getByRole('button', { name: 'Make the tag' }).click()
  await window.page.getByRole('heading', { name: 'Mine' }).waitFor()
  expect(await window.core.api.listTags({})).toMatchObject([{ name: 'Mine', yesCount: shown - 1 }])
  expect(window.complaints).toEqual([])
})
