/** A thread for sidecars, begun when it is needed: an XML of megabytes would keep the core from answering. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { sidecarWork } from './sidecar-work.ts'

type Work = typeof sidecarWork
type Answer<N extends keyof Work> = Awaited<ReturnType<Work[N]>>

export type SidecarThread = ReturnType<typeof createSidecarThread>

interface Begun {
  worker: Worker
  /** Not 0 once it is to begin nothing more. */
  end: Int32Array
  /** What it is asked now, until that is settled. */
  answering: Promise<unknown>
}

export function createSidecarThread() {
  const oneAtATime = pLimit(1)
  let thread: Begun | null = null

  function begun(): Begun {
    if (thread && !isEnding(thread)) return thread
    const end = new Int32Array(new SharedArrayBuffer(4))
    // The same ending as this file's: TypeScript as it is, JavaScript in a bundle.
    const url = new URL(`./sidecar-worker${extname(import.meta.url)}`, import.meta.url)
    const made: Begun = { worker: new Worker(url, { workerData: end }), end, answering: Promise.resolve() }
    const gone = () => (thread = thread === made ? null : thread)
    made.worker.on('error', gone).on('exit', gone)
    return (thread = made)
  }

  /** Rejects with what ended the thread; the next question begins another. */
  const ask =
    <N extends keyof Work>(name: N) =>
    (items: Parameters<Work[N]>[0]): Promise<Answer<N>> =>
      oneAtATime<[], Answer<N>>(() => {
        const asked = begun()
        asked.worker.ref()
        asked.worker.postMessage({ name, items })
        const answer = answerOf<Answer<N>>(asked.worker).finally(() => asked.worker.unref())
        asked.answering = answer
        return answer.finally(() => refuseCut(asked))
      })

  return {
    readKeywords: ask('readKeywords'),
    changeSidecars: ask('changeSidecars'),
    /** The sidecar that is being written is written to its end. */
    close: async (): Promise<void> => {
      const ending = thread
      if (!ending) return
      Atomics.store(ending.end, 0, 1)
      await ending.answering.catch(() => {})
      await ending.worker.terminate()
    },
  }
}

/** It may have left out what came last. */
function refuseCut(asked: Begun): void {
  if (isEnding(asked)) throw hasEnded()
}

const isEnding = ({ end }: Begun): boolean => Atomics.load(end, 0) !== 0
const hasEnded = () => new Error('The thread for sidecars ended.')

function answerOf<T>(worker: Worker): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const ended = () => reject(hasEnded())
    const settle = (how: (value: never) => void) => (value: unknown) => {
      worker.off('message', answered).off('error', failed).off('exit', ended)
      how(value as never)
    }
    const [answered, failed] = [settle(resolve), settle(reject)]
    worker.on('message', answered).on('error', failed).on('exit', ended)
  })
}
