/// <reference lib="dom" />
/** The map in a real browser: made, come near until there are pictures, selected from, tagged, opened, come back to. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations } from '../support/axe.ts'
import { writeEncoder } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
/** Photos in the library: of those written some are alike. */
let total: number
const button = (name: string | RegExp) => window.page.getByRole('button', { name })
const stage = () => window.page.getByTestId('map')
const thumbs = () => window.page.getByTestId('map-thumb')
const inView = async () => Number(await stage().getAttribute('data-in-view'))
const press = async (...keys: string[]) => {
  for (const key of keys) await window.page.keyboard.press(key)
}

/** As the dots are drawn. */
const colourCount = () =>
  window.page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=map] canvas')!
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return new Set(new Uint32Array(data.buffer).filter((pixel) => pixel !== 0)).size
  })

beforeAll(async () => {
  window = await TestWindow.open(40)
  total = (await window.core.api.getStatus({})).photoCount
})
afterAll(() => window?.close())

test('without a model it says what is missing', async () => {
  await button(/^Map/).click()
  await window.page.getByRole('heading', { name: 'No map yet' }).waitFor()
  await button('Go to learning').waitFor()
})

test('with one it is made by itself and drawn, all of it in view', async () => {
  await window.core.api.importModel({ path: writeEncoder(window.catalogueDir) })
  await stage().waitFor()
  await expect.poll(inView).toBe(total)
  await expect.poll(colourCount).toBe(1)
})

test('from near there are pictures; what is in view is selected and tagged, and colours show it', async () => {
  await stage().focus()
  await press('+', '+', '+', '+')
  await thumbs().first().waitFor()
  const seen = await inView()
  expect(seen).toBeLessThan(total)
  await press('v')
  await window.page.getByText(new RegExp(`^${seen} photos? selected$`)).waitFor()
  await press('t')
  await window.page.getByRole('dialog').getByRole('combobox').fill('so "near"')
  await press('Enter')
  await expect.poll(async () => (await window.core.api.listTags({})).map(({ yesCount }) => yesCount)).toEqual([seen])
  await press('Escape')
  await window.page.getByLabel('Colour by', { exact: true }).selectOption('tag')
  await window.page.getByLabel('Tag to colour by').selectOption({ label: 'so "near"' })
  await window.page.getByTestId('map-legend').getByText('Without this tag').waitFor()
  await window.page
    .getByTestId('map-legend')
    .getByText(String(total - seen))
    .waitFor()
})

test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
  await window.page.emulateMedia({ colorScheme })
  await stage().focus()
  expect(await violations(window.page)).toEqual([])
})

test('a photo is named under the mouse, opened by a click or Enter, and the map is where it was', async () => {
  const before = await inView()
  await thumbs().first().hover()
  await window.page
    .getByTestId('map-card')
    .getByText(/\.jpg$/)
    .waitFor()
  await thumbs().first().click()
  await window.page.getByTestId('large-photo').waitFor()
  await button('Back to Map').click()
  await stage().waitFor()
  await expect.poll(inView).toBe(before)
  await stage().focus()
  await window.page.getByTestId('map-card').waitFor()
  await press('Enter')
  await window.page.getByTestId('large-photo').waitFor()
  await window.page.reload()
  await window.page.goBack()
  await stage().waitFor()
  await expect.poll(inView).toBe(before)
  expect(await window.page.getByLabel('Colour by', { exact: true }).inputValue()).toBe('tag')
})

