/**
 * Grids in a real Chromium: ring, focus and selection belong to photos and not to places; a key marks what had the
 * ring.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexed, writePhoto } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

describe('a grid', () => {
  let window: TestWindow
  let tagId: number
  const tiles = () => window.page.getByTestId('photo-tile')
  const selected = () => window.page.getByRole('toolbar', { name: 'Selected photos' })
  const press = (key: string) => window.page.keyboard.press(key)
  const marks = async () =>
    Object.fromEntries(
      (await window.core.api.listLabels({ tagId, offset: 0, limit: 1000 })).photos.map(({ photoId, label }) => [
        photoId,
        label,
      ]),
    )

  beforeAll(async () => {
    window = await TestWindow.open(20)
    tagId = (await window.core.api.createTag({ name: 'red' })).tagId
    await window.page.getByLabel('Mark for').selectOption('red')
    await tiles().first().waitFor()
  })
  afterAll(() => window?.close())

  async function writeNewer(count: number, name: string, red: number): Promise<void> {
    const before = (await window.core.api.getStatus({})).photoCount
    for (let i = 0; i < count; i++)
      await writePhoto(join(window.photosDir, `${name}-${i}.jpg`), [red, 200 - i, 90 + i], i)
    await window.core.api.rescan({})
    await indexed(window.core)
    await window.page.getByText(`${before + count} photos`).waitFor()
  }

  test('photos that come in above leave ring and place where they are, and Y marks the photo with the ring', async () => {
    await tiles().nth(7).focus()
    const before = await window.ring()
    await writeNewer(7, 'newer', 40)
    const after = await window.ring()
    expect(after.photoId).toBe(before.photoId)
    await expect.poll(async () => Math.abs((await window.ring()).top - before.top)).toBeLessThan(2)
    await press('y')
    await expect.poll(marks).toEqual({ [before.photoId]: 'yes' })
    expect((await window.ring()).photoId).not.toBe(before.photoId)
  })

  test('far down, where the photo is on a page of its own, it is the same', async () => {
    await press('End')
    await expect.poll(async () => (await window.ring()).photoId).toBeGreaterThan(0)
    const before = await window.ring()
    await writeNewer(125, 'more', 80)
    const after = await window.ring()
    expect(after.photoId).toBe(before.photoId)
    await expect.poll(async () => Math.abs((await window.ring()).top - before.top)).toBeLessThan(2)
    await press('Backspace')
    await press('Home')
    await expect.poll(async () => (await window.ring()).photoId).toBeGreaterThan(0)
  })

  test('after a leap what is in sight is drawn first, what lies around it when that is there', async () => {
    const outside = () => {
      const viewport = document.querySelector('.viewport')!.getBoundingClientRect()
      return [...document.querySelectorAll('.viewport [role="listitem"]')].filter((tile) => {
        const { top, bottom } = tile.getBoundingClientRect()
        return bottom < viewport.top || top > viewport.bottom
      })
    }
    const leap = async (): Promise<void> => {
      const viewport = document.querySelector('.viewport')!
      viewport.scrollTop = viewport.scrollHeight / 2
      await new Promise(requestAnimationFrame)
    }
    const inFrame = await window.page.evaluate(`(${leap})().then(() => (${outside})().length)`)
    // The photo with the ring is in the page wherever it is.
    expect(inFrame).toBeLessThan(2)
    await expect.poll(() => window.page.evaluate(`(${outside})().length`)).toBeGreaterThan(1)
    await press('Home')
    await expect.poll(async () => (await window.ring()).photoId).toBeGreaterThan(0)
  })

  test('a key that is held marks once, and Y again leaves a mark; Backspace takes it back', async () => {
    const { photoId } = await window.ring()
    const count = Object.keys(await marks()).length
    for (let i = 0; i < 5; i++) await window.page.keyboard.down('n')
    await window.page.keyboard.up('n')
    await expect.poll(marks).toMatchObject({ [photoId]: 'no' })
    expect(Object.keys(await marks())).toHaveLength(count + 1)
    await press('ArrowLeft')
    await press('n')
    await press('ArrowLeft')
    expect((await marks())[photoId]).toBe('no')
    await press('Backspace')
    await expect.poll(async () => photoId in (await marks())).toBe(false)
  })

  test('a photo with the ring that was scrolled away is shown before it is marked', async () => {
    const { photoId } = await window.ring()
    await window.page.mouse.move(700, 400)
    await window.page.mouse.wheel(0, 3000)
    await expect.poll(async () => (await window.ring()).top).toBeLessThan(-1000)
    await press('y')
    await expect.poll(async () => (await window.ring()).top).toBeGreaterThan(0)
    expect(await marks()).not.toHaveProperty(String(photoId))
    await press('y')
    await expect.poll(marks).toMatchObject({ [photoId]: 'yes' })
    await press('ArrowLeft')
    await press('Backspace')
  })

  test('a selection stays with its photos and is marked as one', async () => {
    const idOf = async (place: number) => Number(await tiles().nth(place).getAttribute('data-photo-id'))
    const picked = await Promise.all([1, 2, 3, 4].map(idOf))
    await tiles().nth(1).focus()
    await press(' ')
    await tiles()
      .nth(4)
      .click({ modifiers: ['Shift'] })
    await selected().getByText('4 photos selected').waitFor()
    await writeNewer(3, 'newest', 120)
    await press('y')
    await expect
      .poll(async () => {
        const now = await marks()
        return picked.map((photoId) => now[photoId])
      })
      .toEqual(['yes', 'yes', 'yes', 'yes'])
    await selected().waitFor({ state: 'detached' })
  })

  test('by pointer: a mark, its own button, a tick; Ctrl+A and Escape', async () => {
    const tile = window.page.getByRole('listitem').filter({ has: tiles() }).nth(2)
    const photoId = Number(await tiles().nth(2).getAttribute('data-photo-id'))
    await tile.hover()
    await tile.getByRole('button', { name: /^No for/ }).click()
    await expect.poll(marks).toMatchObject({ [photoId]: 'no' })
    await tile.getByRole('button', { name: /^No for/ }).click()
    await expect.poll(async () => photoId in (await marks())).toBe(false)
    await tile.getByRole('checkbox').click()
    await selected().getByText('1 photo selected').waitFor()
    await press('Control+a')
    await selected()
      .getByText(/^\d{3} photos selected/)
      .waitFor()
    await press('Escape')
    await selected().waitFor({ state: 'detached' })
    await window.page.getByRole('heading', { name: 'Library' }).waitFor()
  })

  test('T gives a tag by its name, known or new, without choosing it before', async () => {
    await tiles().first().focus()
    const { photoId } = await window.ring()
    await press('t')
    const name = window.page.getByRole('combobox', { name: 'Tag name' })
    await name.fill('re')
    await expect
      .poll(() => window.page.getByRole('listbox').getByRole('option', { selected: true }).textContent())
      .toContain('red')
    await name.fill('Animals/Dogs')
    await press('Enter')
    await expect
      .poll(async () => (await window.core.api.getPhoto({ photoId })).tags.map((tag) => [tag.name, tag.label]))
      .toEqual([['Animals/Dogs', 'yes']])
    expect((await window.ring()).photoId).toBe(photoId)
  })

  test('the buttons of a narrow photo lie beside each other', async () => {
    await writePhoto(join(window.photosDir, 'narrow.jpg'), [9, 90, 90], 0, { width: 60, height: 150 })
    await window.core.api.rescan({})
    const narrow = window.page.getByRole('listitem').filter({ has: window.page.getByLabel(/^narrow.jpg/) })
    await narrow.getByRole('button').first().focus()
    const boxes = await Promise.all(
      [/^Select/, /^Yes/, /^No/, /^Find/].map(async (name) => (await narrow.getByLabel(name).boundingBox())!),
    )
    expect(overlapping(boxes)).toEqual([])
  })

  test('nothing complained', () => expect(window.complaints).toEqual([]))
})

interface Box {
  x: number
  y: number
  width: number
  height: number
}

const overlapping = (boxes: Box[]): Box[] =>
  boxes.filter((one) =>
    boxes.some((other) => {
      const [across, down] = [Math.abs(one.x - other.x), Math.abs(one.y - other.y)]
      return one !== other && across < one.width && down < one.height
    }),
  )
