/** The desktop app: one window, its menu and dialogs, the protocols. Everything else is the core process's. */
import { app, dialog, ipcMain, Menu, session, shell, type BrowserWindow } from 'electron'
import { join, resolve } from 'node:path'
import type { PhotoApi } from '../shared/contract.ts'
import { defaultCatalogueDir } from '../core/default-catalogue.ts'
import { readArguments, whatIsAsked, type Asked } from './arguments.ts'
import { startCoreProcess, type CoreProcess } from './core-client.ts'
import { createLearningSigns } from './learning-signs.ts'
import { menuTemplate } from './menu.ts'
import { openOwnConnection } from './own-connection.ts'
import { pageAddress, registerSchemes, serveProtocols } from './protocols.ts'
import { checkForUpdates, updatesAddress } from './updates.ts'
import { openWindow, refuseTheWeb } from './window.ts'

const asked = whatIsAsked(readArguments(process.argv.slice(app.isPackaged ? 1 : 2)))
const catalogueDir = asked.catalogueDir ?? resolve(defaultCatalogueDir())
let core: CoreProcess | null = null
let closing = false
let window: BrowserWindow | null = null
/** macOS tells of folders to open on its own, perhaps before the app is ready. */
const early: string[] = []

registerSchemes()
if (app.requestSingleInstanceLock(asked)) void app.whenReady().then(start)
else app.quit()

function start(): void {
  core = startCoreProcess({ catalogueDir, onFailure: stopWith })
  addAsked(asked)
  for (const folder of early) core.addFolder(folder)
  refuseTheWeb(session.defaultSession)
  serveProtocols(session.defaultSession, (kind, photoId) => core!.media(kind, photoId))
  ipcMain.on('connect', ({ sender }) => core && sender.postMessage('port', null, [core.connect()]))
  ipcMain.handle('pickFolder', pickFolder)
  const address = updatesAddress()
  const actions = { addFolder, checkForUpdates: address === null ? null : () => void lookForUpdates(address) }
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, actions)))
  window = openWindow(pageAddress, join(app.getPath('userData'), 'window.json'))
  window.once('closed', () => (window = null))
  const api = openOwnConnection(core.connect, createLearningSigns(window))
  ipcMain.handle('showInFolder', (_event, photoId: number) => showInFolder(api(), photoId))
}

function addAsked({ folder, exclude }: Asked): void {
  if (folder !== null || exclude.length > 0) core?.addFolder(folder, exclude)
}

app.on('second-instance', (_event, _argv, _workingDir, data) => {
  const second = data as Asked
  if (window?.isMinimized()) window.restore()
  window?.focus()
  if (second.catalogueDir === null || second.catalogueDir === catalogueDir) addAsked(second)
  else void dialog.showMessageBox(otherCatalogue(second.catalogueDir))
})

app.on('open-file', (event, path) => {
  event.preventDefault()
  if (core) core.addFolder(path)
  else early.push(path)
})

app.on('window-all-closed', () => app.quit())

/** The core writes its last checkpoint before the app is gone, however often it is asked to quit. */
app.on('before-quit', (event) => {
  if (!core) return
  event.preventDefault()
  if (closing) return
  void leave().finally(() => app.exit(Number(process.exitCode ?? 0)))
})

async function leave(): Promise<void> {
  closing = true
  window?.close()
  await core?.close()
}

async function lookForUpdates(address: string): Promise<void> {
  await checkForUpdates({
    dialog,
    address,
    version: app.getVersion(),
    // Asks Electron for much when it loads.
    loadUpdater: async () => (await import('electron-updater')).default.autoUpdater,
    showProgress: (share) => window?.setProgressBar(share),
    leave: () => leave().then(() => void (core = null)),
  })
}

async function pickFolder(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Choose a folder of photos',
    properties: ['openDirectory'],
  })
  return canceled ? null : filePaths[0]
}

/** The first of the photo's files that is there. */
async function showInFolder(api: PhotoApi, photoId: number): Promise<void> {
  const { files } = await api.getPhoto({ photoId })
  const file = files.find(({ state }) => state !== 'gone')
  if (!file) throw new Error('The file of this photo is gone.')
  shell.showItemInFolder(file.path)
}

async function addFolder(): Promise<void> {
  const path = await pickFolder()
  if (path) core?.addFolder(path)
}

const otherCatalogue = (dir: string) => ({
  type: 'info' as const,
  message: 'Semblance is open on another catalogue.',
  detail: `This window keeps ${catalogueDir}. Quit it, then start Semblance on ${dir} again.`,
})

/** The catalogue could not be opened, or the core keeps dying: say why and leave. */
function stopWith(message: string): void {
  core = null
  dialog.showErrorBox('Semblance cannot go on', message)
  app.exit(1)
}
