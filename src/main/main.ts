/** Electron's main process: one window, its menu and dialogs, the protocols. Everything else is the core process's. */
import { app, BrowserWindow, dialog, ipcMain, Menu, session, shell } from 'electron'
import { isAbsolute, resolve } from 'node:path'
import { defaultCatalogueDir } from '../core/default-catalogue.ts'
import { readArguments } from './arguments.ts'
import { startCoreProcess, type CoreProcess } from './core-client.ts'
import { menuTemplate } from './menu.ts'
import { pageAddress, registerSchemes, serveProtocols } from './protocols.ts'
import { openWindow, refuseTheWeb } from './window.ts'

const {
  folder,
  exclude,
  catalogueDir = defaultCatalogueDir(),
} = readArguments(process.argv.slice(app.isPackaged ? 1 : 2))
let core: CoreProcess | null = null
let window: BrowserWindow | null = null

registerSchemes()
if (app.requestSingleInstanceLock({ folder, exclude })) void app.whenReady().then(start)
else app.quit()

function start(): void {
  core = startCoreProcess({ catalogueDir: resolve(catalogueDir), onFailure: stopWith })
  if (folder || exclude.length > 0) core.addFolder(folder ? resolve(folder) : null, exclude)
  refuseTheWeb(session.defaultSession)
  serveProtocols(session.defaultSession, (kind, photoId) => core!.media(kind, photoId))
  ipcMain.on('connect', ({ sender }) => sender.postMessage('port', null, [core!.connect()]))
  ipcMain.handle('pickFolder', pickFolder)
  ipcMain.handle('showInFolder', (_event, path: unknown) => showInFolder(path))
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, addFolder)))
  window = openWindow(pageAddress)
}

app.on('second-instance', (_event, _argv, workingDir, data) => {
  const asked = data as { folder?: string; exclude: string[] }
  if (asked.folder || asked.exclude.length > 0)
    core?.addFolder(asked.folder ? resolve(workingDir, asked.folder) : null, asked.exclude)
  if (window?.isMinimized()) window.restore()
  window?.focus()
})

app.on('window-all-closed', () => app.quit())

/** The core writes its last checkpoint before the app is gone. */
app.on('before-quit', (event) => {
  if (!core) return
  event.preventDefault()
  const closing = core
  core = null
  void closing.close().finally(() => app.exit(process.exitCode === undefined ? 0 : Number(process.exitCode)))
})

async function pickFolder(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Choose a folder of photos',
    properties: ['openDirectory'],
  })
  return canceled ? null : filePaths[0]
}

/** Nothing is opened, only shown where it is. */
function showInFolder(path: unknown): void {
  if (typeof path === 'string' && isAbsolute(path)) shell.showItemInFolder(path)
}

async function addFolder(): Promise<void> {
  const path = await pickFolder()
  if (path) core?.addFolder(path)
}

/** The catalogue could not be opened, or the core keeps dying: say why and leave. */
function stopWith(message: string): void {
  core = null
  dialog.showErrorBox('Semblance cannot go on', message)
  app.exit(1)
}
