/**
 * Threads that use ONNX Runtime end between two of its runs: one that is terminated within a run takes the whole
 * process with it, since the runtime throws where Node does not let it answer any more.
 */
import { parentPort, type Worker } from 'node:worker_threads'
import './no-telemetry.ts'

/** For who started the thread. Resolves when it has ended: after its run, or its next turn. */
export async function endThread(worker: Worker): Promise<void> {
  const hasEnded = worker.threadId < 0
  if (hasEnded) return
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  worker.postMessage('end')
  await ended
}

/** For the thread: it is asked in its turns, and stays for no answer. */
export function endWhenAsked(): void {
  parentPort!.once('message', () => process.exit())
  parentPort!.unref()
}
