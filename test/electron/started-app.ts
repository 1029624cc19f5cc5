/** The desktop app from its sources, over the stand-in for Electron; core and learner are real. */
import { expect, vi } from 'vitest'
import type { NativeBridge } from '../../src/renderer/connect.ts'
import { connect } from '../../src/transport/connect.ts'
import { temporaryFolder, waitFor, writeLibrary } from '../support/photos.ts'

type StandIn = typeof import('./stand-in/electron.ts')

/** Six photos, two of each colour, in `photos`; nothing is started. */
export async function prepareApp() {
  const folders = [temporaryFolder(), temporaryFolder()]
  const [photos, catalogue] = folders.map(({ path }) => path)
  const { argv } = process
  await writeLibrary(photos, 2)
  vi.resetModules()
  const electron: StandIn = await import('./stand-in/electron.ts')
  vi.doMock('electron', () => electron)
  electron.answers.userData = catalogue

  async function launch(...args: string[]): Promise<void> {
    process.argv = ['electron', 'app', ...args, '--catalogue', catalogue]
    await import('../../src/main/main.ts')
  }

  async function quit(): Promise<void> {
    if (electron.utilityProcesses().length > 0) electron.app.quit()
    await waitFor('the end of every process', async () => electron.utilityProcesses().length === 0)
  }

  /** As the page of the window at this place does: every connection has a port of its own. */
  async function page(at = 0) {
    const window = await waitFor('the window', async () => {
      const opened = electron.windows.at(at)
      return opened?.exposed.semblance ? opened : undefined
    })
    const bridge = window.exposed.semblance as NativeBridge
    return { window, bridge, ...connect(bridge.openPort()) }
  }

  async function indexedPage(count = 6, at = 0) {
    const opened = await page(at)
    await expect.poll(async () => (await opened.api.getStatus({})).photoCount).toBe(count)
    return opened
  }

  async function remove(): Promise<void> {
    await quit()
    process.argv = argv
    vi.doUnmock('electron')
    vi.resetModules()
    for (const folder of folders) folder.remove()
  }

  return { electron, photos, catalogue, launch, quit, page, indexedPage, remove }
}
