/**
 * What is committed goes first into SQLite's write-ahead log, and from there back into the catalogue's file: some
 * thousand pages and two waits for the disk, within a commit, on the core's thread. Here a thread of its own does it.
 * Imports only node.
 */
import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/**
 * Pages of 4 kB after which a commit does it all the same, since no thread could; a person's largest steps at 100,000
 * photos write a quarter of it.
 */
export const mostPagesInLog = 64_000
/** What the log's file keeps when it is written from its beginning again. */
export const keptLogBytes = 2_000_000
const defaults = { everyMs: 2000, leastBytes: 2 * keptLogBytes }

export interface WriteBack {
  /** Waits for what has begun. */
  close(): Promise<void>
}

/** Of the catalogue's file, every now and then; no more than `leastBytes` stay in the log. */
export function createWriteBack(file: string, options: Partial<typeof defaults> = {}): WriteBack {
  const { everyMs, leastBytes } = { ...defaults, ...options }
  let doneMs = 0
  let going: Promise<void> | null = null

  async function look(): Promise<void> {
    const log = await stat(`${file}-wal`).catch(() => null)
    // The log keeps its length and is written from its beginning again.
    if (log === null || log.size < leastBytes || log.mtimeMs === doneMs) return
    doneMs = log.mtimeMs
    await written(file)
  }

  const timer = setInterval(() => (going ??= look().finally(() => (going = null))), everyMs).unref()
  return {
    close: async () => {
      clearInterval(timer)
      await going
    },
  }
}

/** Ends also where it could not: the next time, or the commit that finds too much in the log, says why. */
function written(file: string): Promise<void> {
  const worker = new Worker(new URL(`./write-back-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: file,
  })
  worker.unref()
  return new Promise((resolve) => worker.on('error', () => {}).on('exit', () => resolve()))
}
