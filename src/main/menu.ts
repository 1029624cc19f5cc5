/** The application menu: what every desktop app has, and adding a folder. */
import type { MenuItemConstructorOptions } from 'electron'

export function menuTemplate(platform: string, addFolder: () => void): MenuItemConstructorOptions[] {
  const leave: MenuItemConstructorOptions = platform === 'darwin' ? { role: 'close' } : { role: 'quit' }
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [{ label: '&Add folder…', accelerator: 'CmdOrCtrl+O', click: addFolder }, { type: 'separator' }, leave],
  }
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    file,
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ]
}
