/** One map at a time, made in a thread of its own: how far it is, how long still, its end. */
import { extname } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { MapStatus } from '../../shared/domain.ts'
import { toErrorValue } from '../../shared/errors.ts'
import { oneAnswer } from '../tools/one-answer.ts'
import { shareTelling } from '../tools/share-telling.ts'
import type { LayoutTask } from './layout-worker.ts'

export const idle: MapStatus = { state: 'idle', phase: '', progress: 0, remainingMs: null, error: null }

/** How a map is made: what it waits for first, and what is done with its places. */
export interface Making {
  task(): Promise<LayoutTask>
  save(places: Float32Array): Promise<void>
}

export function createMaking(onStatus: (status: MapStatus) => void) {
  let status = idle
  const workers = new Set<Worker>()
  let job: Promise<void> | null = null
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

  /** Rejects with INTERNAL when the thread ends before it has answered. */
  function inThread(workerData: LayoutTask): Promise<Float32Array> {
    const url = new URL(`./layout-worker${extname(import.meta.url)}`, import.meta.url)
    const onShare = shareTelling((told) => isCancelled || tell(told))
    tell({ phase: 'Laying out the map' })
    return oneAnswer({ url, workerData, workers, doing: 'Laying out the map', onShare })
  }

  /** What is made of neighbours meanwhile is not waited for. */
  async function cancel(): Promise<MapStatus> {
    if (!job) return status
    isCancelled = true
    tell({ ...idle, state: 'cancelled', phase: 'Cancelled' })
    const running = job
    if (workers.size > 0) {
      await Promise.all([...workers].map((worker) => worker.terminate()))
      await running
    }
    return status
  }

  return { start, cancel, status: () => status }
}
