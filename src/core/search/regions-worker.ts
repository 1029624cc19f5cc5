/** The thread that finds the best region of each photo, once. Regions come from the catalogue, which it only reads. */
import { parentPort, workerData } from 'node:worker_threads'
import { readRegions } from '../store/read-regions.ts'
import { noRegions, takeBest } from './best-region.ts'
import { similaritiesToBytes } from './nearest.ts'
import { queryScores } from './query-scores.ts'
import type { RegionTask } from './region-search.ts'

const { catalogueDir, modelVersion, photoIds, ...examples } = workerData as RegionTask
const best = noRegions(photoIds.length)
const rowOf = new Map(Array.from(photoIds, (photoId, row) => [photoId, row]))
for (const block of readRegions(catalogueDir, modelVersion)) {
  const scored = await queryScores(examples, (vector) => similaritiesToBytes(vector, block))
  const regionCount = block.scales.length / block.photoIds.length
  block.photoIds.forEach((photoId, at) => {
    const row = rowOf.get(photoId)
    if (row !== undefined) takeBest(best, row, scored, at * regionCount, regionCount)
  })
}
parentPort!.postMessage(best, [best.scores.buffer, best.nearest.buffer, best.regions.buffer] as ArrayBuffer[])
