/** The application menu: what every desktop app has, adding a folder, other libraries, newer versions. */
import type { MenuItemConstructorOptions } from 'electron'
import { shownName } from '../shared/shown-name.ts'

export interface MenuActions {
  addFolder(): void
  openOtherLibrary(): void
  openRecentLibrary(dir: string): void
  /** Null where no address of newer versions is known. */
  checkForUpdates: (() => void) | null
}

export function menuTemplate(
  platform: string,
  recentLibraries: string[],
  { addFolder, checkForUpdates, openOtherLibrary, openRecentLibrary }: MenuActions,
): MenuItemConstructorOptions[] {
  const leave: MenuItemConstructorOptions = platform === 'darwin' ? { role: 'close' } : { role: 'quit' }
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: '&Add folder…', accelerator: 'CmdOrCtrl+O', click: addFolder },
      { type: 'separator' },
      { label: '&Open another library…', accelerator: 'CmdOrCtrl+Shift+O', click: openOtherLibrary },
      {
        label: '&Recent libraries',
        // An ampersand would underline the letter after it.
        submenu: recentLibraries.map((dir) => ({
          label: shownName(dir).replaceAll('&', '&&'),
          click: () => openRecentLibrary(dir),
        })),
      },
      { type: 'separator' },
      leave,
    ],
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
