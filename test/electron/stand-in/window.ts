/** Stands in for Electron's windows: the preload script runs, and what it gives to the page can be used. */
import type { BrowserWindowConstructorOptions, IpcRendererEvent, Rectangle, WebContents } from 'electron'
import { EventEmitter } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { DomPort } from '../../../src/preload/late-port.ts'
import { ipcMain } from './ipc.ts'
import type { StandInPort } from './port.ts'

export const windows: BrowserWindow[] = []
export const whenAllClosed = { tell: (): void => {} }

type WebContentsUsed = Pick<WebContents, 'setWindowOpenHandler' | 'postMessage'>

class StandInWebContents extends EventEmitter implements WebContentsUsed {
  toPage = new EventEmitter()

  setWindowOpenHandler(): void {}

  postMessage(channel: string, message: unknown, ports: unknown[] = []): void {
    const event = { ports: ports.map((port) => domPort(port as StandInPort)) } as unknown as IpcRendererEvent
    setImmediate(() => this.toPage.emit(channel, event, message))
  }
}

export class BrowserWindow extends EventEmitter {
  webContents = new StandInWebContents()
  /** What the page has of the preload script, by name. */
  exposed: Record<string, unknown> = {}
  shown: string[] = []
  progress: number[] = []
  focused = false
  bounds: Rectangle
  address = ''
  options: BrowserWindowConstructorOptions

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.bounds = { x, y, width, height }
    windows.push(this)
  }

  async loadURL(address: string): Promise<void> {
    this.address = address
    const script = new Function('require', await preloadScript(this.options.webPreferences!.preload!))
    script((name: string) => (name === 'electron' ? this.#sandbox() : null))
    setImmediate(() => this.emit('ready-to-show'))
  }

  #sandbox() {
    const { toPage } = this.webContents
    const sender = this.webContents
    return {
      contextBridge: { exposeInMainWorld: (name: string, api: unknown) => void (this.exposed[name] = api) },
      ipcRenderer: {
        on: (channel: string, listener: () => void) => toPage.on(channel, listener),
        send: (channel: string, ...args: unknown[]) => setImmediate(() => ipcMain.emit(channel, { sender }, ...args)),
        invoke: (channel: string, ...args: unknown[]) => ipcMain.invoke(channel, { sender }, ...args),
      },
    }
  }

  show = (): void => void this.shown.push('show')
  focus = (): void => {
    this.shown.push('focus')
    this.emit('focus')
  }
  restore = (): void => void this.shown.push('restore')
  maximize = (): void => void this.shown.push('maximize')
  isMinimized = (): boolean => true
  isFocused = (): boolean => this.focused
  isMaximized = (): boolean => this.shown.includes('maximize')
  isDestroyed = (): boolean => !windows.includes(this)
  getNormalBounds = (): Rectangle => this.bounds
  setProgressBar = (progress: number): void => void this.progress.push(progress)

  close(): void {
    if (!windows.includes(this)) return
    this.emit('close', {})
    windows.splice(windows.indexOf(this), 1)
    this.emit('closed')
    if (windows.length === 0) whenAllClosed.tell()
  }
}

/** The page's own kind of port. */
function domPort(port: StandInPort): DomPort {
  return {
    postMessage: (text) => port.postMessage(text),
    addEventListener: (type, listener) => void port.on(type, (event) => listener(event ?? {})),
    start: () => port.start(),
    close: () => port.close(),
  }
}

/** Built from its source where the app is run from its sources. */
async function preloadScript(path: string): Promise<string> {
  if (existsSync(path)) return readFileSync(path, 'utf8')
  const { build } = await import('vite')
  const [built] = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: path.replace(/cjs$/, 'ts'), formats: ['cjs'] },
      rollupOptions: { external: ['electron'] },
    },
  })) as { output: { code: string }[] }[]
  return built.output[0].code
}
