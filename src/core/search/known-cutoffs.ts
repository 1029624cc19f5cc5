/**
 * Cut-offs of the model in use: found once, in a thread of their own, and kept, over restarts too, while the library is
 * much the same.
 */
import { extname } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { oneAnswer } from '../tools/one-answer.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { LevelCutoffs } from './level-cutoffs.ts'
import type { SearchSpace } from './search-space.ts'

/** A library that has grown or shrunk by this share is looked at again. */
const muchShare = 0.2

interface Found {
  modelVersion: number
  photoCount: number
  cutoffs: Promise<LevelCutoffs | null>
}

export function createKnownCutoffs({ settings, isReadOnly }: Pick<Catalogue, 'settings' | 'isReadOnly'>) {
  let found: Found | null = null
  const workers = new Set<Worker>()

  /** Null by colour and where there are too few photos to tell. */
  async function of(space: SearchSpace): Promise<LevelCutoffs | null> {
    const { modelVersion, photoIds } = space
    if (modelVersion === null) return null
    const isOf = (before: { modelVersion: number; photoCount: number } | null): boolean =>
      before?.modelVersion === modelVersion &&
      Math.abs(before.photoCount - photoIds.length) <= muchShare * before.photoCount
    if (!isOf(found)) {
      const stored = settings.get('levelCutoffs')
      const cutoffs = isOf(stored) ? Promise.resolve(stored!.cutoffs) : find(space, modelVersion)
      found = { modelVersion, photoCount: photoIds.length, cutoffs }
    }
    const { cutoffs } = found!
    cutoffs.catch(() => (found = found?.cutoffs === cutoffs ? null : found))
    return cutoffs
  }

  async function find({ rows, size, photoIds }: SearchSpace, modelVersion: number): Promise<LevelCutoffs | null> {
    const url = new URL(`./levels-worker${extname(import.meta.url)}`, import.meta.url)
    const task = { url, workerData: { rows, size }, workers, doing: 'Looking for cut-offs' }
    const cutoffs = await oneAnswer<LevelCutoffs | null>(task)
    const kept = cutoffs && { modelVersion, photoCount: photoIds.length, cutoffs }
    if (kept && !isReadOnly) settings.set('levelCutoffs', kept)
    return cutoffs
  }

  return { of, close: async () => void (await Promise.all([...workers].map((worker) => worker.terminate()))) }
}
