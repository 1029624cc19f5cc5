/// <reference lib="dom" />
/** A part of a photo finds a part of another one, which is outlined on its tile and on the large photo. */
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { violations } from '../support/axe.ts'
import { looked, writeCollage } from '../support/collages.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import { detailsByName, indexed, temporaryFolder, writeEncoder, writePhoto } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

useNarrowNetworks()
const starter = temporaryFolder()
let window: TestWindow
let houseId: number
const page = () => window.page
const tile = () => page().locator('.tile', { has: page().getByRole('button', { name: /^collage\.jpg/ }) })
const outline = (within: Locator) => within.getByTestId('region-outline')
const large = () => page().locator('figure')

beforeAll(async () => {
  writeEncoder(starter.path)
  window = await TestWindow.over(writeCollage, { starterPath: join(starter.path, 'encoder.safetensors') })
  await looked(window.core)
  houseId = (await detailsByName(window.core))['house.jpg'].photoId
})
afterAll(async () => {
  await window?.close()
  starter.remove()
})

/** Shares of the box of `of` that `it` takes, from left and top. */
async function place(it: Locator, of: Locator): Promise<number[]> {
  const [inner, outer] = [(await it.boundingBox())!, (await of.boundingBox())!]
  return [
    (inner.x - outer.x) / outer.width,
    (inner.y - outer.y) / outer.height,
    inner.width / outer.width,
    inner.height / outer.height,
  ].map((share) => Math.round(share * 100) / 100)
}

const search = () => page().evaluate((hash) => void (location.hash = hash), `#/similar/${houseId}@50:50:900:900`)

/** Where the grid begins: what is about to be pressed in it stays there. */
const gridTop = async () => (await page().locator('.grid').boundingBox())!.y

/** The next search begins when what is returned is called. */
function holdSearch(): () => void {
  const { api } = window.core
  const find = api.findSimilar
  let goOn = (): void => {}
  const held = new Promise<void>((resolve) => (goOn = resolve))
  vi.spyOn(api, 'findSimilar').mockImplementation(async (args) => (await held, find(args)))
  return () => (vi.restoreAllMocks(), goOn())
}

test('says of how many photos no parts are looked at yet, then that they are, moves nothing, and searches again', async () => {
  await search()
  await page().getByText('Parts of 14 photos are not looked at yet').waitFor()
  expect(await outline(page().locator('.grid')).count()).toBe(0)
  const before = await gridTop()
  await window.core.regionsEmbedded()
  await page().getByText('Parts of more photos are looked at now').waitFor()
  expect(await outline(page().locator('.grid')).count()).toBe(0)
  expect(await violations(page())).toEqual([])
  await page().getByRole('button', { name: 'Search again' }).focus()
  const goOn = holdSearch()
  await page().keyboard.press('Enter')
  await page().getByText('Searching again…').waitFor()
  expect(await gridTop()).toBe(before)
  goOn()
  await outline(tile()).waitFor()
  expect(await page().evaluate(() => document.activeElement?.ariaLabel)).toBe('Query')
  await page().getByText('The nearest first').waitFor()
  expect(await gridTop()).toBe(before)
})

test('photos that come while results are shown are told of, and are found when it is asked again', async () => {
  await search()
  await outline(tile()).waitFor()
  const found = page().getByTestId('similar-result')
  const before = await found.count()
  await writePhoto(join(window.photosDir, 'late.jpg'), [200, 20, 20])
  await window.core.api.rescan({})
  await indexed(window.core)
  await window.core.embedded()
  await window.core.regionsEmbedded()
  await page()
    .getByText(/Photos have come|Parts of more photos/)
    .waitFor()
  expect(await found.count()).toBe(before)
  await page().getByRole('button', { name: 'Search again' }).click()
  await expect.poll(() => found.count()).toBe(before + 1)
})

test.each(['light', 'dark'] as const)('outlined on its tile and named, %s', async (colorScheme) => {
  await page().emulateMedia({ colorScheme })
  await search()
  await outline(tile()).waitFor()
  await page().getByRole('button', { name: 'collage.jpg, 0' }).waitFor()
  expect(await tile().getByRole('button').first().getAttribute('aria-label')).toMatch(/by its upper right part/)
  // A square tile shows the middle three quarters of the width.
  expect(await place(outline(tile()), tile())).toEqual([0.28, 0, 0.72, 0.67])
  expect(await violations(page())).toEqual([])
})

test('outlined on the large photo, also zoomed in; O takes the outline away; another photo has none', async () => {
  await search()
  await tile().getByTestId('similar-result').click()
  await outline(large()).waitFor()
  const photo = page().getByTestId('large-photo')
  expect(await place(outline(large()), photo)).toEqual([0.33, 0, 0.67, 0.67])
  expect(await violations(page())).toEqual([])
  await page().keyboard.press('+')
  await expect.poll(() => place(outline(large()), photo)).toEqual([0.33, 0, 0.67, 0.67])
  await page().keyboard.press('o')
  await outline(large()).waitFor({ state: 'detached' })
  await page().getByRole('button', { name: 'Outline of its upper right part' }).click()
  await outline(large()).waitFor()
  await page().keyboard.press('0')
  await page().keyboard.press('ArrowRight')
  await outline(large()).waitFor({ state: 'detached' })
  expect(window.complaints).toEqual([])
})
