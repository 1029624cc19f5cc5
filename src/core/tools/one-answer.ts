/** A thread that is started for one answer, and tells how far it is until then. */
import { Worker } from 'node:worker_threads'
import { SemblanceError } from '../../shared/errors.ts'

export interface Errand {
  /** The thread's file. */
  url: URL
  workerData: unknown
  /** It is among these while it runs, so that it can be ended. */
  workers: Set<Worker>
  /** What stops when the thread ends before it has answered: "Comparing photos". */
  doing: string
  /** Of messages that are `{ share }`, [0, 1]; without it every message is the answer. */
  onShare?(share: number): void
}

/** Rejects with INTERNAL when the thread ends before it has answered. */
export function oneAnswer<Answer>({ url, workerData, workers, doing, onShare }: Errand): Promise<Answer> {
  const worker = new Worker(url, { workerData })
  workers.add(worker)
  return new Promise<Answer>((resolve, reject) => {
    const ended = (reason: string) => reject(new SemblanceError('INTERNAL', `${doing} stopped: ${reason}.`))
    worker
      .on('message', (message) => (onShare && 'share' in message ? onShare(message.share) : resolve(message)))
      .on('error', (error) => ended((error as Error).message))
      .on('exit', () => ended('it ended'))
  }).finally(() => workers.delete(worker))
}
