/**
 * A tag's screen in a real browser, on the real core: mark, rank, check, tag, look through, take back, start again.
 */
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { waitFor } from '../support/photos.ts'
import { TestWindow } from '../support/window.ts'

describe('a tag’s screen', () => {
  let window: TestWindow
  let tagId: number
  const page = () => window.page
  const press = (key: string) => page().keyboard.press(key)
  const ranked = () => page().getByTestId('ranked-photo')
  const tagged = () => page().getByTestId('tagged-photo')
  const tab = (name: string) => page().getByRole('tab', { name })
  const summary = async () => (await window.core.api.listTags({})).find((tag) => tag.tagId === tagId)!
  const marks = async () =>
    Object.fromEntries(
      (await window.core.api.listLabels({ tagId, offset: 0, limit: 1000 })).photos.map(({ photoId, label }) => [
        photoId,
        label,
      ]),
    )
  const foundCount = async () => {
    const { photos } = await window.core.api.listTagged({ tagId, offset: 0, limit: 200 })
    return photos.filter(({ label }) => label === null).length
  }
  const openTag = () =>
    page()
      .getByRole('navigation')
      .getByRole('button', { name: /^stripes/ })
      .click()
  const idsOf = (count: number) =>
    ranked().evaluateAll(
      (tiles, most) => tiles.slice(0, most).map((tile) => Number((tile as HTMLElement).dataset.photoId)),
      count,
    )

  beforeAll(async () => {
    window = await TestWindow.open(50)
    const { photos } = await window.core.api.listPhotos({ offset: 0, limit: 200 })
    tagId = (await window.core.api.createTag({ name: 'stripes' })).tagId
    const labels = ['red-3.jpg', 'red-9.jpg', 'red-20.jpg'].map((name) => {
      return { photoId: photos.find((photo) => photo.name === name)!.photoId, label: 'yes' as const }
    })
    await window.core.api.setLabels({ tagId, labels })
    await openTag()
    await ranked().first().waitFor()
  })
  afterAll(() => window?.close())

  test('while photos are ranked that is said; where they cannot be, that, and it is tried again', async () => {
    let fail: (error: Error) => void = () => undefined
    const held = new Promise<never>((_, reject) => (fail = reject))
    const rank = vi.spyOn(window.core.api, 'rankTag').mockReturnValue(held)
    await page().reload()
    await page().getByText('Ranking your photos by 3 marks…').waitFor()
    await expect.poll(() => rank.mock.calls.length).toBe(1)
    fail(new Error('The disk is full.'))
    await page().getByRole('heading', { name: 'The photos could not be ranked' }).waitFor()
    rank.mockRestore()
    await page().getByRole('button', { name: 'Try again' }).click()
    await ranked().first().waitFor()
  })

  test('an order is the newest after a reload', async () => {
    await page().reload()
    await ranked().first().focus()
    await press('y')
    await page().getByText('1 mark since this order', { exact: true }).waitFor()
    const { photos } = await window.core.api.listLabels({ tagId, offset: 0, limit: 1 })
    expect(photos).toMatchObject([{ label: 'yes', asked: 'likely' }])
    await press('Control+z')
    await page().getByText('1 mark since this order').waitFor({ state: 'detached' })
    await page().getByText('Undone').first().waitFor()
  })

  test('the cut-off is told in words, by the slider too, and its line is in the grid', async () => {
    const words = page().getByTestId('cutoff')
    await expect.poll(() => words.textContent()).toMatch(/^\d+ photos(, about \d+|; mark a few more to learn)/)
    const slider = page().getByRole('slider', { name: 'Cut-off' })
    expect(await slider.getAttribute('aria-valuetext')).toBe(await words.textContent())
    await slider.focus()
    await press('Home')
    await expect.poll(() => words.textContent()).toMatch(/^5 photos/)
    await page().getByRole('button', { name: 'Tag 5 photos' }).waitFor()
    await expect.poll(() => ranked().nth(4).getAttribute('aria-label')).not.toContain('beyond')
    await expect.poll(() => ranked().nth(5).getAttribute('aria-label')).toContain('beyond the cut-off')
  })

  test('a ranking that is come back to follows the slider and the marks', async () => {
    const words = page().getByTestId('cutoff')
    await ranked().first().focus()
    await press('Enter')
    await page().getByTestId('large-photo').waitFor()
    await page().goBack()
    await ranked().first().waitFor()
    const before = await words.textContent()
    await page().getByRole('slider', { name: 'Cut-off' }).focus()
    await press('End')
    await expect.poll(() => words.textContent()).not.toBe(before)
    await press('Home')
    await ranked().nth(4).focus()
    await press('y')
    await page().getByText('1 mark since this order').waitFor()
    await press('Control+z')
    await page().getByText('1 mark since this order').waitFor({ state: 'detached' })
    await page().getByText('Undone').first().waitFor()
    expect((await summary()).yesCount).toBe(3)
  })

  test('all are selected, also those that have not come, and what is pressed before they are here waits', async () => {
    const { total } = await window.core.api.rankTag({ tagId, offset: 0, limit: 1 })
    const selected = page().getByText(`${total} photos selected`)
    expect(total).toBeGreaterThan(120)
    const read = window.core.api.getConfidences
    let goOn: () => void = () => undefined
    const held = new Promise<void>((go) => (goOn = go))
    const reading = vi.spyOn(window.core.api, 'getConfidences')
    reading.mockImplementation(async (args) => (await held, read(args)))
    await ranked().first().focus()
    await press('Control+a')
    await expect.poll(() => reading.mock.calls.length).toBe(1)
    await press('n')
    expect((await summary()).noCount).toBe(0)
    goOn()
    await page().getByText(`Marked ${total} photos no`).waitFor()
    reading.mockRestore()
    expect((await summary()).noCount).toBe(total)
    await press('Control+z')
    await page().getByText('Undone').first().waitFor()
    await page().getByText('since this order').waitFor({ state: 'detached' })
    expect((await summary()).noCount).toBe(0)
    await ranked().first().focus()
    await press('Shift+End')
    await selected.waitFor()
    await press('Escape')
    await selected.waitFor({ state: 'detached' })
    await press('Home')
  })

  test('a mark that could not be made is not shown, nor where the marks cannot be read again', async () => {
    const lost = new Error('The disk is full.')
    const mocks = (['labelPhotos', 'getMarks'] as const).map((name) =>
      vi.spyOn(window.core.api, name).mockRejectedValue(lost),
    )
    onTestFinished(() => mocks.forEach((mock) => mock.mockRestore()))
    await ranked().first().focus()
    await press('y')
    const alert = page().getByRole('alert').filter({ hasText: 'The disk is full.' })
    await alert.waitFor()
    await page().getByText('1 mark since this order').waitFor({ state: 'detached' })
    for (const mock of mocks) mock.mockRestore()
    await alert.getByRole('button', { name: 'Close message' }).click()
    expect((await summary()).yesCount).toBe(3)
  })

  test('marks leave the order as it is; ranked again, ring and place stay with the photo, and Y marks that one', async () => {
    const before = await idsOf(15)
    await ranked().nth(6).focus()
    for (const key of ['y', 'n', 'y']) await press(key)
    await page().getByText('3 marks since this order').waitFor()
    expect(await idsOf(15)).toEqual(before)
    expect((await window.ring()).photoId).toBe(before[9])
    // Far from both ends, so that there is room to keep its place.
    for (let i = 0; i < 3; i++) await press('PageDown')
    const ring = await window.ring()
    await press('r')
    await page().getByText('3 marks since this order').waitFor({ state: 'detached' })
    const after = await window.ring()
    expect(after.photoId).toBe(ring.photoId)
    expect(Math.abs(after.top - ring.top)).toBeLessThan(2)
    await press('y')
    await expect.poll(marks).toMatchObject({ [before[6]]: 'yes', [before[7]]: 'no', [ring.photoId]: 'yes' })
    expect((await summary()).yesCount).toBe(6)
  })

  test('the ring goes to the last photo, also where the order grows shorter on the way', async () => {
    const isNewest = () => page().getByText('1 mark since this order').waitFor({ state: 'detached' })
    // Ranked again at the top, only the first page is here.
    await ranked().first().focus()
    await press('n')
    await press('r')
    await isNewest()
    await ranked().first().focus()
    for (const key of ['n', 'r', 'End']) await press(key)
    await isNewest()
    await expect.poll(async () => (await window.ring()).photoId).toBeGreaterThan(0)
  })

  test('an order that the core has forgotten is made anew', async () => {
    const other = await window.core.api.createTag({ name: 'other' })
    await window.core.api.setLabels({ tagId: other.tagId, labels: [{ photoId: 1, label: 'yes' }] })
    for (let i = 0; i < 40; i++) {
      await window.core.api.setLabels({ tagId: other.tagId, labels: [{ photoId: 2, label: i % 2 ? 'yes' : 'no' }] })
      await window.core.api.rankTag({ tagId: other.tagId, offset: 0, limit: 1 })
    }
    await window.core.api.deleteTag({ tagId: other.tagId })
    await ranked().first().focus()
    await press('End')
    await expect.poll(async () => (await window.ring()).photoId).toBeGreaterThan(0)
    expect(await page().getByRole('alert').count()).toBe(0)
  })

  test('a check asks one photo at a time, is left and gone on with, and what it has shown is tagged', async () => {
    await page().getByRole('button', { name: 'Check it' }).click()
    const asked = page().getByTestId('asked-photo')
    // What is counted is not waited for: after the last answer it is gone.
    const canAnswer = page().getByRole('button', { name: 'Yes Y', disabled: false })
    const idsAsked = () => asked.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.photoId))
    const check = async () => (await window.core.api.getAudit({ tagId }))!
    const answer = async (key: string) => {
      const { askedCount, next } = await check()
      const photoId = String(next!.photoId)
      // Not taken before the photo is seen; pressed while the answer is on its way it would be one for the next photo.
      const isAsked = async () => (await canAnswer.count()) === 1 && (await idsAsked()).includes(photoId)
      await waitFor('an answer', async () => {
        if (await isAsked()) await press(key)
        return (await check()).askedCount > askedCount
      })
      return photoId
    }
    await asked.waitFor()
    const first = await answer('y')
    await page().getByText('1 photo asked').waitFor()
    await press('u')
    await page().getByText('Undone').waitFor()
    await expect.poll(() => asked.getAttribute('data-photo-id')).toBe(first)
    await answer('y')
    await press('Escape')
    await page().getByRole('button', { name: 'Go on checking (1 asked)' }).click()
    await asked.waitFor()
    while ((await check()).next) await answer('y')
    await page()
      .getByRole('heading', { name: /^Of the first \d+ photos at least 90/ })
      .waitFor()
    await page().getByRole('button', { name: 'Back to the ranking' }).click()
    await expect.poll(() => page().getByTestId('cutoff').textContent()).toMatch(/at least 90\u00a0% right \(checked\)/)
    await page()
      .getByRole('button', { name: /^Tag up to \d+ photos/ })
      .click()
    await page()
      .getByText(/^Tagged \d+ photos\.$/)
      .waitFor()
    expect((await summary()).machineCount).toBeGreaterThan(10)
    const [run] = await window.core.api.listRuns({ tagId })
    expect(run.estimate).toEqual({ bound: 0.9 })
  })

  test('found photos are confirmed and rejected under Tagged, and the list stays while that is done', async () => {
    await tab('Tagged').click()
    await tagged().first().waitFor()
    await page()
      .getByLabel('Show')
      .selectOption({ label: (await page().getByLabel('Show').locator('option').nth(2).textContent())! })
    await expect.poll(() => tagged().first().getAttribute('aria-label')).toContain('found')
    const before = await foundCount()
    await tagged().first().focus()
    const [confirmed, next] = await tagged().evaluateAll((tiles) =>
      tiles.slice(0, 2).map((tile) => Number((tile as HTMLElement).dataset.photoId)),
    )
    await press('y')
    expect((await window.ring()).photoId).toBe(next)
    await press('n')
    await expect.poll(foundCount).toBe(before - 2)
    expect(await marks()).toMatchObject({ [confirmed]: 'yes', [next]: 'no' })
    await page().getByText('Changed since this list was read').waitFor()
    expect(await tagged().first().getAttribute('data-photo-id')).toBe(String(confirmed))
    await press('r')
    await expect.poll(() => tagged().first().getAttribute('data-photo-id')).not.toBe(String(confirmed))
  })

  test('a run that was undone elsewhere before is not offered to be brought back: that would take back another step', async () => {
    const undoing = vi.spyOn(window.core.api, 'undoRun')
    onTestFinished(() => undoing.mockRestore())
    undoing.mockResolvedValueOnce({ removedCount: 0, broughtBack: [] })
    await page().getByTestId('tag-run').first().getByRole('button', { name: 'Undo' }).click()
    const told = page().getByTestId('toast').filter({ hasText: 'Removed the tag from 0 photos.' })
    await told.waitFor()
    expect(await told.getByRole('button', { name: 'Undo' }).count()).toBe(0)
  })

  test('a run is undone whole, the message that says so brings it back, also after a restart, and marks are undone after it', async () => {
    const run = page().getByTestId('tag-run').first()
    const { machineCount, yesCount } = await summary()
    await run.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await summary()).machineCount).toBe(0)
    const told = page().getByTestId('toast').filter({ hasText: 'Removed the tag from' })
    await told.getByRole('button', { name: 'Undo' }).waitFor()
    // What was listed was of that run.
    const chosen = () => page().getByLabel('Show').locator('option:checked').innerText({ timeout: 1000 })
    await expect.poll(() => chosen().catch(() => '')).toMatch(/^Found by the run of .*, undone$/)
    await told.getByRole('button', { name: 'Undo' }).click()
    await page().getByText('Undone: Removed "stripes" from').waitFor()
    await expect.poll(async () => (await summary()).machineCount).toBe(machineCount)
    await window.restart()
    await openTag()
    await page().getByRole('heading', { name: 'stripes' }).waitFor()
    await press('Control+z')
    await page().getByText('Undone').first().waitFor()
    await press('Control+z')
    await expect.poll(async () => (await summary()).yesCount).toBe(yesCount - 1)
    await press('Control+Shift+z')
    await expect.poll(async () => (await summary()).yesCount).toBe(yesCount)
  })

  test('what can be undone is asked twice after each step at most', async () => {
    const [{ photoId }] = (await window.core.api.listPhotos({ offset: 0, limit: 1 })).photos
    await window.core.api.setLabels({ tagId, labels: [{ photoId, label: 'no' }] })
    const asked = vi.spyOn(window.core.api, 'listHistory')
    onTestFinished(() => asked.mockRestore())
    const redo = page().getByRole('button', { name: 'Redo (Ctrl+Shift+Z)' })
    const canRedo = () => expect.poll(async () => (await redo.getAttribute('aria-disabled')) === null)
    await canRedo().toBe(false)
    asked.mockClear()
    for (let times = 0; times < 3; times++) {
      await press('Control+z')
      await canRedo().toBe(true)
      await press('Control+Shift+z')
      await canRedo().toBe(false)
    }
    expect(asked.mock.calls.length).toBeLessThanOrEqual(12)
  })

  test('a tag that is deleted elsewhere says so on its screen, and undo brings it back', async () => {
    await window.core.api.deleteTag({ tagId })
    const gone = page().getByRole('alert').filter({ hasText: '“stripes” is no longer there' })
    await gone.waitFor()
    await gone.getByRole('button', { name: 'Undo' }).click()
    await page().getByRole('heading', { name: 'stripes' }).waitFor()
  })

  test('a tag becomes part of another one', async () => {
    const into = await window.core.api.createTag({ name: 'lines' })
    const { yesCount } = await summary()
    await page().getByRole('button', { name: 'Merge into another tag' }).click()
    await page().getByLabel('Into which tag').selectOption('lines')
    await page().getByRole('button', { name: 'Merge', exact: true }).click()
    await page().getByRole('heading', { name: 'lines' }).waitFor()
    const merged = (await window.core.api.listTags({})).filter(({ name }) => ['lines', 'stripes'].includes(name))
    expect(merged).toMatchObject([{ tagId: into.tagId, yesCount }])
  })

  test('nothing complained', () => expect(window.complaints).toEqual([]))
})
