/// <reference lib="dom" />
/** The window in a real Chromium over a library of made photos, through the local server. */
import type { Page } from 'playwright-core'
import type { Core, CoreOptions } from '../../src/core/core.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'
import { closePage, openPage, rendererDir } from './chromium.ts'
import { indexed, openCore, temporaryFolder, writeLibrary } from './photos.ts'

export class TestWindow {
  readonly photosDir: string
  readonly catalogueDir: string
  /** Errors of the console and broken rules of its policy. */
  readonly complaints: string[] = []
  core!: Core
  page!: Page
  #server!: RunningServer
  readonly #folders = [temporaryFolder(), temporaryFolder()]

  readonly #options: Partial<CoreOptions>

  private constructor(options: Partial<CoreOptions>) {
    this.#options = options
    this.photosDir = this.#folders[0].path
    this.catalogueDir = this.#folders[1].path
  }

  /** Over `count` photos of each colour, indexed; `learner` is the entry of its process. */
  static open(count: number, learner?: string): Promise<TestWindow> {
    return TestWindow.over((dir) => writeLibrary(dir, count), learner ? { learnerEntry: learner } : {})
  }

  /** Over what is written into its folder, indexed. */
  static async over(write: (dir: string) => Promise<void>, options: Partial<CoreOptions>): Promise<TestWindow> {
    const window = new TestWindow(options)
    await write(window.photosDir)
    await window.#start()
    await window.core.api.addFolder({ path: window.photosDir })
    await indexed(window.core)
    return window
  }

  /** Ends everything but the catalogue and starts it again. */
  async restart(): Promise<void> {
    await this.#stop()
    await this.#start()
  }

  async close(): Promise<void> {
    await this.#stop()
    for (const folder of this.#folders) folder.remove()
  }

  /** The photo whose tile has the focus, and where it is on the screen, with no line of indexing over it any more. */
  ring(): Promise<{ photoId: number; top: number }> {
    return this.page.evaluate(async () => {
      const isIndexing = () => document.querySelector('[aria-label="Indexing"]') !== null
      while (isIndexing()) await new Promise(requestAnimationFrame)
      // What is laid out anew is scrolled back into its place before it is painted.
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
      const tile = document.activeElement as HTMLElement
      return { photoId: Number(tile.dataset.photoId), top: tile.getBoundingClientRect().top }
    })
  }

  async #start(): Promise<void> {
    this.core = await openCore(this.catalogueDir, this.#options)
    this.#server = await startServer({ core: this.core, rendererDir })
    this.page = await openPage(this.#server.url, this.complaints)
  }

  async #stop(): Promise<void> {
    await closePage(this.page)
    await this.#server.close()
    await this.core.close()
  }
}
