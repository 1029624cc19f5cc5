/// <reference lib="dom" />
/** While a long step goes on: axe over a screen and in the dialogs that show it, and what closing those does. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'
import { violations } from '../support/axe.ts'
import { closePage, openPage, rendererDir } from '../support/chromium.ts'
import { xmpWith } from '../support/described-photos.ts'
import { holdSteps, type HeldSteps } from '../support/held-step.ts'
import { indexed, openCore, temporaryFolder, writeLibrary } from '../support/photos.ts'

const [photos, catalogue] = [temporaryFolder(), temporaryFolder()]
let core: Core
let held: HeldSteps
let server: RunningServer
let page: Page
const rate = { doneCount: 41_000, totalCount: 100_000, perSecond: 2150, remainingMs: 27_000 }
const button = (name: string) => page.getByRole('button', { name, exact: true })
const step = () => page.getByRole('region', { name: 'Step', exact: true })
const looks = [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 640, height: 400 },
] as const

beforeAll(async () => {
  await writeLibrary(photos.path, 3)
  writeFileSync(join(photos.path, 'red', 'red-0.jpg.xmp'), xmpWith({ 'dc:subject': ['sea'] }))
  core = await openCore(catalogue.path)
  await core.api.addFolder({ path: photos.path })
  await indexed(core)
  for (const name of ['cats', 'dogs']) await core.api.createTag({ name })
  held = holdSteps(core)
  server = await startServer({ core: held.core, rendererDir })
  page = await openPage(server.url, [])
  await page.getByTestId('photo-tile').first().waitFor()
})
afterAll(async () => {
  await closePage(page)
  await server?.close()
  await core?.close()
  for (const folder of [photos, catalogue]) folder.remove()
})

async function openLibrary(width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.goto(new URL('/', server.url).href)
  await page.getByTestId('photo-tile').first().waitFor()
}

async function fromSidebar(name: string): Promise<void> {
  const menu = button('Screens, tags and folders')
  if (await menu.isVisible()) await menu.click()
  await page.locator('#sidebar').getByRole('button', { name }).click()
}

async function beginMerge(): Promise<void> {
  await fromSidebar('cats')
  await button('Merge into another tag').click()
  await page.getByLabel('Into which tag').selectOption('dogs')
  await button('Merge').click()
  await button('Close').waitFor()
}

describe.each(looks)('$colorScheme at $width x $height', ({ colorScheme, width, height }) => {
  beforeAll(async () => {
    await page.emulateMedia({ colorScheme })
    await openLibrary(width, height)
  })

  /** In `place` the step is seen; then it is over. */
  async function hasNoViolations(place: ReturnType<typeof step>, phase: string): Promise<void> {
    held.tell({ phase, ...rate })
    await place.getByText(phase).waitFor()
    expect(await violations(page)).toEqual([])
    if (await page.getByRole('dialog').isVisible()) await expectAllInDialog()
    held.tell(null)
    await place.waitFor({ state: 'detached' })
  }
  /** Nothing of a dialog is beside it, what stops the step least of all. */
  async function expectAllInDialog(): Promise<void> {
    const dialog = page.getByRole('dialog')
    const sheet = (await dialog.boundingBox())!
    for (const control of await dialog.getByRole('button').all()) {
      const { x, width } = (await control.boundingBox())!
      expect([x > sheet.x, x + width < sheet.x + sheet.width]).toEqual([true, true])
    }
  }
  const inDialog = () => page.getByRole('dialog').getByRole('region', { name: 'Step', exact: true })

  test('over the library', () => hasNoViolations(step(), 'Making 100,000 photos favourite'))

  test('while tags are merged', async () => {
    await beginMerge()
    await hasNoViolations(inDialog(), 'Merging "cats" into "dogs"')
    await page.keyboard.press('Escape')
  })

  test('while keywords are made marks', async () => {
    await fromSidebar('Import keywords')
    await button('Make 1 mark').click()
    await page.getByRole('progressbar', { name: 'Marking' }).waitFor()
    expect(await violations(page)).toEqual([])
    await hasNoViolations(inDialog(), 'Marking photos for 1 keyword')
    await page.keyboard.press('Escape')
  })
})

test('a merge whose sheet was closed leads nobody away from where they went', async () => {
  await openLibrary(1280, 800)
  await beginMerge()
  await button('Close').click()
  await fromSidebar('Learning')
  await page.getByRole('heading', { name: 'Learning' }).waitFor()
  held.goOn()
  await page.getByText('“cats” is now part of “dogs”.').waitFor()
  expect(new URL(page.url()).hash).toBe('#/learning')
})
