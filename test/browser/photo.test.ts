/// <reference lib="dom" />
/** One photo, large, in a real Chromium: zoom, pan, steps, full screen, slide show. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexed, writePhoto } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

describe('a photo', () => {
  let window: TestWindow
  const page = () => window.page
  const press = (key: string) => page().keyboard.press(key)
  const large = () => page().getByTestId('large-photo')
  const address = () => new URL(page().url()).hash
  const box = async () => (await large().boundingBox())!
  const isFullScreen = () => page().evaluate(() => document.fullscreenElement !== null)
  /** The photo's pixel under a point of the window. */
  const pixelAt = async (x: number, y: number) => {
    const { x: left, y: top, width, height } = await box()
    return [((x - left) / width) * 1600, ((y - top) / height) * 1200]
  }
  const isWhole = () => expect.poll(async () => (await box()).width).toBeLessThan(720)

  beforeAll(async () => {
    window = await TestWindow.open(0)
    for (let i = 0; i < 4; i++) {
      const size = { width: 1600, height: 1200 }
      await writePhoto(join(window.photosDir, `2024010${i + 1}_120000.jpg`), [20, 60 * i, 90], i, size)
    }
    // The newest comes first.
    const path = join(window.photosDir, '20240104_120000.jpg')
    const north = { GPSLatitudeRef: 'N', GPSLatitude: '41/1 54/1 0/1' }
    const gps = { ...north, GPSLongitudeRef: 'E', GPSLongitude: '12/1 30/1 0/1' }
    const exposure = { ExposureTime: '1/250', FNumber: '28/10', FocalLength: '50/1' }
    writeFileSync(path, await sharp(readFileSync(path)).withExif({ IFD2: exposure, IFD3: gps }).toBuffer())
    await window.core.api.addFolder({ path: window.photosDir })
    await indexed(window.core)
    await page().getByTestId('photo-tile').nth(3).waitFor()
    await page().getByTestId('photo-tile').first().focus()
    await press('Enter')
    await large().waitFor()
  })
  afterAll(() => window?.close())

  test('where it was taken is told, and leads to what was taken near it', async () => {
    await page().getByText('Italy, 41.900° N, 12.500° E').waitFor()
    await page().getByRole('button', { name: 'Photos near here' }).click()
    await page().getByText('Within 10 km of 41.9, 12.5').waitFor()
    await expect.poll(() => page().getByTestId('found-photo').count()).toBe(1)
    await page().goBack()
    await large().waitFor()
  })

  test('how it was exposed is read from its file; of one that says nothing nothing is told', async () => {
    await page().getByText('1/250 s, f/2.8').waitFor()
    await page().getByText('50 mm', { exact: true }).waitFor()
    await press('ArrowRight')
    await page().getByText('1/250 s, f/2.8').waitFor({ state: 'detached' })
    await press('ArrowLeft')
    await page().getByText('1/250 s, f/2.8').waitFor()
  })

  test('is shown whole; 1 shows its pixels, 0 all of it again, + and - go between', async () => {
    await expect.poll(() => large().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1600)
    const { width, height } = await box()
    expect(width / height).toBeCloseTo(4 / 3, 1)
    await press('1')
    await expect.poll(async () => (await box()).width).toBeCloseTo(1600, 0)
    await page().getByRole('button', { name: /100/ }).waitFor()
    await press('-')
    await expect.poll(async () => (await box()).width).toBeCloseTo(1600 / 1.4, 0)
    await press('+')
    await expect.poll(async () => (await box()).width).toBeCloseTo(1600, 0)
    await press('0')
    await isWhole()
  })

  test('the wheel zooms at the pointer, a double click to the pixels and back', async () => {
    const [x, y] = [520, 330]
    await page().mouse.move(x, y)
    await page().mouse.wheel(0, -300)
    await expect.poll(async () => (await box()).width).toBeGreaterThan(900)
    const before = await pixelAt(x, y)
    await page().mouse.wheel(0, -300)
    await expect.poll(async () => (await box()).width).toBeGreaterThan(1900)
    const after = await pixelAt(x, y)
    for (const i of [0, 1]) expect(Math.abs(after[i] - before[i])).toBeLessThan(3)
    await page().mouse.dblclick(x, y)
    await isWhole()
    await page().mouse.dblclick(x, y)
    await expect.poll(async () => (await box()).width).toBeCloseTo(1600, 0)
  })

  test('zoomed in, dragging and arrows move it and no other photo comes; whole, arrows go to the next', async () => {
    const at = address()
    const before = await box()
    await page().mouse.move(600, 400)
    await page().mouse.down()
    await page().mouse.move(560, 370, { steps: 4 })
    await page().mouse.up()
    const dragged = await box()
    expect([dragged.x - before.x, dragged.y - before.y].map(Math.round)).toEqual([-40, -30])
    await press('ArrowRight')
    await expect.poll(async () => (await box()).x).toBeLessThan(dragged.x)
    expect(address()).toBe(at)
    await press('0')
    await press('ArrowRight')
    await expect.poll(address).not.toBe(at)
    await isWhole()
    await press('ArrowLeft')
    await expect.poll(address).toBe(at)
  })

  test('full screen: Escape leaves that first; a slide show goes on to the last photo and ends there', async () => {
    await press('f')
    await expect.poll(isFullScreen).toBe(true)
    await press('Escape')
    await expect.poll(isFullScreen).toBe(false)
    await large().waitFor()
    const last = (await window.core.api.listPhotos({ offset: 3, limit: 1 })).photos[0].photoId
    await page().clock.install()
    await press('p')
    await expect.poll(isFullScreen).toBe(true)
    /** As if a photo had been shown for its time. */
    const after = async (read: () => unknown) => {
      await page().clock.fastForward(4000)
      return read()
    }
    await expect.poll(() => after(address)).toBe(`#/library/photo/${last}`)
    await expect.poll(() => after(isFullScreen)).toBe(false)
    await page().getByRole('button', { name: 'Slide show (P)' }).waitFor()
  })

  test.each([
    [900, 600],
    [360, 640],
  ])('at %i x %i it is zoomed and stepped through', async (width, height) => {
    await page().setViewportSize({ width, height })
    await press('0')
    // Laid out anew, and painted.
    await page().evaluate(async () => {
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
    })
    const whole = await box()
    expect(whole.width).toBeGreaterThan(width / 3)
    expect(whole.width).toBeLessThan(width)
    await page().getByRole('button', { name: 'Larger (+)' }).click()
    await expect.poll(async () => (await box()).width).toBeGreaterThan(whole.width * 1.3)
    await page().getByRole('button', { name: 'Smaller (-)' }).click()
    await expect.poll(async () => (await box()).width).toBeCloseTo(whole.width, 0)
    const at = address()
    await page().getByRole('button', { name: 'Previous photo' }).click()
    await expect.poll(address).not.toBe(at)
  })

  test('nothing complained', () => expect(window.complaints).toEqual([]))
})
