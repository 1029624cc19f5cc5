/** A thread for sidecars, begun when it is needed: an XML of megabytes would keep the core from answering. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { sidecarWork } from './sidecar-work.ts'

type Work = typeof sidecarWork
type Answer<N extends keyof Work> = Awaited<ReturnType<Work[N]>>

export type SidecarThread = ReturnType<typeof createSidecarThread>

export function createSidecarThread() {
  const oneAtATime = pLimit(1)
  let worker: Worker | null = null

  function begun(): Worker {
    if (worker) return worker
    // The same ending as this file's: TypeScript as it is, JavaScript in a bundle.
    const made = new Worker(new URL(`./sidecar-worker${extname(import.meta.url)}`, import.meta.url))
    const gone = () => (worker = worker === made ? null : worker)
    made.on('error', gone).on('exit', gone)
    return (worker = made)
  }

  /** Rejects with what ended the thread; the next question begins another. */
  const ask =
    <N extends keyof Work>(name: N) =>
    (items: Parameters<Work[N]>[0]): Promise<Answer<N>> =>
      oneAtATime<[], Answer<N>>(() => {
        const asked = begun()
        asked.ref()
        asked.postMessage({ name, items })
        return answerOf<Answer<N>>(asked).finally(() => asked.unref())
      })

  return {
    readKeywords: ask('readKeywords'),
    changeSidecars: ask('changeSidecars'),
    close: async (): Promise<void> => void (await worker?.terminate()),
  }
}

function answerOf<T>(worker: Worker): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const ended = () => reject(new Error('The thread for sidecars ended.'))
    const settle = (how: (value: never) => void) => (value: unknown) => {
      worker.off('message', answered).off('error', failed).off('exit', ended)
      how(value as never)
    }
    const [answered, failed] = [settle(resolve), settle(reject)]
    worker.on('message', answered).on('error', failed).on('exit', ended)
  })
}
