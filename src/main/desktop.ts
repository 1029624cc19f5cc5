/** The desktop app: its windows, each on a library, their menu and dialogs. Everything else is the core processes'. */
import { app, dialog, ipcMain, Menu } from 'electron'
import { readArguments, whatIsAsked, type Asked } from './arguments.ts'
import { chooseLibrary, recentLibrary } from './choose-library.ts'
import { recentLibraries, usualCatalogueDir } from './library-places.ts'
import { menuTemplate, type MenuActions } from './menu.ts'
import { createOpenLibraries } from './open-libraries.ts'
import type { OpenLibrary } from './open-library.ts'
import { registerSchemes } from './protocols.ts'
import { checkForUpdates, updatesAddress } from './updates.ts'

const asked = whatIsAsked(readArguments(process.argv.slice(app.isPackaged ? 1 : 2)))
const libraries = createOpenLibraries({ onFailure: stopWith, onOpened: showMenu })
let [closing, hasLeft] = [false, false]
/** A start that came while the app was leaving. */
let next: Asked | null = null
/** macOS tells of folders to open on its own, perhaps before the app is ready. */
const early: string[] = []

registerSchemes()
if (app.requestSingleInstanceLock(asked)) void app.whenReady().then(start)
else app.quit()

async function start(): Promise<void> {
  ipcMain.on('connect', ({ sender }) => libraries.askedBy(sender)?.connect())
  ipcMain.handle('pickFolder', pickFolder)
  ipcMain.handle('showInFolder', ({ sender }, photoId: number) => libraries.askedBy(sender)?.showInFolder(photoId))
  const library = await libraries.open(asked.catalogueDir ?? usualCatalogueDir())
  addAsked(library, asked)
  for (const folder of early.splice(0)) library.addFolder(folder)
}

function addAsked(library: OpenLibrary, { folder, exclude }: Asked): void {
  if (folder !== null || exclude.length > 0) library.addFolder(folder, exclude)
}

app.on('second-instance', (_event, _argv, _workingDir, data) => {
  if (closing) next = data as Asked
  else void handOver(data as Asked)
})

/** A start that names no catalogue is of the library used last. */
async function handOver(second: Asked): Promise<void> {
  const dir = second.catalogueDir ?? libraries.last()?.catalogueDir ?? usualCatalogueDir()
  addAsked(await libraries.open(dir), second)
}

app.on('open-file', (event, path) => {
  event.preventDefault()
  const library = libraries.last()
  if (library) library.addFolder(path)
  else early.push(path)
})

app.on('window-all-closed', () => app.quit())

/** The cores write their last checkpoints before the app is gone, however often it is asked to quit. */
app.on('before-quit', (event) => {
  if (hasLeft || libraries.areClosed()) return
  event.preventDefault()
  if (closing) return
  void leave().finally(exitOrGoOn)
})

/** Who starts the app while it leaves has it again: that start has ended, since this one was still there. */
function exitOrGoOn(): void {
  if (next === null) return app.exit(Number(process.exitCode ?? 0))
  const second = next
  next = null
  closing = hasLeft = false
  void handOver(second)
}

async function leave(): Promise<void> {
  closing = true
  await libraries.closeAll()
  hasLeft = true
}

function showMenu(): void {
  const address = updatesAddress()
  const actions: MenuActions = {
    addFolder: () => void addFolder(),
    openOtherLibrary: () => void openIfChosen(chooseLibrary()),
    openRecentLibrary: (dir) => void openIfChosen(recentLibrary(dir)),
    checkForUpdates: address === null ? null : () => void lookForUpdates(address),
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, recentLibraries(), actions)))
}

async function openIfChosen(choice: Promise<string | null>): Promise<void> {
  const dir = await choice
  if (dir !== null && !closing) await libraries.open(dir)
}

async function lookForUpdates(address: string): Promise<void> {
  await checkForUpdates({
    dialog,
    address,
    version: app.getVersion(),
    // Asks Electron for much when it loads.
    loadUpdater: async () => (await import('electron-updater')).default.autoUpdater,
    showProgress: (share) => libraries.last()?.window.setProgressBar(share),
    leave,
  })
}

async function pickFolder(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Choose a folder of photos',
    properties: ['openDirectory'],
  })
  return canceled ? null : filePaths[0]
}

/** To the library whose window was used last when it was asked for. */
async function addFolder(): Promise<void> {
  const library = libraries.last()
  const path = await pickFolder()
  if (path) library?.addFolder(path)
}

/** Says why; the others stay open, and without any there is nothing to go on with. */
function stopWith(library: OpenLibrary, message: string): void {
  dialog.showErrorBox('Semblance cannot go on with this library', message)
  if (libraries.areClosed()) app.exit(1)
  else void library.close()
}
