/** The thread's own end: one question after the other. */
import { parentPort } from 'node:worker_threads'
import { sidecarWork } from './sidecar-work.ts'

export interface Question {
  name: keyof typeof sidecarWork
  items: never[]
}

parentPort!.on('message', async ({ name, items }: Question) => parentPort!.postMessage(await sidecarWork[name](items)))