test('a lasso selects what it holds; the mouse drags the map and the wheel comes nearer', async () => {
  await stage().focus()
  await press('0')
  await expect.poll(inView).toBe(total)
  const { x, y, width, height } = (await stage().boundingBox())!
  const { mouse } = window.page
  const corners: [number, number][] = [
    [2, 2],
    [width - 2, 2],
    [width - 2, height / 2],
    [2, height / 2],
  ]
  await button('Lasso').click()
  await mouse.move(x + 2, y + 2)
  await mouse.down()
  for (const [cornerX, cornerY] of corners) await mouse.move(x + cornerX, y + cornerY, { steps: 4 })
  await mouse.up()
  const text = await window.page.getByText(/photos? selected$/).innerText()
  const count = Number(/^\d+/.exec(text)![0])
  expect([count > 0, count < total]).toEqual([true, true])
  await press('Escape')
  // Its bar makes room for the map.
  await window.page.getByText(/photos? selected$/).waitFor({ state: 'detached' })
  await mouse.move(x + width / 2, y + height / 2)
  await mouse.down()
  await mouse.move(x + width / 2 + 60, y + height / 2 + 40, { steps: 4 })
  const drawn = stage().locator('svg polygon')
  await drawn.waitFor()
  await stage().dispatchEvent('pointercancel')
  await drawn.waitFor({ state: 'detached' })
  // Where no photo is: what was no lasso may be a click.
  await mouse.move(x + 2, y + 2)
  await mouse.up()
  await button('Lasso').click()
  await mouse.move(x + 30, y + height / 2)
  await mouse.down()
  await mouse.move(x + 30 + width, y + height / 2, { steps: 5 })
  await mouse.up()
  await expect.poll(inView).toBeLessThan(60)
  await press('0')
  await mouse.move(x + width / 2, y + height / 2)
  await mouse.wheel(0, -1500)
  await expect.poll(inView).toBeLessThan(100)
})

test('photos that are hidden leave the map, whatever pictures are drawn on it, and come back', async () => {
  await stage().focus()
  await press('0', '+', '+', '+', '+')
  await expect.poll(inView).toBeLessThan(total)
  const seen = await inView()
  await press('v', '0')
  await expect.poll(inView).toBe(total)
  await thumbs().first().waitFor()
  await press('h')
  await expect.poll(inView).toBe(total - seen)
  await press('Control+z')
  await expect.poll(inView).toBe(total)
  expect(window.complaints).toEqual([])
})

test('Escape gives up a lasso that is drawn; the map and what is selected stay', async () => {
  const { page } = window
  await stage().focus()
  await press('0', 'v')
  const selected = page.getByText(`${total} photos selected`)
  await selected.waitFor()
  const { x, y, width, height } = (await stage().boundingBox())!
  await page.keyboard.down('Shift')
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width / 2 + 60, y + height / 2 + 40, { steps: 4 })
  await page.keyboard.up('Shift')
  const drawn = stage().locator('svg polygon')
  await drawn.waitFor()
  await press('Escape')
  await drawn.waitFor({ state: 'detached' })
  await page.mouse.move(x + width / 2 + 60, y + height / 2 + 80, { steps: 4 })
  await page.mouse.up()
  expect(await drawn.count()).toBe(0)
  await selected.waitFor()
  await press('Escape')
  await selected.waitFor({ state: 'detached' })
  await stage().waitFor()
})

test.each([
  [900, 600],
  [640, 400],
  [390, 844],
])('at %i x %i it says what is chosen of colours, and the buttons that zoom stay together', async (width, height) => {
  const { page } = window
  await page.setViewportSize({ width, height })
  await page.getByText('Colour by', { exact: true }).waitFor()
  const tops = await page
    .getByRole('button', { name: /\([-+0]\)$/ })
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
  expect(tops).toEqual(Array(3).fill(tops[0]))
  await page.setViewportSize({ width: 1280, height: 800 })
})

test('where no photo is that is said, and 0 leads back to all of them, wherever the focus is', async () => {
  await window.page.reload()
  await stage().waitFor()
  const { x, y } = (await stage().boundingBox())!
  await window.page.mouse.move(x + 4, y + 4)
  await window.page.mouse.wheel(0, -20_000)
  await expect.poll(inView).toBe(0)
  await window.page.getByText('No photo is here.').waitFor()
  await stage().blur()
  await press('0')
  await expect.poll(inView).toBe(total)
  await window.page.getByText('No photo is here.').waitFor({ state: 'detached' })
  expect(window.complaints).toEqual([])
})
