/** Tagging without a mouse: give a tag, mark, review a round, look through what is tagged. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWindow } from '../support/window.ts'

describe('by keyboard alone', () => {
  let window: TestWindow
  const press = (key: string) => window.page.keyboard.press(key)
  const focused = () =>
    window.page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      return [element.getAttribute('role') ?? '', element.ariaLabel ?? element.textContent].join(' ').trim()
    })
  const tag = async () => (await window.core.api.listTags({}))[0]

  /** Presses a key until what has the focus is named so. */
  async function pressUntil(key: string, name: RegExp): Promise<void> {
    for (let i = 0; i < 60; i++) {
      await press(key)
      if (name.test(await focused())) return
    }
    throw new Error(`60 times ${key} did not lead to ${name}`)
  }

  beforeAll(async () => {
    window = await TestWindow.open(8)
    await window.page.getByTestId('photo-tile').first().waitFor()
  })
  afterAll(() => window?.close())

  test('T makes a tag in the library, and Y and N go on with it', async () => {
    await pressUntil('Tab', /\.jpg/)
    await pressUntil('ArrowRight', /^red/)
    await press('t')
    await window.page.getByRole('combobox', { name: 'Tag name' }).waitFor()
    await window.page.keyboard.type('red')
    await press('Enter')
    await expect.poll(tag).toMatchObject({ name: 'red', yesCount: 1 })
    for (const [name, key] of [
      [/^red/, 'y'],
      [/^red/, 'y'],
      [/^green/, 'n'],
    ] as const) {
      await press('Home')
      await pressUntil('ArrowRight', new RegExp(`${name.source}(?!.*marked)`))
      await press(key)
    }
    await expect.poll(tag).toMatchObject({ yesCount: 3, noCount: 1 })
  })

  test('the tabs are reached and changed by arrows, and a round is answered', async () => {
    await pressUntil('Shift+Tab', /^red/)
    await press('Enter')
    await window.page.getByTestId('ranked-photo').first().waitFor()
    await pressUntil('Tab', /^tab Ranking/)
    await press('ArrowRight')
    const asked = window.page.getByTestId('asked-photo')
    const askedId = () => asked.getAttribute('data-photo-id')
    await asked.waitFor()
    const round = await window.page
      .getByTestId('review-photo')
      .evaluateAll((photos) => photos.map((photo) => (photo as HTMLElement).dataset.photoId))
    expect(round.length).toBeGreaterThan(3)
    const before = await tag()
    for (const [place, key] of ['y', 'n', ' '].entries()) {
      expect(await askedId()).toBe(round[place])
      await asked.getByRole('img').last().waitFor()
      await press(key)
      await expect.poll(askedId).toBe(round[place + 1])
    }
    await expect.poll(tag).toMatchObject({ yesCount: before.yesCount + 1, noCount: before.noCount + 1 })
    await press('u')
    await expect.poll(askedId).toBe(round[1])
    await expect.poll(tag).toMatchObject({ yesCount: before.yesCount + 1, noCount: before.noCount })
    await press('a')
    await expect.poll(async () => (await tag()).yesCount).toBe(before.yesCount + round.length - 1)
    await expect.poll(askedId).not.toBe(round[1])
    expect(await askedId()).not.toBe(round[2])
  })

  test('what is tagged is looked through, and a mark taken back on purpose and undone', async () => {
    expect(await focused()).toMatch(/^tab Review/)
    await press('ArrowRight')
    await window.page.getByTestId('tagged-photo').first().waitFor()
    await pressUntil('Tab', /\.jpg/)
    const { photoId } = await window.ring()
    const { yesCount } = await tag()
    await press('Backspace')
    await expect.poll(async () => (await tag()).yesCount).toBe(yesCount - 1)
    await press('Control+z')
    await expect.poll(async () => (await tag()).yesCount).toBe(yesCount)
    expect((await window.ring()).photoId).toBe(photoId)
    await press('Enter')
    await window.page.getByTestId('large-photo').waitFor()
    await press('Escape')
    await expect.poll(async () => (await window.ring()).photoId).toBe(photoId)
  })

  test('Esc leaves what was to be added, with the focus where that began', async () => {
    for (const [name, field] of [
      ['New tag', 'Tag name'],
      ['Add folder', 'Path of a folder'],
    ]) {
      await window.page.getByRole('button', { name }).focus()
      await press('Enter')
      await expect.poll(focused).toBe(field)
      await press('Escape')
      await window.page.getByRole('textbox', { name: field }).waitFor({ state: 'detached' })
      expect(await focused()).toBe(name)
    }
  })

  test('nothing complained', () => expect(window.complaints).toEqual([]))
})
