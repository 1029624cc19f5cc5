/** The window of a library: sandboxed, without Node, and unable to leave its own pages. */
import { BrowserWindow, nativeTheme, type Session } from 'electron'
import { fileURLToPath } from 'node:url'
import { keepPlace, readPlace } from './window-place.ts'

const preload = fileURLToPath(new URL('../preload/preload.cjs', import.meta.url))

export interface WindowOptions {
  /** The file that its place is kept in. */
  placePath: string
  /** What its pages keep, and what they are served by. */
  session: Session
}

export function openWindow(address: string, { placePath, session }: WindowOptions): BrowserWindow {
  const { bounds, isMaximized } = readPlace(placePath)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 640,
    minHeight: 480,
    show: false,
    // The colour before the first paint; the page's own follows the same setting.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#f7f8fa',
    webPreferences: {
      session,
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  })
  if (isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => keepPlace(window, placePath))
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  window.webContents.on('will-attach-webview', (event) => event.preventDefault())
  void window.loadURL(address)
  return window
}

/** No page of ours needs the network, or a permission but for the full screen and for copying text: none gets more. */
export function refuseTheWeb(session: Session): void {
  const needed = ['fullscreen', 'clipboard-sanitized-write']
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(needed.includes(permission)))
  session.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*'] },
    (_details, answer) => answer({ cancel: true }),
  )
}
