/**
 * Stands in for what of Electron the app uses, in plain Node, where its runtime cannot be had. `asked` and `answers`
 * are for tests.
 */
import type { Dialog, MenuItemConstructorOptions, MessageBoxOptions, NotificationConstructorOptions } from 'electron'
import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { BrowserWindow, whenAllClosed, windows } from './window.ts'

export { ipcMain } from './ipc.ts'
export { MessageChannelMain } from './port.ts'
export { utilityProcess, utilityProcesses } from './utility-process.ts'
export { BrowserWindow, windows }

/** What the app has asked the system for. */
export const asked = {
  notifications: [] as NotificationConstructorOptions[],
  shownFiles: [] as string[],
  exitCodes: [] as number[],
  messages: [] as string[],
  menu: [] as MenuItemConstructorOptions[],
  lockData: undefined as unknown,
}
export const answers = {
  folder: null as string | null,
  isFirst: true,
  ready: Promise.resolve(),
  userData: tmpdir(),
  isOnBattery: false,
  unusedSeconds: 0,
}

export const powerMonitor = {
  isOnBatteryPower: () => answers.isOnBattery,
  getSystemIdleTime: () => answers.unusedSeconds,
}

class App extends EventEmitter {
  isPackaged = false
  getPath = (_name: 'userData'): string => answers.userData
  setPath = (_name: 'sessionData', _path: string): void => {}
  disableHardwareAcceleration = (): void => {}
  whenReady = (): Promise<void> => answers.ready

  requestSingleInstanceLock(data: unknown): boolean {
    asked.lockData = structuredClone(data)
    return answers.isFirst
  }

  quit(): void {
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (prevented) return
    windows.forEach((window) => window.close())
    this.exit(0)
  }

  exit(code: number): void {
    asked.exitCodes.push(code)
    this.emit('exited', code)
  }
}

export const app = new App()
whenAllClosed.tell = () => void app.emit('window-all-closed')

type DialogUsed = Pick<Dialog, 'showErrorBox'> & {
  showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }>
  showMessageBox(options: MessageBoxOptions): Promise<{ response: number }>
}
export const dialog: DialogUsed = {
  showOpenDialog: async () => ({
    canceled: answers.folder === null,
    filePaths: answers.folder === null ? [] : [answers.folder],
  }),
  showErrorBox: (title, content) => void asked.messages.push(`${title}: ${content}`),
  showMessageBox: async ({ message, detail }) => ({ response: asked.messages.push(`${message} ${detail}`) && 0 }),
}

type Serve = (request: { url: string }) => Response | Promise<Response>
export const protocol = { registerSchemesAsPrivileged: () => {} }

export class StandInSession {
  schemes = new Map<string, Serve>()
  webRequest = { onBeforeRequest: (): void => {} }
  protocol = {
    handle: (scheme: string, serve: Serve): void => {
      if (this.schemes.has(scheme)) throw new Error(`The scheme ${scheme} is handled already.`)
      this.schemes.set(scheme, serve)
    },
    unhandle: (scheme: string): void => void this.schemes.delete(scheme),
  }

  setPermissionRequestHandler(): void {}
}

const partitions = new Map<string, StandInSession>()
export const session = {
  defaultSession: new StandInSession(),
  fromPartition: (name: string): StandInSession => {
    if (!partitions.has(name)) partitions.set(name, new StandInSession())
    return partitions.get(name)!
  },
}
export const net = { fetch: async (address: string) => new Response(await readFile(fileURLToPath(address))) }

/** What the page of a window gets from one of the app's own schemes. */
export async function fetchAsPage(url: string, { options } = windows[0]): Promise<Response> {
  const { schemes } = options.webPreferences!.session as unknown as StandInSession
  return schemes.get(new URL(url).protocol.slice(0, -1))!({ url })
}

export const Menu = {
  buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (template: MenuItemConstructorOptions[]) => void (asked.menu = template),
}
export const nativeTheme = { shouldUseDarkColors: false }
export const shell = { showItemInFolder: (path: string) => void asked.shownFiles.push(path) }
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] }

export class Notification {
  static isSupported = (): boolean => true
  #options: NotificationConstructorOptions

  constructor(options: NotificationConstructorOptions) {
    this.#options = options
  }

  show(): void {
    asked.notifications.push(this.#options)
  }
}
