/** Stands in for Electron's utilityProcess: real processes of plain Node. */
import type { ForkOptions, UtilityProcess } from 'electron'
import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import type { StandInPort } from './port.ts'
import { PortTable, type Parcel } from './wire.ts'

const running = new Set<StandInProcess>()
/** Electron (seen with 37) crashes when a process is spoken to while an exit is told. */
let tellingOfExit = false

export class StandInProcess
  extends EventEmitter
  implements Pick<UtilityProcess, 'pid' | 'postMessage' | 'kill' | 'stderr'>
{
  pid: number | undefined
  stderr: UtilityProcess['stderr']
  entry: string
  #child: ChildProcess
  #table: PortTable
  #asked = false

  constructor(entry: string, args: string[], { env, stdio = 'inherit' }: ForkOptions) {
    super()
    refuseDuringExit()
    const [, out, err] = typeof stdio === 'string' ? ['ignore', stdio, stdio] : (stdio as string[])
    this.#child = fork(entry, args, {
      execArgv: ['--import', new URL('utility.ts', import.meta.url).href, ...process.execArgv],
      serialization: 'advanced',
      stdio: ['ignore', out as 'pipe', err as 'pipe', 'ipc'],
      env: (env as NodeJS.ProcessEnv | undefined) ?? process.env,
    })
    this.entry = entry
    this.pid = this.#child.pid
    this.stderr = this.#child.stderr as UtilityProcess['stderr']
    this.#table = new PortTable((parcel) => this.#send(parcel))
    this.#child.on('message', (parcel: Parcel) =>
      parcel.kind === 'message' ? this.emit('message', parcel.data) : this.#table.deliver(parcel),
    )
    this.#child.on('exit', (code, signal) => this.#exited(code, signal))
    running.add(this)
  }

  postMessage(data: unknown, ports: unknown[] = []): void {
    refuseDuringExit()
    this.#send({ kind: 'message', data, portIds: ports.map((port) => this.#table.give(port as StandInPort)) })
  }

  /** As Electron does: asks, and insists after two seconds. */
  kill(): boolean {
    this.#asked = this.#child.kill('SIGTERM')
    setTimeout(() => this.#child.kill('SIGKILL'), 2000).unref()
    return this.#asked
  }

  #send(parcel: Parcel): void {
    // One that has just died hears nothing.
    if (this.#child.connected) this.#child.send(parcel, () => {})
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    running.delete(this)
    this.pid = undefined
    this.#table.closeAll()
    const status = signal ? constants.signals[signal] : (code ?? 0)
    tellingOfExit = true
    try {
      this.emit('exit', this.#asked && signal === 'SIGTERM' ? 0 : status)
    } finally {
      tellingOfExit = false
    }
  }
}

function refuseDuringExit(): void {
  if (tellingOfExit) throw new Error('Electron crashes when a process is used while the exit of another is told.')
}

export const utilityProcess = {
  fork: (entry: string, args: string[] = [], options: ForkOptions = {}) => new StandInProcess(entry, args, options),
}

/** Those that run, oldest first. */
export const utilityProcesses = (): StandInProcess[] => [...running]
