/** Tags that travel, in a real browser on the real core: keywords in and sidecars out, each looked at first. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { xmpWith } from '../support/described-photos.ts'
import { TestWindow } from '../support/window.ts'

describe('tags that travel', () => {
  let window: TestWindow
  const page = () => window.page
  const button = (name: string | RegExp) => page().getByRole('button', { name })
  const status = () => page().getByRole('dialog').getByRole('status')
  const sidecar = (n: number) => join(window.photosDir, 'red', `red-${n}.jpg.xmp`)
  const tags = async () => (await window.core.api.listTags({})).map(({ name, yesCount }) => `${name} ${yesCount}`)

  beforeAll(async () => {
    window = await TestWindow.open(5)
    writeFileSync(sidecar(0), xmpWith({ 'lr:hierarchicalSubject': ['Animals|Dogs'], 'dc:subject': ['sea 😀'] }))
    writeFileSync(sidecar(1), xmpWith({ 'dc:subject': ['sea 😀'] }))
    writeFileSync(sidecar(2), '<x:xmpmeta')
  })
  afterAll(() => window?.close())

  test('keywords are offered, chosen from, made marks of, and taken back by one Undo', async () => {
    await button('Import keywords').click()
    await expect.poll(() => status().textContent()).toContain('2 keywords found: use them?')
    await page().getByText('1 file could not be read').click()
    await page()
      .getByText(/no well-formed XML/)
      .waitFor()
    expect(await page().getByTestId('keyword').allTextContents()).toEqual([
      expect.stringMatching(/sea 😀\s*2 photos, a new tag/),
      expect.stringMatching(/Animals\/Dogs\s*1 photo, a new tag/),
    ])
    expect(await tags()).toEqual([])
    await page().getByRole('checkbox', { name: 'Animals/Dogs' }).uncheck()
    await button('Make 2 marks').click()
    await page().getByText('Made 2 marks of 1 keyword.').waitFor()
    expect(await tags()).toEqual(['sea 😀 2'])
    await page().getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(tags).toEqual([])
    await page().keyboard.press('Control+Shift+Z')
    await expect.poll(tags).toEqual(['sea 😀 2'])
  })

  test('sidecars: the difference, a choice of names, what is written, and what is not', async () => {
    const { photos } = await window.core.api.listPhotos({ offset: 0, limit: 100 })
    const idOf = (name: string) => photos.find((photo) => photo.name === name)!.photoId
    const { tagId } = await window.core.api.createTag({ name: 'Birds/"Owl" | <x>' })
    const labels = [0, 2, 3, 4].map((n) => ({ photoId: idOf(`red-${n}.jpg`), label: 'yes' as const }))
    await window.core.api.setLabels({ tagId, labels })
    const before = readFileSync(join(window.photosDir, 'red', 'red-0.jpg'))
    await button('Write sidecars').click()
    await expect.poll(() => status().textContent()).toBe('3 sidecars would change, 2 of them new.')
    await expect.poll(() => page().getByTestId('sidecar-change').count()).toBe(3)
    await page().getByText('+ Birds/"Owl" | <x>').first().waitFor()
    const other = await window.core.api.createTag({ name: 'Other' })
    await page().getByText('Tags: all').click()
    await page().getByRole('checkbox', { name: 'Other' }).check()
    await page().getByText('Tags: 1 chosen').waitFor()
    await page()
      .getByText(/Nothing to write/)
      .waitFor()
    await page().getByRole('checkbox', { name: 'Other' }).uncheck()
    await expect.poll(() => page().getByTestId('sidecar-change').count()).toBe(3)
    await window.core.api.deleteTag({ tagId: other.tagId })
    await page().getByLabel('Names of sidecars').selectOption('short')
    await page().getByText('red-3.xmp').waitFor()
    await page().getByLabel('Names of sidecars').selectOption('found')
    await page().getByText('red-3.jpg.xmp').waitFor()
    expect(existsSync(sidecar(3))).toBe(false)
    writeFileSync(sidecar(0), xmpWith({ 'dc:subject': ['changed meanwhile'] }))
    await button('Write 3 sidecars').click()
    await expect.poll(() => status().textContent()).toBe('2 sidecars written.')
    await page().getByText('1 file could not be written').click()
    await page()
      .getByText(/changed since it was looked at/)
      .waitFor()
    await button('Done').click()
    expect(readFileSync(sidecar(3), 'utf8')).toContain('<rdf:li>"Owl" | &lt;x&gt;</rdf:li>')
    expect(readFileSync(sidecar(0), 'utf8')).toContain('changed meanwhile')
    expect(readFileSync(join(window.photosDir, 'red', 'red-0.jpg'))).toEqual(before)
  })

  test('a read-only sidecar is said in words', async () => {
    chmodSync(sidecar(0), 0o444)
    await button('Write sidecars').click()
    await page().getByText('No other sidecar would change.').waitFor()
    await page().getByText('2 files cannot be written').click()
    await page()
      .getByText(/read-only/)
      .waitFor()
    await page().keyboard.press('Escape')
    await expect.poll(() => page().getByRole('dialog').count()).toBe(0)
  })

  test('nothing complained', () => expect(window.complaints).toEqual([]))
})
