/** Main's end of the core process: starts it, hands ports over, fetches pixels, starts it again if it dies. */
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import { fileURLToPath } from 'node:url'
import type { Media } from '../core/core.ts'
import { createCoreChildren, type CoreChildren } from './core-children.ts'
import { entryOf } from './entries.ts'
import { tellOfMachine } from './machine-news.ts'
import type { CoreReply, CoreRequest, MediaKind } from './core-protocol.ts'

export interface CoreProcess {
  /** The window's end of a new port to the core. */
  connect(): MessagePortMain
  /** Rejects when there is no such photo or the process ended. */
  media(kind: MediaKind, photoId: number): Promise<Media>
  /** With patterns to leave out first; null adds these alone. */
  addFolder(path: string | null, exclude?: string[]): void
  close(): Promise<void>
}

export interface CoreProcessOptions {
  catalogueDir: string
  /** It cannot run at all; the message is for the user. */
  onFailure(message: string): void
}

interface Waiting {
  resolve(media: Media): void
  reject(error: Error): void
}

const starterPath = fileURLToPath(new URL('../../resources/starter/encoder.safetensors', import.meta.url))
const mostRestarts = 3
const closeTimeoutMs = 15_000

export function startCoreProcess({ catalogueDir, onFailure }: CoreProcessOptions): CoreProcess {
  const waiting = new Map<number, Waiting>()
  let lastRequestId = 0
  let restarts = 0
  let closing = false
  let onClosed = () => {}
  let child = spawn()

  function spawn(): UtilityProcess {
    const fresh = utilityProcess.fork(entryOf('core-process'), [], { serviceName: 'Semblance core', stdio: 'inherit' })
    const children = createCoreChildren((news, ports) => fresh.postMessage(news, ports))
    fresh.on('message', (message: CoreReply) => receive(message, children))
    fresh.on('error', () => {})
    const stopTelling = tellOfMachine((news) => fresh.postMessage(news satisfies CoreRequest))
    // Electron may not be asked for anything while it tells of an exit.
    fresh.on('exit', (code) => (stopTelling(), setImmediate(ended, code, children)))
    fresh.postMessage({
      type: 'open',
      catalogueDir,
      learnerEntry: entryOf('learner-process'),
      starterPath,
    } satisfies CoreRequest)
    return fresh
  }

  function receive(message: CoreReply, children: CoreChildren): void {
    if (message.type === 'startProcess' || message.type === 'killProcess') return children.obey(message)
    if (message.type === 'failed') {
      closing = true
      return onFailure(message.error.message)
    }
    const waiter = waiting.get(message.requestId)
    waiting.delete(message.requestId)
    if (message.type === 'media') waiter?.resolve(message.media)
    else waiter?.reject(new Error(message.error.message))
  }

  /** The window sees its port close and asks for a new one. */
  function ended(code: number, children: CoreChildren): void {
    children.end()
    for (const { reject } of waiting.values()) reject(new Error('The core process ended.'))
    waiting.clear()
    if (closing) return onClosed()
    if (++restarts > mostRestarts)
      return onFailure(
        `The process that keeps your library ended ${restarts} times (code ${code}). Nothing is lost: start Semblance again.`,
      )
    child = spawn()
  }

  const send = (request: CoreRequest, ports: MessagePortMain[] = []): void => child.postMessage(request, ports)

  return {
    connect: () => {
      const { port1, port2 } = new MessageChannelMain()
      send({ type: 'connect' }, [port1])
      return port2
    },
    media: (kind, photoId) =>
      new Promise((resolve, reject) => {
        const requestId = ++lastRequestId
        waiting.set(requestId, { resolve, reject })
        send({ type: 'media', requestId, kind, photoId })
      }),
    addFolder: (path, exclude = []) => send({ type: 'addFolder', path, exclude }),
    close: () =>
      new Promise((resolve) => {
        closing = true
        const timer = setTimeout(() => child.kill(), closeTimeoutMs)
        onClosed = () => (clearTimeout(timer), resolve())
        send({ type: 'close' })
      }),
  }
}
