/**
 * The core's end of the learner process: starts it when first needed, sends requests, and reports its death.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { SemblanceError } from '../../shared/errors.ts'
import type { LearnerReply, LearnerRequest, RunReply } from '../learner/protocol.ts'

export interface LearnerClient {
  send(request: LearnerRequest): void
  /** Embeds stored photos or one image; see `LearnerRequest`. Rejects with LEARNER_FAILED. */
  embed(source: EmbedSource): Promise<Float32Array>
  /** Asks for a last checkpoint and waits for the exit; kills after ten seconds. */
  close(): Promise<void>
}

export type EmbedSource = Omit<Extract<LearnerRequest, { type: 'embed' }>, 'type' | 'requestId'>

export interface LearnerListeners {
  onReply(reply: RunReply): void
  /** On its standard error. */
  onSaid?(text: string): void
  /** The process ended without being asked to. */
  onDeath(reason: string): void
}

interface Waiting {
  resolve(embeddings: Float32Array): void
  reject(error: Error): void
}

const closeTimeoutMs = 10_000
/**
 * Linux gives large pages only where they are asked for; a training step is a tenth faster on them. Ignored elsewhere.
 */
const hugePages = 'glibc.malloc.hugetlb=1'

export function createLearnerClient(learnerEntry: string, listeners: LearnerListeners): LearnerClient {
  let child: ChildProcess | null = null
  let closing = false
  let lastRequestId = 0
  const waiting = new Map<number, Waiting>()

  const started = (): ChildProcess => {
    if (child) return child
    // Telemetry is off for good measure before anything loads.
    const env = { GLIBC_TUNABLES: hugePages, ...process.env, ORT_DISABLE_TELEMETRY: '1' }
    const fresh = (child = fork(learnerEntry, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env,
    }))
    fresh.stderr?.on('data', (said: Buffer) => listeners.onSaid?.(String(said)))
    fresh.on('message', (reply: LearnerReply) => receive(reply))
    fresh.once('exit', (code, signal) => ended(fresh, signal ?? `code ${code}`))
    fresh.on('error', (error) => ended(fresh, error.message))
    return fresh
  }

  const ended = (which: ChildProcess, reason: string): void => {
    if (child !== which) return
    child = null
    const error = new SemblanceError('LEARNER_FAILED', `The learner process ended (${reason}). Try again.`)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    if (!closing) listeners.onDeath(reason)
  }

  const receive = (reply: LearnerReply): void => {
    if (reply.type !== 'embedded' && reply.type !== 'embedFailed') return listeners.onReply(reply)
    const waiter = waiting.get(reply.requestId)
    waiting.delete(reply.requestId)
    if (reply.type === 'embedded') waiter?.resolve(reply.embeddings)
    else waiter?.reject(new SemblanceError(reply.error.code, reply.error.message))
  }

  const send = (request: LearnerRequest): void => void started().send(request)

  return {
    send,
    embed: (source) =>
      new Promise((resolve, reject) => {
        const requestId = ++lastRequestId
        waiting.set(requestId, { resolve, reject })
        send({ type: 'embed', requestId, ...source })
      }),
    close: async () => {
      closing = true
      const running = child
      if (!running) return
      const exited = new Promise<void>((resolve) => running.once('exit', () => resolve()))
      const timer = setTimeout(() => running.kill('SIGKILL'), closeTimeoutMs)
      running.send({ type: 'close' } satisfies LearnerRequest)
      await exited
      clearTimeout(timer)
    },
  }
}
