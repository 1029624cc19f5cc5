/** An Electron or worker MessagePort as a Port. Imports nothing. */
import type { Port } from './port.ts'

/** What Node's, the browser's and Electron's ports share, after each one's own way to listen. */
export interface MessagePortLike {
  postMessage(value: unknown): void
  on(event: 'message', listener: (value: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  /** Electron's alone, which hold back what comes until then. */
  start?(): void
  close(): void
}

/** Electron's main-side ports wrap the value in an event; Node's hand it over as it is. */
export function fromMessagePort(port: MessagePortLike): Port {
  return {
    send: (text) => port.postMessage(text),
    onMessage: (listener) => {
      port.on('message', (value) =>
        listener(String(typeof value === 'object' && value !== null && 'data' in value ? value.data : value)),
      )
      // Not before somebody hears it close, too.
      queueMicrotask(() => port.start?.())
    },
    onClose: (listener) => port.on('close', listener),
    close: () => port.close(),
  }
}
