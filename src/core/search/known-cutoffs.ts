/** Cut-offs of the model in use: found once, in a thread of their own, and kept while the library is much the same. */
import { extname } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { oneAnswer } from '../one-answer.ts'
import type { LevelCutoffs } from './level-cutoffs.ts'
import type { SearchSpace } from './search-space.ts'

/** A library that has grown or shrunk by this share is looked at again. */
const muchShare = 0.2

export function createKnownCutoffs() {
  let found: { modelVersion: number | null; photoCount: number; cutoffs: Promise<LevelCutoffs | null> } | null = null
  const workers = new Set<Worker>()

  const isOf = ({ modelVersion, photoIds }: SearchSpace): boolean =>
    found?.modelVersion === modelVersion && Math.abs(found.photoCount - photoIds.length) <= muchShare * found.photoCount

  /** Null by colour and where there are too few photos to tell. */
  async function of(space: SearchSpace): Promise<LevelCutoffs | null> {
    if (space.basis === 'colour') return null
    if (found === null || !isOf(space)) {
      const { modelVersion, photoIds } = space
      found = { modelVersion, photoCount: photoIds.length, cutoffs: inThread(space, workers) }
    }
    const { cutoffs } = found
    cutoffs.catch(() => (found = found?.cutoffs === cutoffs ? null : found))
    return cutoffs
  }

  return { of, close: async () => void (await Promise.all([...workers].map((worker) => worker.terminate()))) }
}

function inThread({ rows, size }: SearchSpace, workers: Set<Worker>): Promise<LevelCutoffs | null> {
  const url = new URL(`./levels-worker${extname(import.meta.url)}`, import.meta.url)
  return oneAnswer({ url, workerData: { rows, size }, workers, doing: 'Looking for cut-offs' })
}
