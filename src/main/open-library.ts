/** One library of the desktop app: a core process of its own, and the window on it. */
import { session, shell, type BrowserWindow, type WebContents } from 'electron'
import type { PhotoApi } from '../shared/contract.ts'
import { startCoreProcess } from './core-client.ts'
import { createLearningSigns } from './learning-signs.ts'
import { windowOf } from './library-places.ts'
import { openOwnConnection } from './own-connection.ts'
import { pageAddress, serveProtocols } from './protocols.ts'
import { openWindow, refuseTheWeb } from './window.ts'

export interface OpenLibrary {
  readonly catalogueDir: string
  readonly window: BrowserWindow
  /** Whether this is its page. */
  isAskedBy(page: WebContents): boolean
  /** Gives the page a port to the core. */
  connect(): void
  /** With patterns to leave out first; null adds these alone. */
  addFolder(path: string | null, exclude?: string[]): void
  showInFolder(photoId: number): Promise<void>
  /** Brings its window to the front. */
  show(): void
  /** Closes the window, too; resolves when the core has written everything and ended. */
  close(): Promise<void>
}

export interface OpenLibraryOptions {
  catalogueDir: string
  /** It cannot be opened, or its core keeps dying; the message is for the user. The core is gone. */
  onFailure(message: string): void
  /** Somebody closed the window; the core is being closed. */
  onClosed(): void
}

export function openLibrary({ catalogueDir, onFailure, onClosed }: OpenLibraryOptions): OpenLibrary {
  let closing: Promise<void> | null = null
  const core = startCoreProcess({
    catalogueDir,
    onFailure: (message) => {
      own.end()
      closing = Promise.resolve()
      onFailure(message)
    },
  })
  const { placePath, partition } = windowOf(catalogueDir)
  const web = partition === null ? session.defaultSession : session.fromPartition(partition)
  refuseTheWeb(web)
  const stopServing = serveProtocols(web, core.media)
  const window = openWindow(pageAddress, { placePath, session: web })
  const page = window.webContents
  const own = openOwnConnection(core.connect, createLearningSigns(window))
  window.once('closed', () => {
    stopServing()
    closing ??= closeCore()
    onClosed()
  })

  function closeCore(): Promise<void> {
    own.end()
    return core.close()
  }

  function show(): void {
    if (window.isMinimized()) window.restore()
    window.focus()
  }

  return {
    catalogueDir,
    window,
    isAskedBy: (asking) => asking === page,
    connect: () => page.postMessage('port', null, [core.connect()]),
    addFolder: core.addFolder,
    showInFolder: (photoId) => showInFolder(own.api(), photoId),
    show,
    close: () => {
      if (!window.isDestroyed()) window.close()
      return (closing ??= closeCore())
    },
  }
}

/** The first of the photo's files that is there. */
async function showInFolder(api: PhotoApi, photoId: number): Promise<void> {
  const { files } = await api.getPhoto({ photoId })
  const file = files.find(({ state }) => state !== 'gone')
  if (!file) throw new Error('The file of this photo is gone.')
  shell.showItemInFolder(file.path)
}
