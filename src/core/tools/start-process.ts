/** How the core starts a process of its own: forked, unless the host has another way. */
import { fork } from 'node:child_process'

export interface ProcessEvents {
  /** Structured clones, in order. */
  onMessage(message: unknown): void
  /** What it writes on its standard error. */
  onSaid(text: string): void
  /** Once: the signal, "code N", or why it did not start. */
  onExit(reason: string): void
}

export interface StartedProcess {
  send(message: unknown): void
  /** Ends it, whatever it is doing; `onExit` follows. */
  kill(): void
}

/** `env` is beside what this process has. Never throws: a process that cannot start has an exit. */
export type StartProcess = (entry: string, env: Record<string, string>, events: ProcessEvents) => StartedProcess

export const forkProcess: StartProcess = (entry, env, { onMessage, onSaid, onExit }) => {
  const child = fork(entry, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  })
  child.stderr?.on('data', (said: Buffer) => onSaid(String(said)))
  child.on('message', onMessage)
  child.once('exit', (code, signal) => onExit(signal ?? `code ${code}`))
  // One that did not start has no exit.
  child.on('error', ({ message }) => child.pid === undefined && onExit(message))
  return { send: (message) => child.send(message as object), kill: () => void child.kill('SIGKILL') }
}
