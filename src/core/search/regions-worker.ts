/** The thread that finds the best region of each photo, once. Regions come from the catalogue, which it only reads. */
import { parentPort, workerData } from 'node:worker_threads'
import { openCatalogue } from '../store/catalogue.ts'
import { noRegions, takeBest } from './best-region.ts'
import { queryScores } from './query-scores.ts'
import type { RegionTask } from './region-search.ts'

const { catalogueDir, modelVersion, photoIds, ...examples } = workerData as RegionTask
const best = noRegions(photoIds.length)
const rowOf = new Map(Array.from(photoIds, (photoId, row) => [photoId, row]))
const catalogue = openCatalogue(catalogueDir, { readOnly: true })
for (const { photoIds, rows } of catalogue.models.regionSlices(modelVersion)) {
  const scored = await queryScores(examples, rows)
  const regionCount = scored.scores.length / photoIds.length
  photoIds.forEach((photoId, at) => {
    const row = rowOf.get(photoId)
    if (row !== undefined) takeBest(best, row, scored, at * regionCount, regionCount)
  })
}
catalogue.close()
parentPort!.postMessage(best, [best.scores.buffer, best.nearest.buffer, best.regions.buffer] as ArrayBuffer[])
