/** The thread's own end: one question after the other. */
import { parentPort, workerData } from 'node:worker_threads'
import { sidecarWork } from './sidecar-work.ts'

export interface Question {
  name: keyof typeof sidecarWork
  items: never[]
}

const mayGoOn = () => Atomics.load(workerData as Int32Array, 0) === 0

parentPort!.on('message', async ({ name, items }: Question) =>
  parentPort!.postMessage(await sidecarWork[name](items, mayGoOn)),
)
