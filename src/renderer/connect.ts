/** Finds the host: Electron's preload port, or the local server's WebSocket. */
import type { PhotoHost } from '../shared/contract.ts'
import { connect } from '../transport/connect.ts'
import type { Port } from '../transport/port.ts'
import { connectWebSocket } from '../transport/websocket-client.ts'

/** What the preload script puts on `window`. Text goes through it, never objects: they may be Svelte's Proxies. */
export interface NativeBridge {
  port: Port
  /** The system's folder dialog; null when it was closed without a choice. */
  pickFolder?: () => Promise<string | null>
  /** Shows a file, by its absolute path, in the system's file manager. */
  showInFolder?: (path: string) => Promise<void>
}

declare global {
  interface Window {
    semblance?: NativeBridge
  }
}

export interface Connection {
  host: PhotoHost
  /** Photos are at `<mediaRoot>thumb/<id>` and `<mediaRoot>photo/<id>`. */
  mediaRoot: string
  pickFolder: (() => Promise<string | null>) | null
  showInFolder: ((path: string) => Promise<void>) | null
  onClose(listener: () => void): void
}

/** Throws CONNECTION_LOST when nothing answers. */
export async function openConnection(): Promise<Connection> {
  const bridge = window.semblance
  if (bridge !== undefined) {
    const host = connect(bridge.port)
    const { pickFolder = null, showInFolder = null } = bridge
    return { host, mediaRoot: 'photo://', pickFolder, showInFolder, onClose: (listener) => host.onClose(listener) }
  }
  const host = await connectWebSocket(webSocketAddress(new URLSearchParams(location.search).get('token')))
  const nothingNative = { pickFolder: null, showInFolder: null }
  return { host, mediaRoot: '/', ...nothingNative, onClose: (listener) => host.onClose(listener) }
}

/** The token is only in the address until the server has moved it to a cookie. */
function webSocketAddress(token: string | null): string {
  const address = new URL('/rpc', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  if (token !== null) address.searchParams.set('token', token)
  return address.href
}
