/// <reference lib="dom" />
/** Find similar as a place to explore, in a real Chromium: examples, cut-offs, folds, parts, and the way back. */
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { colours, writePhoto } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

let window: TestWindow
const page = () => window.page
const press = (key: string) => page().keyboard.press(key)
const tile = (photoId: number) => page().locator(`.grid [data-photo-id="${photoId}"]`)
const results = () => page().getByTestId('similar-result')
const firstNames = async (count: number) =>
  Promise.all((await results().all()).slice(0, count).map((one) => one.getAttribute('aria-label')))
const address = () => page().evaluate(() => location.hash)
const idOf = async (name: string) => {
  const { photos } = await window.core.api.listPhotos({ offset: 0, limit: 100 })
  return photos.find((photo) => photo.name === name)!.photoId
}
const [red, blue, green] = ['red-0.jpg', 'blue-0.jpg', 'green-0.jpg']
let ids: Record<string, number>

beforeAll(async () => {
  window = await TestWindow.open(6)
  ids = Object.fromEntries(await Promise.all([red, blue, green].map(async (name) => [name, await idOf(name)] as const)))
})
beforeEach(async () => {
  await page().evaluate(() => void (location.hash = '#/library'))
  await tile(ids[red]).waitFor()
})
afterAll(() => window?.close())

describe('the query', () => {
  test('two photos looked for and one not, by keys; each address comes back, also after a reload', async () => {
    await tile(ids[red]).focus()
    await press('s')
    await results().first().waitFor()
    expect(await address()).toBe(`#/similar/${ids[red]}`)
    expect(await firstNames(5)).toSatisfy((names: string[]) => names.every((name) => name.startsWith('red')))
    for (const [name, key] of [
      [blue, 'q'],
      [green, 'x'],
    ]) {
      await tile(ids[name]).focus()
      await press(key)
      await tile(ids[name]).waitFor({ state: 'detached' })
    }
    const whole = `#/similar/${ids[red]},${ids[blue]},-${ids[green]}`
    expect(await address()).toBe(whole)
    await expect.poll(() => page().getByTestId('query-example').count()).toBe(3)
    await results().nth(9).waitFor()
    const names = await firstNames(10)
    expect(names.filter((name) => name!.startsWith('green'))).toEqual([])
    await page().reload()
    await expect.poll(() => firstNames(10)).toEqual(names)
    await page().goBack()
    await expect.poll(address).toBe(`#/similar/${ids[red]},${ids[blue]}`)
    await page().goBack()
    await expect.poll(() => page().getByTestId('query-example').count()).toBe(1)
    await page().goForward()
    await page().goForward()
    await expect.poll(address).toBe(whole)
  })

  test('each example is turned and taken out in the tray, with the keyboard', async () => {
    await page().evaluate((hash) => void (location.hash = hash), `#/similar/${ids[red]},${ids[blue]}`)
    await page()
      .getByRole('button', { name: `Looked for, ${blue}: make it unlike` })
      .focus()
    await press('Enter')
    await expect.poll(address).toBe(`#/similar/${ids[red]},-${ids[blue]}`)
    await page()
      .getByRole('button', { name: `Take ${red} out of the query` })
      .press('Enter')
    await expect.poll(address).toBe(`#/similar/-${ids[blue]}`)
    await page().getByRole('heading', { name: 'Nothing is looked for yet' }).waitFor()
    await page()
      .getByRole('button', { name: `Unlike ${blue}: make it looked for` })
      .press('Enter')
    await results().first().waitFor()
    expect(await firstNames(4)).toSatisfy((names: string[]) => names.every((name) => name.startsWith('blue')))
  })

  test('a selection, from its menu and by S', async () => {
    await tile(ids[red]).focus()
    await press('Space')
    await tile(ids[blue]).click({ modifiers: ['Control'] })
    await tile(ids[blue]).click({ button: 'right' })
    await page().getByRole('menuitem', { name: 'Find similar to these' }).click()
    await expect.poll(address).toBe(`#/similar/${ids[red]},${ids[blue]}`)
    await press('Alt+ArrowLeft')
    await tile(ids[red]).waitFor()
    await press('s')
    await expect.poll(address).toBe(`#/similar/${ids[red]},${ids[blue]}`)
    await press('Alt+ArrowLeft')
    await tile(ids[red]).focus()
    await press('Escape')
    await tile(ids[green]).click({ button: 'right' })
    await page().getByRole('menuitem', { name: 'Add to the query as unlike' }).click()
    await expect.poll(address).toBe(`#/similar/${ids[red]},${ids[blue]},-${ids[green]}`)
  })

  test('files dropped and pasted land in the tray; after a reload it says that they are gone', async () => {
    const path = await writePhoto(join(window.photosDir, '..', `${crypto.randomUUID()}.jpg`), colours.blue, 3)
    await page().evaluate((hash) => void (location.hash = hash), `#/similar/${ids[red]}`)
    await results().first().waitFor()
    await page().locator('input[type=file]').setInputFiles(path)
    await expect.poll(address).toMatch(new RegExp(`^#/similar/${ids[red]},image-[0-9a-f]+$`))
    await expect.poll(() => page().getByTestId('query-example').count()).toBe(2)
    await paste('letter.txt', 'no image')
    await page().getByRole('alert').filter({ hasText: 'letter.txt: ' }).waitFor()
    await page().getByRole('button', { name: 'Take letter.txt out of the query' }).click()
    await results().first().waitFor()
    await page().reload()
    await page().getByText('A dropped image is not kept over a reload').waitFor()
    await results().first().waitFor()
  })
})

const paste = (name: string, text: string) =>
  page().evaluate(
    ([name, text]) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([text], name))
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    [name, text],
  )

test('a part of a photo, by pointer and by keys', async () => {
  await page().evaluate((hash) => void (location.hash = hash), `#/library/photo/${ids[red]}`)
  await page().getByTestId('large-photo').waitFor()
  await press('r')
  const photo = page().getByTestId('region-photo')
  const { x, y, width, height } = (await photo.boundingBox())!
  await page().mouse.move(x + 0.1 * width, y + 0.1 * height)
  await page().mouse.down()
  await page().mouse.move(x + 0.6 * width, y + 0.5 * height)
  await page().mouse.up()
  await press('ArrowRight')
  await press('Shift+ArrowDown')
  await press('Enter')
  await expect.poll(address).toMatch(new RegExp(`^#/similar/${ids[red]}@1[12]\\d:\\d+:\\d+:4[12]\\d$`))
  await results().first().waitFor()
  expect(await firstNames(3)).toSatisfy((names: string[]) => names.every((name) => name.startsWith('red')))
  await press('Alt+ArrowLeft')
  await page().getByTestId('large-photo').waitFor()
  await press('r')
  await press('Escape')
  await photo.waitFor({ state: 'detached' })
  await page().getByTestId('large-photo').waitFor()
  expect(window.complaints).toEqual([])
})
