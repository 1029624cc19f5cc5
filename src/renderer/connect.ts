/** Finds the host: Electron's preload port, or the local server's WebSocket. */
import type { PhotoHost } from '../shared/contract.ts'
import { SemblanceError } from '../shared/errors.ts'
import { connect } from '../transport/connect.ts'
import type { Port } from '../transport/port.ts'
import { connectWebSocket } from '../transport/websocket-client.ts'

/** What the preload script puts on `window`. Text goes through it, never objects: they may be Svelte's Proxies. */
export interface NativeBridge {
  /** A new one; that of a core that ended stays closed. */
  openPort: () => Port
  /** The system's folder dialog; null when it was closed without a choice. */
  pickFolder?: () => Promise<string | null>
  /** Opens the system's file manager on the photo's file. */
  showInFolder?: (photoId: number) => Promise<void>
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
  showInFolder: ((photoId: number) => Promise<void>) | null
  onClose(listener: () => void): void
}

/** Throws CONNECTION_LOST when nothing answers, or what does was started again and has another address. */
export async function openConnection(): Promise<Connection> {
  const bridge = window.semblance
  if (bridge !== undefined) {
    const host = connect(bridge.openPort())
    const { pickFolder = null, showInFolder = null } = bridge
    return { host, mediaRoot: 'photo://', pickFolder, showInFolder, onClose: (listener) => host.onClose(listener) }
  }
  const token = new URLSearchParams(location.search).get('token')
  const host = await connectWebSocket(webSocketAddress(token)).catch(async (error) => {
    throw (await isStartedAgain()) ? new SemblanceError('CONNECTION_LOST', startedAgain) : error
  })
  return { host, mediaRoot: '/', pickFolder: null, showInFolder: null, onClose: (listener) => host.onClose(listener) }
}

const startedAgain =
  'Semblance was started again and has another address. Open the one that it printed: this window goes on with it.'

/** Whether there is an answer to those alone who have the token of a later start. */
async function isStartedAgain(): Promise<boolean> {
  const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => null)
  return answer?.status === 403
}

/** The token is only in the address until the server has moved it to a cookie. */
function webSocketAddress(token: string | null): string {
  const address = new URL('/rpc', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  if (token !== null) address.searchParams.set('token', token)
  return address.href
}
