/** Ctrl-C and its like end a command unless it answers them itself. What it has begun is whole or gone then. */
import { removeTemporaries } from '../core/tools/temporaries.ts'
import { host } from './host.ts'
import { endOutput } from './print.ts'
import { endProgress } from './progress.ts'

const exitCodes = { SIGINT: 130, SIGTERM: 143 }
type Signal = keyof typeof exitCodes
const signals = Object.keys(exitCodes) as Signal[]

/** The signal that ended a command with this exit code. */
export const signalOf = (exitCode: number): Signal | undefined =>
  signals.find((signal) => exitCodes[signal] === exitCode)

const answers = new Map<Signal, () => void>()
const open = new Set<() => Promise<void>>()

/** Of a command that goes on after it, or ends in its own way, the first time; returns what takes the answer back. */
export function answerSignal(signal: Signal, answer: () => void): () => void {
  answers.set(signal, answer)
  return () => void answers.delete(signal)
}

/** Runs `work`, then `close`, once; interrupted, `close` has its time before the command ends. */
export async function closingAfter<T>(close: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let closed: Promise<void> | undefined
  const once = () => (closed ??= close())
  open.add(once)
  try {
    return await work()
  } finally {
    await once()
    open.delete(once)
  }
}

/** The exit code of `command`, or of the signal that ended it. A second signal waits for nothing. */
export async function unlessInterrupted(command: Promise<number>): Promise<number> {
  let end = (_exitCode: number): void => {}
  const interrupted = new Promise<number>((resolve) => (end = resolve))
  let isEnding = false
  const interrupt = (signal: Signal) => {
    const answer = answers.get(signal)
    if (answer) return answers.delete(signal) && answer()
    if (isEnding) return end(exitCodes[signal])
    isEnding = true
    void closeAll().then(() => end(exitCodes[signal]))
  }
  const stopListening = listen(interrupt)
  try {
    const exitCode = await Promise.race([command, interrupted])
    return isEnding ? await interrupted : exitCode
  } catch (error) {
    // What was closed under a command's feet has not failed.
    if (isEnding) return await interrupted
    throw error
  } finally {
    stopListening()
  }
}

function listen(interrupt: (signal: Signal) => void): () => void {
  const emitter = host().signals
  const listeners = signals.map((signal) => [signal, () => interrupt(signal)] as const)
  for (const [signal, listener] of listeners) emitter.on(signal, listener)
  return () => listeners.forEach(([signal, listener]) => emitter.off(signal, listener))
}

async function closeAll(): Promise<void> {
  endProgress()
  endOutput()
  await Promise.allSettled([...open].map((close) => close()))
  removeTemporaries()
}
