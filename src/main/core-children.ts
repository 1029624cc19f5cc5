/** The processes that one core asked main for: utility processes, each with a port to the core. */
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import type { ProcessNews, ProcessOrder } from './core-protocol.ts'

export interface CoreChildren {
  obey(order: ProcessOrder): void
  /** The core is gone: none stays without it. */
  end(): void
}

/** What a process that the system, or its runtime, ended leaves in place of an exit code. */
const signals: Record<number, string> = { 6: 'SIGABRT', 9: 'SIGKILL', 11: 'SIGSEGV' }

export function createCoreChildren(tell: (news: ProcessNews, ports?: MessagePortMain[]) => void): CoreChildren {
  const running = new Map<number, UtilityProcess>()

  function start({ processId, entry, env }: Extract<ProcessOrder, { type: 'startProcess' }>): void {
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Semblance learner',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    })
    running.set(processId, child)
    child.stderr?.on('data', (said) => tell({ type: 'processSaid', processId, text: String(said) }))
    // An exit follows.
    child.on('error', (kind, location) => tell({ type: 'processSaid', processId, text: `${kind} in ${location}` }))
    child.on('exit', (code) => setImmediate(ended, processId, code))
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage(null, [port1])
    tell({ type: 'processStarted', processId }, [port2])
  }

  function ended(processId: number, code: number): void {
    running.delete(processId)
    tell({ type: 'processEnded', processId, reason: signals[code & 127] ?? `code ${code}` })
  }

  return {
    obey: (order) => {
      if (order.type === 'startProcess') start(order)
      // Asks first; Electron ends by force what is still there after two seconds.
      else running.get(order.processId)?.kill()
    },
    end: () => running.forEach((child) => child.kill()),
  }
}
