/**
 * The client's end: a PhotoHost over a Port. A closed port rejects every pending call with CONNECTION_LOST.
 * Imports shared only; runs in browsers too.
 */
import type { EventName, PhotoApi, PhotoEvents, PhotoHost } from '../shared/contract.ts'
import { SemblanceError, type ErrorCode } from '../shared/errors.ts'
import type { ClientMessage, HostMessage, Port } from './port.ts'

export interface ConnectedHost extends PhotoHost {
  onClose(listener: () => void): void
  close(): void
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

const lost = () => new SemblanceError('CONNECTION_LOST', 'Semblance is not connected. Try again once it is.')

export function connect(port: Port): ConnectedHost {
  const pending = new Map<number, Pending>()
  const listeners = new Map<string, Set<(value: never) => void>>()
  const closeListeners: (() => void)[] = []
  let lastCallId = 0
  let open = true

  const send = (message: ClientMessage): void => port.send(JSON.stringify(message))

  port.onMessage((text) => {
    const message = JSON.parse(text) as HostMessage
    if (message.type === 'event')
      return listeners.get(message.event)?.forEach((listener) => listener(message.value as never))
    const call = pending.get(message.callId)
    pending.delete(message.callId)
    if (message.type === 'result') call?.resolve(message.value)
    else call?.reject(new SemblanceError(message.error.code as ErrorCode, message.error.message))
  })
  port.onClose(() => {
    open = false
    for (const { reject } of pending.values()) reject(lost())
    pending.clear()
    closeListeners.forEach((listener) => listener())
  })

  const call = (method: string) => (args: unknown) =>
    new Promise((resolve, reject) => {
      if (!open) return reject(lost())
      pending.set(++lastCallId, { resolve, reject })
      send({ type: 'call', callId: lastCallId, method, args })
    })
  const methods = new Map<string, unknown>()
  const api = new Proxy({} as PhotoApi, {
    get: (_, method) => {
      // A promise of the api itself must not look for a method named "then".
      if (typeof method !== 'string' || method === 'then') return undefined
      if (!methods.has(method)) methods.set(method, call(method))
      return methods.get(method)
    },
  })

  return {
    api,
    subscribe: <E extends EventName>(event: E, listener: (value: PhotoEvents[E]) => void) => {
      const set = listeners.get(event) ?? new Set()
      if (set.size === 0 && open) send({ type: 'subscribe', event })
      listeners.set(event, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && open) send({ type: 'unsubscribe', event })
      }
    },
    onClose: (listener) => void closeListeners.push(listener),
    close: () => port.close(),
  }
}
