/// <reference lib="dom" />
/** The search box in a real Chromium: typed, suggested, read, found, saved and come back to, by mouse and by keys. */
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
const page = () => window.page
const press = (key: string) => page().keyboard.press(key)
const box = () => page().getByRole('combobox', { name: 'Search photos' })
const options = () => page().getByRole('option')
const found = () => page().getByTestId('found-photo')
const chips = () =>
  page().getByRole('list', { name: 'How the search was read' }).getByRole('listitem').allTextContents()
const address = () => decodeURIComponent(new URL(page().url()).hash)
const hasFocus = () => box().evaluate((input) => input === document.activeElement)

beforeAll(async () => {
  window = await TestWindow.open(12)
  const { api } = window.core
  const { photos } = await api.listPhotos({ offset: 0, limit: 40 })
  const reds = photos.filter(({ name }) => name.startsWith('red'))
  const { tagId } = await api.createTag({ name: 'Warm colours' })
  await api.setLabels({ tagId, labels: reds.slice(0, 5).map(({ photoId }) => ({ photoId, label: 'yes' as const })) })
})
beforeEach(async () => {
  await page().evaluate(() => void (location.hash = '#/library'))
  await page().getByTestId('photo-tile').first().waitFor()
})
afterAll(() => window?.close())

test('a search whose tag was deleted can still be removed, and nothing marks for that tag', async () => {
  const { api } = window.core
  const { tagId } = await api.createTag({ name: 'Brief' })
  await api.saveSearch({ name: 'Short', query: 'tag:brief' })
  await page().evaluate((to) => void (location.hash = to), `#/tag/${tagId}/ranking`)
  await page().getByRole('heading', { name: 'Brief' }).first().waitFor()
  await api.deleteTag({ tagId })
  await page().getByRole('button', { name: 'Go to the library' }).click()
  const target = page().getByRole('combobox', { name: 'Mark for' }).locator('option:checked')
  await expect.poll(() => target.allTextContents()).toEqual(['no tag'])
  await page().getByRole('button', { name: 'Short' }).click()
  await page().getByRole('alert').filter({ hasText: 'There is no tag “brief”' }).waitFor()
  await page().getByRole('button', { name: 'Remove saved search' }).click()
  await page().getByRole('button', { name: 'Short' }).waitFor({ state: 'detached' })
  expect(await api.listSearches({})).toEqual([])
})

test('Enter right after Tab searches for what was taken, before more is suggested', async () => {
  await press('/')
  await expect.poll(hasFocus).toBe(true)
  await page().keyboard.type('name:red warm')
  await options().first().waitFor()
  const held = vi.spyOn(window.core.api, 'suggestSearch').mockReturnValue(new Promise(() => {}))
  onTestFinished(() => held.mockRestore())
  for (const key of ['ArrowDown', 'Tab', 'Enter']) await press(key)
  await expect.poll(() => found().count()).toBe(5)
  expect(address()).toBe('#/search/name:red tag:"Warm colours"')
})

test('what was chosen stays so when more comes to be suggested', async () => {
  const { api } = window.core
  const suggest = api.suggestSearch
  let answer = () => {}
  const released = new Promise<void>((done) => (answer = done))
  const asking = vi.spyOn(api, 'suggestSearch').mockImplementation(async (args) => {
    const answered = { ...(await suggest(args)), isWhole: false }
    const isAgain = asking.mock.calls.filter(([{ query }]) => query === args.query).length > 1
    if (isAgain && args.query !== '') await released
    return answered
  })
  onTestFinished(() => asking.mockRestore())
  await press('/')
  await expect.poll(hasFocus).toBe(true)
  await page().keyboard.insertText('warm')
  await expect.poll(() => asking.mock.calls.filter(([{ query }]) => query === 'warm').length).toBe(2)
  await press('ArrowDown')
  const chosen = () => box().getAttribute('aria-activedescendant')
  await expect.poll(chosen).not.toBeNull()
  answer()
  await asking.mock.results.at(-1)!.value
  await press('Tab')
  await expect.poll(() => box().inputValue()).toBe('tag:"Warm colours" ')
  await box().fill('')
  await box().blur()
})

