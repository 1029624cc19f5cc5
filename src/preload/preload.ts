/** The sandboxed preload script: gives the window ports to the core and two abilities of the system, nothing else. */
import { contextBridge, ipcRenderer } from 'electron'
import type { Port } from '../transport/port.ts'
import { createLatePort, type DomPort } from './late-port.ts'

/** Ports come in the order in which they were asked for. */
const waiting: ((port: DomPort) => void)[] = []
ipcRenderer.on('port', ({ ports }) => waiting.shift()?.(ports[0]))

function openPort(): Port {
  const { port, attach } = createLatePort()
  waiting.push(attach)
  ipcRenderer.send('connect')
  return port
}

contextBridge.exposeInMainWorld('semblance', {
  openPort,
  pickFolder: () => ipcRenderer.invoke('pickFolder'),
  showInFolder: (photoId: number) => ipcRenderer.invoke('showInFolder', photoId),
})
