/**
 * Threads that decode what sharp does not read: few, started when needed, ended when idle, replaced before their memory
 * grows.
 */
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { DecodeAnswer, DecodeTask } from './decode-worker.ts'

/** WebAssembly's memory never shrinks. */
const mostTasks = 200
const timeLimitMs = 60_000
const idleMs = 20_000

interface Thread {
  worker: Worker
  taskCount: number
  rest?: NodeJS.Timeout
}

/** Decoders chat on standard output, which is for what was asked. */
const quiet = { stdout: true, stderr: true }
const threadCount = Math.min(2, availableParallelism())
const limit = pLimit(threadCount)
const idle: Thread[] = []

/** Answers 'timed out' and 'damaged' (also of what ended the thread) as problems; never throws. */
export function decodeInWorker(task: DecodeTask): Promise<DecodeAnswer | { problem: 'timed out' }> {
  return limit(async () => {
    const thread = idle.pop() ?? newThread()
    clearTimeout(thread.rest)
    const answer = await ask(thread.worker, task)
    const isSpent = answer === null || 'problem' in answer || ++thread.taskCount >= mostTasks
    if (isSpent) void thread.worker.terminate()
    else rest(thread)
    return answer ?? { problem: 'timed out' }
  })
}

function newThread(): Thread {
  // The same ending as this file's: TypeScript as it is, JavaScript in a bundle.
  const worker = new Worker(new URL(`./decode-worker${extname(import.meta.url)}`, import.meta.url), quiet)
  worker.unref()
  const thread: Thread = { worker, taskCount: 0 }
  // One that ends while it rests is asked nothing more; why it ended says who waits for it.
  worker.on('error', () => {}).on('exit', () => leaveIdle(thread))
  return thread
}

function rest(thread: Thread): void {
  idle.push(thread)
  thread.rest = setTimeout(() => {
    leaveIdle(thread)
    void thread.worker.terminate()
  }, idleMs).unref()
}

function leaveIdle(thread: Thread): void {
  if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1)
}

/** Null when the time is over. */
function ask(worker: Worker, task: DecodeTask): Promise<DecodeAnswer | null> {
  return new Promise((done) => {
    const timer = setTimeout(() => end(null), timeLimitMs)
    const damaged = () => end({ problem: 'damaged' })
    function end(answer: DecodeAnswer | null): void {
      clearTimeout(timer)
      worker.off('message', end).off('exit', damaged).off('error', damaged)
      done(answer)
    }
    worker.on('message', end).on('exit', damaged).on('error', damaged)
    worker.postMessage(task)
  })
}