test('a tag is suggested, taken by keys, shown as a chip, and saved under a name', async () => {
  await press('/')
  await expect.poll(hasFocus).toBe(true)
  await page().keyboard.type('name:red warm')
  await options().first().waitFor()
  expect(await options().first().textContent()).toMatch(/tag\s*Warm colours\s*5 photos/)
  await press('ArrowDown')
  expect(await box().getAttribute('aria-activedescendant')).toBe(await options().first().getAttribute('id'))
  await press('Tab')
  expect(await box().inputValue()).toBe('name:red tag:"Warm colours" ')
  await press('Enter')
  await expect.poll(() => found().count()).toBe(5)
  expect(address()).toBe('#/search/name:red tag:"Warm colours"')
  expect(await hasFocus()).toBe(true)
  expect((await chips()).map((text) => text.trim())).toEqual(['Name “red”', 'Tag Warm colours'])
  await page().getByRole('button', { name: 'Save this search' }).click()
  await page().getByRole('textbox', { name: 'Name of the search' }).fill('Reds')
  await press('Enter')
  const saved = page().getByRole('complementary').getByRole('button', { name: 'Reds' })
  await saved.waitFor()
  await page().reload()
  await expect.poll(() => found().count()).toBe(5)
  await page().evaluate(() => void (location.hash = '#/learning'))
  await saved.click()
  await expect.poll(() => found().count()).toBe(5)
  expect(await box().inputValue()).toBe('name:red tag:"Warm colours"')
  await page().getByRole('button', { name: 'Rename' }).click()
  await page().getByRole('textbox', { name: 'Name of the search' }).fill('Red ones')
  await press('Enter')
  await page().getByRole('complementary').getByRole('button', { name: 'Red ones' }).waitFor()
  await page().getByRole('button', { name: 'Remove saved search' }).click()
  await page().getByRole('complementary').getByRole('button', { name: 'Red ones' }).waitFor({ state: 'detached' })
  await page().getByRole('button', { name: 'Undo', exact: true }).click()
  await page().getByRole('complementary').getByRole('button', { name: 'Red ones' }).waitFor()
})

test('chips are taken out by mouse and by keys, and the last leads to the library', async () => {
  await box().fill('jpeg landscape name:green')
  await press('Enter')
  await expect.poll(() => found().count()).toBe(12)
  await page().getByRole('button', { name: 'Take out: Name “green”' }).click()
  await expect.poll(() => found().count()).toBeGreaterThan(12)
  await page().getByRole('button', { name: 'Take out: JPEG' }).focus()
  await press('Enter')
  await expect.poll(address).toBe('#/search/landscape')
  await page().getByRole('button', { name: 'Take out: Landscape' }).focus()
  await press('Enter')
  await expect.poll(address).toBe('#/library')
  await expect.poll(hasFocus).toBe(true)
})

test('photos are stepped through among the results; Back and reload lead to where one was', async () => {
  await box().fill('tag:warm colours')
  await press('Enter')
  await found().nth(1).click()
  await page().getByTestId('large-photo').waitFor()
  const first = address()
  expect(first).toMatch(/^#\/search\/tag:warm colours\/photo\/\d+$/)
  await press('ArrowRight')
  await expect.poll(address).not.toBe(first)
  await page().reload()
  await page().getByTestId('large-photo').waitFor()
  await page().getByRole('button', { name: 'Next photo' }).waitFor()
  for (let i = 0; i < 2; i++) await press('ArrowRight')
  await page().getByRole('button', { name: 'Next photo', disabled: true }).waitFor()
  await press('Escape')
  await expect.poll(() => found().count()).toBe(5)
})

test('results follow marks and hidden photos', async () => {
  const { api } = window.core
  await box().fill('tag:"warm colours"')
  await press('Enter')
  await expect.poll(() => found().count()).toBe(5)
  const tagId = (await api.listTags({}))[0].tagId
  const photoId = Number(await found().first().getAttribute('data-photo-id'))
  await api.setLabels({ tagId, labels: [{ photoId, label: null }] })
  await expect.poll(() => found().count()).toBe(4)
  await found().first().focus()
  await press('h')
  await expect.poll(() => found().count()).toBe(3)
  await press('Control+z')
  await expect.poll(() => found().count()).toBe(4)
})

test('what cannot be read is said beside the box, and what finds nothing says what to do', async () => {
  await box().fill('2023-13-45')
  await expect
    .poll(() => page().getByRole('status').allTextContents())
    .toContainEqual(expect.stringContaining('“2023-13-45” is no date'))
  await press('Enter')
  expect(await page().getByRole('alert').textContent()).toContain('“2023-13-45” is no date')
  await box().fill('nowhere')
  await press('Enter')
  await page().getByRole('heading', { name: 'No photo is found' }).waitFor()
  await press('Escape')
  await expect.poll(() => box().inputValue()).toBe('')
  await press('Escape')
  expect(await hasFocus()).toBe(false)
  expect(window.complaints).toEqual([])
})
