/** The core's end of the processes that main starts for it. Messages wait for the port to a new process. */
import type { ProcessEvents, StartProcess } from '../core/tools/start-process.ts'
import type { MessagePortLike } from '../transport/message-port.ts'
import type { ProcessNews, ProcessOrder } from './core-protocol.ts'

interface Ordered {
  events: ProcessEvents
  waiting: unknown[]
  port: MessagePortLike | null
}

export interface ProcessOrders {
  startProcess: StartProcess
  handle(news: ProcessNews, ports: MessagePortLike[]): void
}

export function createProcessOrders(order: (order: ProcessOrder) => void): ProcessOrders {
  const processes = new Map<number, Ordered>()
  let lastProcessId = 0

  const startProcess: StartProcess = (entry, env, events) => {
    const processId = ++lastProcessId
    const ordered: Ordered = { events, waiting: [], port: null }
    processes.set(processId, ordered)
    order({ type: 'startProcess', processId, entry, env })
    return {
      send: (message) => void (ordered.port ? ordered.port.postMessage(message) : ordered.waiting.push(message)),
      kill: () => order({ type: 'killProcess', processId }),
    }
  }

  function attach(ordered: Ordered, port: MessagePortLike): void {
    ordered.port = port
    port.on('message', (event) => ordered.events.onMessage((event as { data: unknown }).data))
    port.start?.()
    for (const message of ordered.waiting.splice(0)) port.postMessage(message)
  }

  function handle(news: ProcessNews, [port]: MessagePortLike[]): void {
    const ordered = processes.get(news.processId)
    if (!ordered) return
    if (news.type === 'processStarted') return attach(ordered, port)
    if (news.type === 'processSaid') return ordered.events.onSaid(news.text)
    processes.delete(news.processId)
    ordered.events.onExit(news.reason)
  }

  return { startProcess, handle }
}
