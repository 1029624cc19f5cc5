/** A browser's (or Node's) WebSocket as a connected host. Imports shared only. */
import { connect, type ConnectedHost } from './connect.ts'
import { SemblanceError } from '../shared/errors.ts'

/** The few members of the standard WebSocket that are used; browsers and Node have it as a global. */
interface StandardSocket {
  send(text: string): void
  close(): void
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
}

/** Resolves once open. Throws CONNECTION_LOST when the server does not answer or refuses. */
export function connectWebSocket(url: string): Promise<ConnectedHost> {
  const Socket = (globalThis as unknown as { WebSocket: new (url: string) => StandardSocket }).WebSocket
  return new Promise((resolve, reject) => {
    const socket = new Socket(url)
    const host = connect({
      send: (text) => socket.send(text),
      onMessage: (listener) => socket.addEventListener('message', ({ data }) => listener(String(data))),
      onClose: (listener) => socket.addEventListener('close', listener),
      close: () => socket.close(),
    })
    socket.addEventListener('open', () => resolve(host))
    socket.addEventListener('error', () =>
      reject(
        new SemblanceError(
          'CONNECTION_LOST',
          'Semblance does not answer. Start it again and open the address it prints.',
        ),
      ),
    )
  })
}
