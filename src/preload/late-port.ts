/** A Port that can be used before its MessagePort has arrived. */
import type { Port } from '../transport/port.ts'

/** What of the DOM's MessagePort is used. */
export interface DomPort {
  postMessage(text: string): void
  addEventListener(type: 'message' | 'close', listener: (event: { data?: unknown }) => void): void
  start(): void
  close(): void
}

export function createLatePort(): { port: Port; attach(port: DomPort): void } {
  const waiting: string[] = []
  const messages: ((text: string) => void)[] = []
  const closes: (() => void)[] = []
  let real: DomPort | null = null
  return {
    port: {
      send: (text) => void (real ? real.postMessage(text) : waiting.push(text)),
      onMessage: (listener) => void messages.push(listener),
      onClose: (listener) => void closes.push(listener),
      close: () => real?.close(),
    },
    attach: (port) => {
      real = port
      port.addEventListener('message', ({ data }) => messages.forEach((listener) => listener(String(data))))
      port.addEventListener('close', () => closes.forEach((listener) => listener()))
      for (const text of waiting.splice(0)) port.postMessage(text)
      port.start()
    },
  }
}
