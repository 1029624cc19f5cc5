/** What the desktop app asks of the system, and how its processes start and end. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadCheckpointIfAny } from '../../src/core/learner/checkpoint.ts'
import type { PhotoApi } from '../../src/shared/contract.ts'
import { waitFor } from '../support/photos.ts'
import { prepareApp } from './started-app.ts'

type App = Awaited<ReturnType<typeof prepareApp>>
let [electron, photos, catalogue]: [App['electron'], string, string] = [undefined!, '', '']
let { launch, quit, page, indexedPage, remove }: App = {} as App
/** From the starter so few photos would be learnt at once. */
const longRun = { minutes: 5, start: 'scratch', backbone: 'alexnet', imageSize: 32, batchSize: 4 } as const

beforeEach(async () => {
  ;({ electron, photos, catalogue, launch, quit, page, indexedPage, remove } = await prepareApp())
})
afterEach(() => remove())

const processes = (name: string) => electron.utilityProcesses().filter(({ entry }) => entry.includes(name))
const coreLog = () => readFileSync(resolve(catalogue, 'semblance.log'), 'utf8')

const hasLearnt = (api: PhotoApi) =>
  expect.poll(async () => (await api.getStatus({})).training).toMatchObject({ phase: 'Learning' })

test('a folder on the command line, the dialog, the file manager, pixels by address, the menu', async () => {
  await launch(photos)
  const { api, bridge, window } = await indexedPage()
  expect(window.address).toBe('semblance://window/index.html')
  const { photoId, name } = (await api.listPhotos({ offset: 0, limit: 1 })).photos[0]
  const answer = await electron.fetchAsPage(`photo://thumb/${photoId}`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
  expect((await electron.fetchAsPage('photo://thumb/99999')).status).toBe(404)
  await bridge.showInFolder!(photoId)
  expect(electron.asked.shownFiles).toEqual([expect.stringMatching(new RegExp(`^${photos}.*${name}$`))])
  expect(await bridge.pickFolder!()).toBeNull()
  electron.answers.folder = photos
  expect(await bridge.pickFolder!()).toBe(photos)
  expect(electron.asked.menu.map(({ label, role }) => label ?? role)).toContain('&File')
})

test('a core that is killed is started again, and the page gets a port to the new one', async () => {
  await launch(photos)
  const before = await indexedPage()
  const lost = new Promise<void>((done) => before.onClose(done))
  process.kill(processes('core')[0].pid!, 'SIGKILL')
  await lost
  await expect(before.api.getStatus({})).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  await indexedPage()
  expect(electron.asked.messages).toEqual([])
})

test('a learner is started through main; killed it is told to the core, and it ends with its core', async () => {
  await launch(photos)
  const { api } = await indexedPage()
  await api.startTraining(longRun)
  const learner = await waitFor('the learner', async () => processes('learner')[0])
  await hasLearnt(api)
  process.kill(learner.pid!, 'SIGKILL')
  await expect.poll(coreLog).toContain('The learner process ended (SIGKILL).')
  const next = await waitFor('another', async () => processes('learner').find((one) => one !== learner))
  process.kill(processes('core')[0].pid!, 'SIGKILL')
  await waitFor('its end', async () => !electron.utilityProcesses().includes(next))
})

test('quitting while it learns waits for the checkpoint and exits once, however often it is asked', async () => {
  await launch(photos)
  const { api } = await indexedPage()
  await api.startTraining(longRun)
  await hasLearnt(api)
  electron.app.quit()
  electron.app.quit()
  expect(electron.asked.exitCodes).toEqual([])
  expect(electron.windows).toEqual([])
  expect(readdirSync(catalogue).filter((name) => /^window-\w+\.json$/.test(name)).length).toBe(1)
  await quit()
  await expect.poll(() => electron.asked.exitCodes).toEqual([0])
  const models = readdirSync(resolve(catalogue, 'models')).map((name) => resolve(catalogue, 'models', name))
  expect(Math.max(...models.map((dir) => loadCheckpointIfAny(dir)?.trainer.step ?? 0))).toBeGreaterThan(0)
})

test('a second start hands over its folder', async () => {
  await launch()
  const { api, window } = await page()
  electron.app.emit('second-instance', {}, [], '', { folder: photos, catalogueDir: null, exclude: ['red/'] })
  await expect.poll(async () => (await api.getStatus({})).photoCount).toBe(4)
  expect(window.shown).toContain('focus')
})

test('a folder that macOS hands over before the app is ready is added as well', async () => {
  let getReady = () => {}
  electron.answers.ready = new Promise((done) => (getReady = done))
  await launch()
  electron.app.emit('open-file', { preventDefault: () => {} }, photos)
  getReady()
  await indexedPage()
})

test('a start that is not the first tells what it was asked for, with whole paths, and leaves', async () => {
  electron.answers.isFirst = false
  await launch('photos')
  expect(electron.asked.lockData).toEqual({ folder: resolve('photos'), catalogueDir: catalogue, exclude: [] })
  expect(electron.asked.exitCodes).toEqual([0])
  expect(electron.utilityProcesses()).toEqual([])
})
