/// <reference lib="dom" />
/** The library by capture date in a real Chromium: headings, proportions, the bar, other orders, sizes, selection. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexed, writePhoto } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

describe('the gallery', () => {
  let window: TestWindow
  const page = () => window.page
  const press = (key: string) => page().keyboard.press(key)
  const tiles = () => page().getByTestId('photo-tile')
  const headings = () => page().getByTestId('group-heading')
  const selected = () => page().getByRole('toolbar', { name: 'Selected photos' })
  const bar = () => page().getByRole('slider', { name: 'Go to' })
  const topOf = (photoId: number) =>
    page()
      .locator(`[data-photo-id="${photoId}"]`)
      .evaluate(async (tile) => {
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
        return tile.getBoundingClientRect().top
      })

  /** To the first photo of an order that was chosen just now. Until it has come, the photo in sight is kept there. */
  const toTop = (first: string) =>
    expect
      .poll(async () => {
        await bar().focus()
        await press('Home')
        return bar().getAttribute('aria-valuetext')
      })
      .toBe(first)

  /** Twenty photos for each of these months, of several shapes. */
  async function write(months: string[], red: number): Promise<void> {
    for (const [m, month] of months.entries()) {
      const dir = join(window.photosDir, month.slice(0, 4))
      mkdirSync(dir, { recursive: true })
      for (let i = 0; i < 20; i++) {
        const size = [
          { width: 160, height: 120 },
          { width: 120, height: 160 },
          { width: 200, height: 100 },
        ][i % 3]
        const name = `${month}${String(i + 1).padStart(2, '0')}_120000.jpg`
        await writePhoto(join(dir, name), [red, 20 + 8 * i, 20 + 30 * m], i, size)
      }
    }
    await window.core.api.addFolder({ path: window.photosDir })
    await indexed(window.core)
    const { photoCount } = await window.core.api.getStatus({})
    await page().getByText(`${photoCount} photos`).first().waitFor()
  }

  beforeAll(async () => {
    window = await TestWindow.open(0)
    await write(['202201', '202203', '202307', '202312'], 40)
    await tiles().first().waitFor()
  })
  afterAll(() => window?.close())

  test('newest month first, each under its heading, photos in their proportions', async () => {
    expect(await headings().first().textContent()).toContain('December 2023')
    expect(await headings().first().textContent()).toContain('20')
    const ratios = await tiles().evaluateAll((all) => all.map((tile) => tile.clientWidth / tile.clientHeight))
    for (const ratio of ratios)
      expect(Math.min(...[4 / 3, 3 / 4, 2].map((shape) => Math.abs(ratio - shape)))).toBeLessThan(0.03)
  })

  test('the bar goes to a month, by pointer and by key, and says which; the heading stays at the top', async () => {
    const box = (await bar().boundingBox())!
    await page().mouse.move(box.x + 10, box.y + box.height - 2)
    await page().mouse.down()
    await page().mouse.up()
    await expect.poll(() => bar().getAttribute('aria-valuetext')).toBe('January 2022')
    const last = headings().filter({ hasText: 'January 2022' })
    const gridTop = await page()
      .getByRole('group', { name: 'Photos' })
      .evaluate((grid) => grid.getBoundingClientRect().top)
    await expect.poll(async () => (await last.boundingBox())!.y).toBeGreaterThanOrEqual(gridTop)
    await bar().focus()
    await press('Home')
    await expect.poll(() => bar().getAttribute('aria-valuetext')).toBe('December 2023')
    await press('ArrowDown')
    await expect.poll(() => bar().getAttribute('aria-valuetext')).toBe('July 2023')
    await expect
      .poll(async () => (await headings().filter({ hasText: 'July 2023' }).boundingBox())!.y - gridTop)
      .toBeLessThan(6)
  })

  test('all of a month are selected and unselected, those that are not on screen, too', async () => {
    const heading = headings().filter({ hasText: 'July 2023' })
    await heading.getByRole('button').click()
    await selected().getByText('20 photos selected').waitFor()
    await heading.getByRole('button', { name: 'Unselect' }).click()
    await selected().waitFor({ state: 'detached' })
    await tiles().first().focus()
    await press('Control+a')
    await selected().getByText('80 photos selected').waitFor()
    await press('Escape')
  })

  test('a box drawn over photos selects them, with Ctrl beside those that are; none of them is opened', async () => {
    await bar().focus()
    await press('Home')
    const boxes = await tiles().evaluateAll((all) =>
      all.map((tile) => tile.getBoundingClientRect().toJSON() as DOMRect),
    )
    const row = boxes.filter(({ top }) => top === boxes[0].top)
    const draw = async (from: DOMRect, to: DOMRect) => {
      await page().mouse.move(from.left + 20, from.top + 60)
      await page().mouse.down()
      await page().mouse.move(to.left + 30, to.top + 80, { steps: 5 })
      await page().mouse.up()
    }
    await draw(row[0], row[2])
    await selected().getByText('3 photos selected').waitFor()
    await page().keyboard.down('Control')
    await draw(row[3], row[3])
    await page().keyboard.up('Control')
    await selected().getByText('4 photos selected').waitFor()
    await draw(row[1], boxes[row.length + 1])
    expect(new URL(page().url()).hash).toBe('#/library')
    await press('Escape')
    await selected().waitFor({ state: 'detached' })
    await tiles().first().click()
    await page().getByTestId('large-photo').waitFor()
    await press('Escape')
  })

  test('older and newer photos that come in leave ring, selection and place with their photo', async () => {
    await bar().focus()
    await press('Home')
    await press('ArrowDown')
    await tiles().nth(12).focus()
    await press(' ')
    const before = await window.ring()
    await write(['202103', '202401', '202402'], 90)
    const after = await window.ring()
    expect(after.photoId).toBe(before.photoId)
    await expect.poll(async () => Math.abs((await window.ring()).top - before.top)).toBeLessThan(2)
    await selected().getByText('1 photo selected').waitFor()
    await press('Escape')
  })

  test('another order keeps the photo in view, and is remembered', async () => {
    const { photoId } = await window.ring()
    const inView = async () => {
      const top = await topOf(photoId)
      return top > 60 && top < 800
    }
    for (const order of ['By folder and name', 'By date added', 'By folder and name']) {
      await page().getByLabel('Order').selectOption(order)
      await expect.poll(inView).toBe(true)
    }
    await expect.poll(() => headings().first().textContent()).toMatch(/202\d/)
    await page().reload()
    await tiles().first().waitFor()
    expect(await page().getByLabel('Order').inputValue()).toBe('folder')
    await expect.poll(inView).toBe(true)
    await page().getByLabel('Order').selectOption('By date taken')
    await expect.poll(inView).toBe(true)
  })

  test('Ctrl and wheel change the size about the photo under the pointer', async () => {
    const tile = tiles().nth(15)
    const photoId = Number(await tile.getAttribute('data-photo-id'))
    await tile.hover()
    const before = (await tile.boundingBox())!
    await page().keyboard.down('Control')
    await page().mouse.wheel(0, -200)
    await page().keyboard.up('Control')
    const now = page().locator(`[data-photo-id="${photoId}"]`)
    await expect.poll(async () => (await now.boundingBox())!.height).toBeGreaterThan(before.height * 1.1)
    expect(Math.abs((await now.boundingBox())!.y - before.y)).toBeLessThan(2)
  })

  test('what is flung past is not asked for, and what is left before it has come is given up', async () => {
    await page().getByRole('slider', { name: 'Size of the photos' }).fill('320')
    const grid = page().getByRole('group', { name: 'Photos' })
    const [asked, givenUp] = [new Set<string>(), new Set<string>()]
    page().on('request', (request) => asked.add(request.url()))
    page().on('requestfailed', (request) => givenUp.add(request.url()))
    await page().route('**/thumb/*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1000))
      await route.continue().catch(() => {})
    })
    await grid.evaluate(async (view) => {
      for (view.scrollTop = 0; view.scrollTop < view.scrollHeight - 2500; view.scrollTop += 2500)
        await new Promise(requestAnimationFrame)
    })
    await expect.poll(() => asked.size).toBeGreaterThan(0)
    expect(asked.size).toBeLessThan((await window.core.api.getStatus({})).photoCount / 2)
    await grid.evaluate((view) => (view.scrollTop = 0))
    await expect.poll(() => givenUp.size).toBeGreaterThan(0)
    await page().unroute('**/thumb/*')
  })

  test('by name and by tag each photo stands once, under letters and tags that the bar tells, kept over a reload', async () => {
    const { api } = window.core
    const [{ tagId }, { tagId: other }] = [
      await api.createTag({ name: 'Boats' }),
      await api.createTag({ name: 'Ants' }),
    ]
    await api.setLabels({ tagId, labels: [3, 4, 5].map((photoId) => ({ photoId, label: 'yes' as const })) })
    await api.setLabels({ tagId: other, labels: [{ photoId: 5, label: 'yes' }] })
    await page().getByRole('slider', { name: 'Size of the photos' }).fill('176')
    await page().getByLabel('Order').selectOption('By name')
    await expect.poll(() => headings().first().textContent()).toContain('0–9')
    await page().getByLabel('Order').selectOption('By tag')
    const head = async () => (await headings().allTextContents()).map((text) => text.replace(/Select.*/s, '').trim())
    await toTop('Ants')
    await expect.poll(head).toEqual(['Ants 1', 'Boats 2', expect.stringContaining('Without a tag')])
    await press('ArrowDown')
    await expect.poll(() => bar().getAttribute('aria-valuetext')).toBe('Boats')
    await api.setLabels({ tagId: other, labels: [{ photoId: 4, label: 'yes' }] })
    await expect.poll(head).toContain('Ants 2')
    await page().reload()
    await expect.poll(head).toContain('Ants 2')
  })

  test('by similarity to the photo that was looked at last, which stands first; Back leaves the order as it was', async () => {
    await page().getByLabel('Order').selectOption('By date taken')
    await toTop('February 2024')
    await expect.poll(() => tiles().nth(3).getAttribute('aria-label')).toContain('202402')
    const photoId = Number(await tiles().nth(3).getAttribute('data-photo-id'))
    const name = (await window.core.api.getPhoto({ photoId })).name
    await page().locator(`[data-photo-id="${photoId}"]`).focus()
    await page().getByLabel('Order').selectOption(`Most like ${name}`)
    await expect.poll(() => headings().first().textContent()).toContain('Most alike first')
    await tiles().first().focus()
    await press('Home')
    const first = () => tiles().first().getAttribute('data-photo-id')
    await expect.poll(first).toBe(String(photoId))
    await press('ArrowRight')
    await press('Enter')
    await page().getByTestId('large-photo').waitFor()
    await page().goBack()
    await expect.poll(first).toBe(String(photoId))
    await page().reload()
    await expect.poll(first).toBe(String(photoId))
    const chosen = page().getByLabel('Order').locator('option:checked')
    expect(await chosen.textContent()).toBe(`Most like ${name}`)
    await window.core.api.choose({ photoIds: [photoId], choice: { keptOut: 'hidden' } })
    await expect.poll(() => page().getByLabel('Order').inputValue()).toBe('taken')
    await window.core.api.undo({})
  })

  test('a tile shows rough colours of its photo until the thumbnail has come, and nothing moves when it comes', async () => {
    await page().route('**/thumb/*', () => {})
    await page().reload()
    const images = tiles().locator('img')
    const backgrounds = () => images.evaluateAll((all) => all.map((image) => getComputedStyle(image).backgroundImage))
    await expect.poll(async () => new Set(await backgrounds()).size).toBeGreaterThan(5)
    expect((await backgrounds()).every((url) => url.startsWith('url("data:image/bmp;base64,'))).toBe(true)
    const colour = await images.first().evaluate(async (image: HTMLElement) => {
      const rough = new Image()
      rough.src = getComputedStyle(image).backgroundImage.slice(5, -2)
      await rough.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 4 }).getContext('2d')!
      canvas.drawImage(rough, 0, 0)
      return [rough.naturalWidth, rough.naturalHeight, ...canvas.getImageData(0, 0, 1, 1).data]
    })
    expect(colour.slice(0, 2)).toEqual([4, 4])
    expect(colour[2] - colour[4]).not.toBe(0)
    const boxes = () =>
      tiles().evaluateAll((all) => all.map((tile) => tile.getBoundingClientRect().toJSON() as DOMRect))
    const before = await boxes()
    expect(before.every(({ width, height }) => width > 40 && height > 40)).toBe(true)
    expect(await images.first().evaluate((image) => image.clientHeight)).toBeCloseTo(before[0].height, 0)
    await page().evaluate(() => {
      const shifts: number[] = []
      new PerformanceObserver((list) => {
        for (const { value } of list.getEntries() as (PerformanceEntry & { value: number })[]) shifts.push(value)
      }).observe({ type: 'layout-shift' })
      Object.assign(globalThis, { shifts })
    })
    await page().unroute('**/thumb/*')
    // What was held back is asked for again.
    await images.evaluateAll((all: HTMLImageElement[]) => all.forEach((image) => (image.src = `${image.src}?again`)))
    await expect
      .poll(() => images.evaluateAll((all: HTMLImageElement[]) => all.filter((image) => image.naturalWidth > 0).length))
      .toBeGreaterThan(5)
    expect(await boxes()).toEqual(before)
    expect(await page().evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)).toEqual([])
  })

  test('nothing complained', () => expect(window.complaints).toEqual([]))
})
