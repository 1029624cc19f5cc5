/**
 * The core's end of the learner process: starts it when there is work, sends requests, reports its death, and ends it
 * when it has had nothing to do for a while, since it keeps an encoder and its memory.
 */
import { SemblanceError } from '../../shared/errors.ts'
import { forkProcess, type StartedProcess, type StartProcess } from '../tools/start-process.ts'
import type { LearnerReply, LearnerRequest, RunReply } from '../learner/protocol.ts'

export interface LearnerClient {
  /** Of runs; embedding answers for itself. */
  listen(listeners: LearnerListeners): void
  send(request: LearnerRequest): void
  /** Embeds stored photos or one image; see `LearnerRequest`. Rejects with LEARNER_FAILED, CANCELLED after `close`. */
  embed(source: EmbedSource): Promise<Float32Array>
  /** Asks for a last checkpoint and waits for the exit; kills after ten seconds. No process is started from then on. */
  close(): Promise<void>
}

export type EmbedSource = Omit<Extract<LearnerRequest, { type: 'embed' }>, 'type' | 'requestId'>

export interface LearnerListeners {
  onReply(reply: RunReply): void
  /** The process ended without being asked to. */
  onDeath(reason: string): void
}

interface Waiting {
  resolve(embeddings: Float32Array): void
  reject(error: Error): void
}

export interface LearnerClientOptions {
  /** Default: a fork of this process. */
  startProcess?: StartProcess
  /** What it writes on its standard error. */
  onSaid?(text: string): void
  /** How long it stays with nothing to do. */
  idleMs?: number
}

const closeTimeoutMs = 10_000
const usualIdleMs = 60_000
/**
 * Linux gives large pages only where they are asked for; a training step is a tenth faster on them. Ignored elsewhere.
 */
const hugePages = 'glibc.malloc.hugetlb=1'

export function createLearnerClient(
  learnerEntry: string,
  { startProcess = forkProcess, onSaid = () => {}, idleMs = usualIdleMs }: LearnerClientOptions = {},
): LearnerClient {
  let listeners: LearnerListeners | null = null
  let child: StartedProcess | null = null
  let closing = false
  let onClosed = () => {}
  /** Runs sent that have not ended. */
  let runCount = 0
  let idleTimer: NodeJS.Timeout | undefined
  let lastRequestId = 0
  const waiting = new Map<number, Waiting>()

  const started = (): StartedProcess => {
    if (child) return child
    // Telemetry is off for good measure before anything loads.
    const env = { GLIBC_TUNABLES: process.env.GLIBC_TUNABLES ?? hugePages, ORT_DISABLE_TELEMETRY: '1' }
    const fresh = startProcess(learnerEntry, env, {
      onMessage: (reply) => receive(reply as LearnerReply),
      onSaid,
      onExit: (reason) => ended(fresh, reason),
    })
    return (child = fresh)
  }

  const ended = (which: StartedProcess, reason: string): void => {
    if (child !== which) return
    child = null
    runCount = 0
    const error = new SemblanceError('LEARNER_FAILED', `The learner process ended (${reason}). Try again.`)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    if (closing) onClosed()
    else listeners?.onDeath(reason)
  }

  const receive = (reply: LearnerReply): void => {
    if (reply.type !== 'embedded' && reply.type !== 'embedFailed') {
      if (reply.type !== 'progress' && reply.type !== 'checkpoint') runCount--
      listeners?.onReply(reply)
      return endWhenIdle()
    }
    const waiter = waiting.get(reply.requestId)
    waiting.delete(reply.requestId)
    if (reply.type === 'embedded') waiter?.resolve(reply.embeddings)
    else waiter?.reject(new SemblanceError(reply.error.code, reply.error.message))
    endWhenIdle()
  }

  /** What is sent while it leaves is for another: it is forgotten first. */
  const endWhenIdle = (): void => {
    clearTimeout(idleTimer)
    if (runCount > 0 || waiting.size > 0 || !child) return
    idleTimer = setTimeout(() => {
      child?.send({ type: 'close' } satisfies LearnerRequest)
      child = null
    }, idleMs).unref()
  }

  const send = (request: LearnerRequest): void => {
    if (closing) return
    clearTimeout(idleTimer)
    const learner = started()
    if (request.type === 'train') runCount++
    learner.send(request)
  }

  return {
    listen: (given) => void (listeners = given),
    send,
    embed: (source) =>
      new Promise((resolve, reject) => {
        if (closing) return reject(new SemblanceError('CANCELLED', 'Semblance is being closed.'))
        const requestId = ++lastRequestId
        waiting.set(requestId, { resolve, reject })
        send({ type: 'embed', requestId, ...source })
      }),
    close: async () => {
      closing = true
      clearTimeout(idleTimer)
      const running = child
      if (!running) return
      const exited = new Promise<void>((resolve) => (onClosed = resolve))
      const timer = setTimeout(() => running.kill(), closeTimeoutMs)
      running.send({ type: 'close' } satisfies LearnerRequest)
      await exited
      clearTimeout(timer)
    },
  }
}
