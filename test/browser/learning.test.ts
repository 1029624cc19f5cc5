/// <reference lib="dom" />
/** The Learning page in a real Chromium, with a learner that does as it is told. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Core } from '../../src/core/core.ts'
import { createCore } from '../../src/core/create-core.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'
import { closePage, openPage, rendererDir } from '../support/chromium.ts'
import type { FakeBehaviour } from '../support/fake-learner.ts'
import { useNarrowNetworks } from '../support/narrow-networks.ts'
import {
  behaveIn,
  fakeLearnerEntry,
  indexed,
  temporaryFolder,
  waitFor,
  writeEncoder,
  writeLibrary,
} from '../support/photos.ts'

useNarrowNetworks()

describe('the Learning page', () => {
  const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  const [photos, catalogueDir, elsewhere] = folders.map(({ path }) => path)
  const complaints: string[] = []
  let core: Core
  let server: RunningServer
  let page: Page
  const behave = (behaviour: FakeBehaviour) => behaveIn(catalogueDir, behaviour)

  /** Once it can be pressed. */
  const focusedButton = () =>
    page.evaluate(() => {
      const { ariaDisabled, textContent } = document.activeElement!
      return ariaDisabled === null ? textContent.trim() : ''
    })

  /** A run with a file for its checkpoint, cut short by closing the core. */
  async function cutShort(): Promise<void> {
    behave({ run: 'wait' })
    const { modelVersion } = await core.api.startTraining({ minutes: 30 })
    await waitFor('its first steps', async () => (await core.api.getStatus({})).training.step > 0)
    writeFileSync(join(catalogueDir, 'models', String(modelVersion), 'checkpoint.safetensors'), 'none')
    await core.close()
  }

  beforeAll(async () => {
    await writeLibrary(photos, 2)
    core = await createCore({ catalogueDir, learnerEntry: fakeLearnerEntry })
    await core.api.addFolder({ path: photos })
    await indexed(core)
    await cutShort()
    core = await createCore({ catalogueDir, learnerEntry: fakeLearnerEntry })
    server = await startServer({ core, rendererDir })
    page = await openPage(server.url, complaints)
    await page.getByRole('button', { name: /^Learning/ }).click()
  })
  afterAll(async () => {
    await closePage(page)
    await server?.close()
    await core?.close()
    for (const folder of folders) folder.remove()
  })

  test('a run that was cut short goes on with its own options', async () => {
    await page.getByText('any other run throws it away').waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.getByText('Has looked at each of your 6 photos once.').waitFor()
    await page.getByText(/5\.0 photos a second, less than a minute left/).waitFor()
    expect((await core.api.getStatus({})).training).toMatchObject({ state: 'running', modelVersion: 1 })
    await page.getByRole('button', { name: 'Pause' }).focus()
    await expect.poll(focusedButton).toBe('Pause')
    await page.keyboard.press('Enter')
    await expect.poll(focusedButton).toBe('Resume')
    await page.keyboard.press('Enter')
    await expect.poll(focusedButton).toBe('Pause')
    await page.getByRole('button', { name: 'Finish now' }).click()
    await page.getByRole('heading', { name: 'Finished' }).waitFor()
    expect(await page.getByRole('button', { name: 'Go on' }).count()).toBe(0)
  })

  test('figures are under Details, closed at first and as they were left', async () => {
    const details = page.getByRole('region', { name: 'Training' }).getByText('Details')
    const loss = page.getByText('nats', { exact: false })
    await details.waitFor()
    expect(await loss.count()).toBe(0)
    await details.focus()
    await page.keyboard.press('Enter')
    await loss.first().waitFor()
    await page.reload()
    await loss.first().waitFor()
  })

  test('what learning changed: neighbours by both models; another photo; the model before again, and undone', async () => {
    behave({})
    await page.getByRole('button', { name: 'Start learning' }).click()
    const compared = page.getByRole('region', { name: 'What learning changed' })
    await compared.waitFor()
    const [first, second] = [compared.getByRole('group').nth(0), compared.getByRole('group').nth(1)]
    expect(await compared.getByRole('group').count()).toBe(3)
    expect(await first.getByRole('listitem').count()).toBe(10)
    const names = await Promise.all([first, second].map((group) => group.getAttribute('aria-label')))
    await second.getByRole('button', { name: /^Show another/ }).click()
    await expect.poll(() => second.getAttribute('aria-label')).not.toBe(names[1])
    expect(await first.getAttribute('aria-label')).toBe(names[0])
    await page.getByRole('button', { name: 'Use this one' }).click()
    await compared.getByText('Model 2, before').first().waitFor()
    await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click()
    await compared.getByText('Model 1, before').first().waitFor()
  })

  test('when it may learn by itself is chosen by key, and is there after a reload', async () => {
    const times = page.getByRole('group', { name: 'Learn by itself' })
    await times.getByRole('radio', { name: /^Now and then/ }).focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(async () => (await core.api.getStatus({})).training.schedule.when).toBe('idle')
    await page.reload()
    await expect.poll(() => times.getByRole('radio', { name: /^When the computer is idle/ }).isChecked()).toBe(true)
    await core.api.setLearnTime({ when: 'any' })
  })

  test('a model that was refused, and one from elsewhere, are named so', async () => {
    behave({ run: 'collapsed' })
    await page.getByRole('button', { name: 'Start learning' }).click()
    const models = page.getByRole('region', { name: 'Models' }).getByRole('listitem')
    const refused = models.filter({ hasText: 'did not pass its check' }).filter({ hasText: 'Model 3' })
    await refused.waitFor()
    await page.getByRole('heading', { name: 'the model before stays in use' }).waitFor()
    await refused.getByRole('button', { name: 'Use this one' }).click()
    await page.getByRole('heading', { name: 'Finished', exact: true }).waitFor()
    behave({})
    const path = writeEncoder(elsewhere)
    await core.api.importModel({ path })
    await models.filter({ hasText: 'Brought in from a file' }).filter({ hasText: 'in use' }).waitFor()
  })

  test('a run that was asked to end says so in each window, and ends the question whether to cancel it', async () => {
    behave({ run: 'wait' })
    await page.getByRole('button', { name: 'Start learning' }).press('Enter')
    await expect.poll(focusedButton).toBe('Details')
    await page.getByText(/5\.0 photos a second, less than a minute left/).waitFor()
    await page.getByRole('region', { name: 'Refine with my marks' }).getByText('Refining takes at least').waitFor()
    behave({ run: 'deaf' })
    await page.getByRole('button', { name: 'Finish now' }).press('Enter')
    await page.getByRole('heading', { name: 'Finishing' }).waitFor()
    // Not at "Cancel", which comes next.
    await expect.poll(focusedButton).toBe('Details')
    await page.reload()
    await page.getByRole('heading', { name: 'Finishing' }).waitFor()
    expect(await page.getByRole('button', { name: 'Finish now' }).count()).toBe(0)
    expect(await page.getByText('less than a minute left').count()).toBe(0)
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.getByRole('dialog').getByText('If it goes on, a model is made of it.').waitFor()
    behave({ run: 'wait' })
    await core.api.finishTraining({})
    await page.getByRole('heading', { name: /^Finished/ }).waitFor()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  test('a run that learns from marks is not said to look at each photo', async () => {
    const { modelVersion } = (await core.api.listModels({})).find(({ origin }) => origin === 'imported')!
    await core.api.activateModel({ modelVersion })
    const { photos } = await core.api.listPhotos({ offset: 0, limit: 5 })
    const labels = photos.map(({ photoId }) => ({ photoId, label: 'yes' as const }))
    for (const name of ['a', 'b', 'c', 'd']) {
      const { tagId } = await core.api.createTag({ name })
      await core.api.setLabels({ tagId, labels })
    }
    behave({ run: 'wait' })
    await page.getByRole('button', { name: 'Refine' }).click()
    await page.getByText(/5\.0 photos a second/).waitFor()
    expect(await page.getByText('Has looked at each').count()).toBe(0)
    await page.getByRole('button', { name: 'Cancel', exact: true }).press('Enter')
    await page.getByRole('button', { name: 'Cancel the run' }).press('Enter')
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor()
    const isAtStart = () => page.getByRole('radio', { name: '5 min' }).evaluate((one) => one === document.activeElement)
    await expect.poll(isAtStart).toBe(true)
  })

  test('what went wrong with new photos is told', async () => {
    behave({ embedding: 'fails' })
    await writeLibrary(photos, 3)
    await core.api.rescan({})
    await page.getByRole('heading', { name: 'New photos were not looked at' }).waitFor()
    await page.getByRole('alert').filter({ hasText: 'No embedding today.' }).waitFor()
  })

  test('nothing complained', () => expect(complaints).toEqual([]))
})
