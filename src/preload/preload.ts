/**
 * The sandboxed preload script: gives the window one port to the core, the folder dialog and the file manager, and
 * nothing else.
 */
import { contextBridge, ipcRenderer } from 'electron'
import { createLatePort } from './late-port.ts'

const { port, attach } = createLatePort()
ipcRenderer.on('port', ({ ports }) => attach(ports[0]))
ipcRenderer.send('connect')
contextBridge.exposeInMainWorld('semblance', {
  port,
  pickFolder: () => ipcRenderer.invoke('pickFolder'),
  showInFolder: (path: string) => ipcRenderer.invoke('showInFolder', path),
})
