/**
 * A query that looks for a region is held beside whole photos and beside a few stored regions of each; a photo counts
 * as its best, without an offset (docs/benchmarks.md). Regions are read block by block in a thread that is started for
 * one answer: those of 100,000 photos are 66 MB, and are never in memory at once.
 */
import { extname } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { QueryExample } from '../../shared/domain.ts'
import { oneAnswer } from '../tools/one-answer.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { betterOf, type RegionScores } from './best-region.ts'
import type { Examples, QueryScores } from './query-scores.ts'
import type { SearchSpace } from './search-space.ts'

export interface RegionSearchDependencies {
  catalogue: Pick<Catalogue, 'dir'>
  /** The regions of some photos are not there yet. */
  onRegionsWanted?(): void
}

/** What the thread is asked. */
export interface RegionTask extends Examples {
  catalogueDir: string
  modelVersion: number
  /** Of the rows of the space, [N]. */
  photoIds: Int32Array
}

export const looksForRegion = ({ region, minus }: QueryExample): boolean => region !== undefined && !minus

export function createRegionSearch({ catalogue, onRegionsWanted = () => {} }: RegionSearchDependencies) {
  const workers = new Set<Worker>()

  /** With how many photos have regions. By colour none has. Rejects with INTERNAL when the thread ends. */
  async function bestOf(
    whole: QueryScores,
    space: SearchSpace,
    examples: Examples,
  ): Promise<RegionScores & { photoCount: number }> {
    const best = space.basis === 'encoder' ? await inThread(space, examples) : null
    const photoCount = best?.regions.reduce((count, region) => count + Number(region >= 0), 0) ?? 0
    if (photoCount < space.photoIds.length) onRegionsWanted()
    return { ...betterOf(whole, best), photoCount }
  }

  function inThread({ modelVersion, photoIds }: SearchSpace, examples: Examples): Promise<RegionScores> {
    const url = new URL(`./regions-worker${extname(import.meta.url)}`, import.meta.url)
    const workerData: RegionTask = { ...examples, catalogueDir: catalogue.dir, modelVersion: modelVersion!, photoIds }
    return oneAnswer({ url, workerData, workers, doing: 'Comparing parts of photos' })
  }

  return {
    bestOf,
    close: async () => void (await Promise.all([...workers].map((worker) => worker.terminate()))),
  }
}
