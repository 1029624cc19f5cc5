/** Several libraries in the desktop app, each in a window and a core of its own. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCore, temporaryFolder, waitFor } from '../support/photos.ts'
import { prepareApp } from './started-app.ts'

let app: Awaited<ReturnType<typeof prepareApp>>
let others: ReturnType<typeof temporaryFolder>
let other: string
const cores = () => app.electron.utilityProcesses().filter(({ entry }) => entry.includes('core'))
const startBeside = (catalogueDir: string, folder: string | null = null) =>
  void app.electron.app.emit('second-instance', {}, [], '', { folder, catalogueDir, exclude: [] })

beforeEach(async () => {
  app = await prepareApp()
  others = temporaryFolder()
  other = join(others.path, 'Cats & dogs')
  mkdirSync(other)
})
afterEach(async () => {
  await app.remove()
  others.remove()
})

function fileMenu() {
  const file = app.electron.asked.menu.find(({ label }) => label === '&File')!
  return file.submenu as Electron.MenuItemConstructorOptions[]
}
function choose(label: string): void {
  const recent = fileMenu().find((item) => item.label === '&Recent libraries')!.submenu
  const items = [...fileMenu(), ...(recent as Electron.MenuItemConstructorOptions[])]
  ;(items.find((item) => item.label === label)!.click as () => void)()
}
const windowCount = (count: number) => expect.poll(() => app.electron.windows.length).toBe(count)

test('another library opens from the menu beside the first, with photos, pictures and settings of its own', async () => {
  await app.launch(app.photos)
  const first = await app.indexedPage()
  app.electron.answers.folder = other
  choose('&Open another library…')
  const second = await app.page(1)
  const status = await second.api.getStatus({})
  expect([status.photoCount, status.libraryName, status.cataloguePath]).toEqual([0, 'Cats & dogs', other])
  expect(basename((await first.api.getStatus({})).cataloguePath)).toBe(basename(app.catalogue))
  const { photoId } = (await first.api.listPhotos({ offset: 0, limit: 1 })).photos[0]
  expect((await app.electron.fetchAsPage(`photo://thumb/${photoId}`, first.window)).status).toBe(200)
  expect((await app.electron.fetchAsPage(`photo://thumb/${photoId}`, second.window)).status).toBe(404)
  await expect(second.bridge.showInFolder!(photoId)).rejects.toThrow()
  choose('&Open another library…')
  await expect.poll(() => second.window.shown).toContain('focus')
  expect([app.electron.windows.length, cores().length]).toEqual([2, 2])
})

test('a folder with nothing but what the system keeps in it is an empty one', async () => {
  await app.launch()
  await app.page()
  writeFileSync(join(other, '.DS_Store'), '')
  app.electron.answers.folder = other
  choose('&Open another library…')
  expect((await (await app.page(1)).api.getStatus({})).cataloguePath).toBe(other)
  expect(app.electron.asked.messages).toEqual([])
})

test('a window that is closed ends its core alone; the recent libraries bring it back', async () => {
  await app.launch()
  await app.page()
  startBeside(other)
  const { window, api } = await app.page(1)
  await api.getStatus({})
  window.close()
  choose(other.replace('&', '&&'))
  const again = await app.page(1)
  expect((await again.api.getStatus({})).cataloguePath).toBe(other)
  expect(cores().length).toBe(2)
  expect(app.electron.asked.messages).toEqual([])
})

test('a second start opens the library that it names and adds its folder there, or shows the window that has it', async () => {
  await app.launch()
  const first = await app.page()
  startBeside(other, app.photos)
  const second = await app.indexedPage(6, 1)
  expect((await first.api.getStatus({})).folders).toEqual([])
  const byAnotherName = join(others.path, 'link')
  symlinkSync(other, byAnotherName, 'junction')
  startBeside(byAnotherName)
  await expect.poll(() => second.window.shown).toContain('focus')
  await windowCount(2)
})

test('a start while the app is leaving has it again, with what it asked for', async () => {
  await app.launch()
  const { window } = await app.page()
  window.close()
  startBeside(other, app.photos)
  const again = await app.indexedPage()
  expect((await again.api.getStatus({})).cataloguePath).toBe(other)
  expect(app.electron.asked.exitCodes).toEqual([])
})

test('one that another program has open is said so, and the first window stays', async () => {
  await app.launch()
  await app.page()
  const holder = await openCore(other)
  startBeside(other)
  const said = await waitFor('a message', async () => app.electron.asked.messages[0])
  expect(said).toContain(`The catalogue in ${other} is in use by another Semblance (process ${process.pid})`)
  await windowCount(1)
  expect(app.electron.asked.exitCodes).toEqual([])
  await holder.close()
})

test('no library is made among other things, nor where a recent one is gone', async () => {
  const away = join(others.path, 'away')
  writeFileSync(join(app.catalogue, 'libraries.json'), JSON.stringify([away]))
  await app.launch()
  await app.page()
  writeFileSync(join(other, 'a.txt'), '')
  app.electron.answers.folder = other
  choose('&Open another library…')
  const { messages } = app.electron.asked
  await expect.poll(() => messages).toEqual([expect.stringContaining('has other things in it')])
  choose(away)
  await expect.poll(() => messages).toEqual([expect.anything(), expect.stringContaining(`There is none in ${away}`)])
  await windowCount(1)
})
