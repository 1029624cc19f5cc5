/** One map at a time, made in a thread of its own: how far it is, how long still, its end. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { MapStatus } from '../../shared/domain.ts'
import { SemblanceError, toErrorValue } from '../../shared/errors.ts'
import { shareTelling } from '../share-telling.ts'
import type { LayoutAnswer, LayoutTask } from './layout-worker.ts'

export const idle: MapStatus = { state: 'idle', phase: '', progress: 0, remainingMs: null, error: null }

/** How a map is made: what it waits for first, and what is done with its places. */
export interface Making {
  task(): Promise<LayoutTask>
  save(places: Float32Array): Promise<void>
}

export function createMaking(onStatus: (status: MapStatus) => void) {
  let status = idle
  let [worker, job]: [Worker | null, Promise<void> | null] = [null, null]
  let isCancelled = false

  function tell(change: Partial<MapStatus>): void {
    status = { ...status, ...change }
    onStatus(status)
  }

  function start(making: Making): MapStatus {
    if (job) return status
    isCancelled = false
    tell({ ...idle, state: 'running', phase: 'Comparing photos' })
    job = run(making).finally(() => (job = null))
    return status
  }

  async function run({ task, save }: Making): Promise<void> {
    try {
      const prepared = await task()
      const places = isCancelled ? null : await inThread(prepared)
      if (!places) return
      await save(places)
      tell({ ...idle, state: 'done', phase: 'Laid out', progress: 1 })
    } catch (error) {
      if (!isCancelled) tell({ ...idle, state: 'failed', phase: 'Stopped', error: toErrorValue(error) })
    }
  }

  /** Null where it was cancelled. Rejects with INTERNAL when the thread ends before it has answered. */
  function inThread(workerData: LayoutTask): Promise<Float32Array | null> {
    const tellShare = shareTelling((told) => isCancelled || tell(told))
    tell({ phase: 'Laying out the map' })
    const begun = new Worker(new URL(`./layout-worker${extname(import.meta.url)}`, import.meta.url), { workerData })
    worker = begun
    return new Promise<Float32Array | null>((resolve, reject) => {
      const ended = (reason: string) =>
        isCancelled ? resolve(null) : reject(new SemblanceError('INTERNAL', `The map was not made: ${reason}.`))
      begun
        .on('message', (answer: LayoutAnswer) =>
          'places' in answer ? resolve(answer.places) : tellShare(answer.share),
        )
        .on('error', (error) => ended((error as Error).message))
        .on('exit', () => ended('its thread ended'))
    }).finally(() => (worker = null))
  }

  /** What is made of neighbours meanwhile is not waited for. */
  async function cancel(): Promise<MapStatus> {
    if (!job) return status
    isCancelled = true
    tell({ ...idle, state: 'cancelled', phase: 'Cancelled' })
    const running = job
    if (worker) {
      await worker.terminate()
      await running
    }
    return status
  }

  return { start, cancel, status: () => status }
}
