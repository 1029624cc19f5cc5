/** The application menu: what every desktop app has, adding a folder, and looking for a newer version. */
import type { MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  addFolder(): void
  /** Null where no address of newer versions is known. */
  checkForUpdates: (() => void) | null
}

export function menuTemplate(
  platform: string,
  { addFolder, checkForUpdates }: MenuActions,
): MenuItemConstructorOptions[] {
  const leave: MenuItemConstructorOptions = platform === 'darwin' ? { role: 'close' } : { role: 'quit' }
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [{ label: '&Add folder…', accelerator: 'CmdOrCtrl+O', click: addFolder }, { type: 'separator' }, leave],
  }
  const help: MenuItemConstructorOptions[] = checkForUpdates
    ? [{ role: 'help', submenu: [{ label: 'Check for &updates…', click: checkForUpdates }] }]
    : []
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    file,
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
    ...help,
  ]
}
