/**
 * Newer versions: looked for only when a person asks and agrees to use the network, downloaded and installed only when
 * they agree again. Where a package was made without an address, there is nothing to ask.
 */
import type { Dialog, MessageBoxOptions } from 'electron'
import type { AppUpdater } from 'electron-updater'
import { readFileSync } from 'node:fs'

type Updater = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'checkForUpdates'
  | 'downloadUpdate'
  | 'on'
  | 'quitAndInstall'
  | 'setFeedURL'
>

export interface UpdatesOptions {
  dialog: Pick<Dialog, 'showMessageBox'>
  /** Where a static file host keeps the packages and what electron-builder writes about them. */
  address: string
  version: string
  loadUpdater(): Promise<Updater>
  /** [0, 1]; below 0 when it is over. */
  showProgress(share: number): void
  /** Everything is written and every process has ended. */
  leave(): Promise<void>
}

/** Of the package that this runs from; null where it has none. */
export function updatesAddress(): string | null {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { updatesAddress?: string }).updatesAddress ?? null
}

/** Asks, looks, asks, downloads, asks, installs; resolves when that has come to its end, whatever it is. */
export async function checkForUpdates(options: UpdatesOptions): Promise<void> {
  const { dialog, address, version } = options
  const host = new URL(address).host
  const tell = (message: string, detail: string) => dialog.showMessageBox({ type: 'info', message, detail })
  const asked = await isAgreed(dialog, {
    message: 'Look for a newer version?',
    detail: `This asks ${host} over the network which version is the newest. Nothing of your photos is sent. This is ${version}.`,
    buttons: ['Look', 'Cancel'],
  })
  if (!asked) return
  try {
    const updater = await options.loadUpdater()
    updater.autoDownload = updater.autoInstallOnAppQuit = false
    updater.setFeedURL({ provider: 'generic', url: address })
    const found = await updater.checkForUpdates()
    if (!found?.isUpdateAvailable) await tell('This is the newest version.', `${host} has none after ${version}.`)
    else await offer(updater, found.updateInfo.version, options)
  } catch (error) {
    await tell('Looking for a newer version failed.', `${(error as Error).message.split('\n')[0]} Nothing has changed.`)
  } finally {
    options.showProgress(-1)
  }
}

async function offer(updater: Updater, newest: string, { dialog, version, ...options }: UpdatesOptions): Promise<void> {
  const wanted = await isAgreed(dialog, {
    message: `Version ${newest} is there.`,
    detail: `This is ${version}. Your catalogue stays as it is; a newer version keeps a copy of it before it changes it.`,
    buttons: ['Download', 'Not now'],
  })
  if (!wanted) return
  updater.on('download-progress', ({ percent }) => options.showProgress(percent / 100))
  await updater.downloadUpdate()
  const now = await isAgreed(dialog, {
    message: `Version ${newest} is downloaded.`,
    detail: 'Learning that goes on is kept and goes on afterwards.',
    buttons: ['Install and start again', 'Install when I quit'],
  })
  updater.autoInstallOnAppQuit = true
  if (!now) return
  await options.leave()
  updater.quitAndInstall()
}

async function isAgreed(dialog: UpdatesOptions['dialog'], options: MessageBoxOptions): Promise<boolean> {
  const { response } = await dialog.showMessageBox({ type: 'question', defaultId: 0, cancelId: 1, ...options })
  return response === 0
}
