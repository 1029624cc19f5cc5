/**
 * What learning changed: the nearest neighbours of a few photos by the model in use and by the one before it, among
 * photos that both have seen. These few stay the same from visit to visit, as long as both models have them.
 */
import type { PhotoApi } from '../../shared/contract.ts'
import type { ComparedNeighbour, NeighbourComparison } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { exemplars } from './exemplars.ts'
import { highest, similaritiesInTurns, type Neighbour } from './nearest.ts'
import { loadModelSpace, rowAt, type SearchSpace } from './search-space.ts'
import type { Similarity } from './similarity.ts'

const [photoCount, neighbourCount] = [3, 6]
/** What is shown in turn, when a person asks for another one. */
const candidateCount = 24

export function createComparison(catalogue: Catalogue, similarity: Pick<Similarity, 'space'>) {
  const { models, photos, settings } = catalogue

  const compareNeighbours: PhotoApi['compareNeighbours'] = async ({ another }) => {
    const other = models.before()
    const inUse = await similarity.space()
    if (!other || inUse.modelVersion === null) return null
    const before = await loadModelSpace(catalogue, other)
    const photoIds = await photosToCompare(inUse, before, another)
    const compared: NeighbourComparison['photos'] = []
    for (const photoId of photoIds) {
      const [now, then] = [await nearest(inUse, before, photoId), await nearest(before, inUse, photoId)]
      const photo = photos.summary(photoId)
      if (photo) compared.push({ photo, inUse: now, other: then })
    }
    return { inUseVersion: inUse.modelVersion, otherVersion: other.modelVersion, photos: compared }
  }

  /** Those of the last time, with another one in place of `another`. */
  async function photosToCompare(inUse: SearchSpace, before: SearchSpace, another?: number): Promise<number[]> {
    const isKnown = (photoId: number) => inUse.rowOf.has(photoId) && before.rowOf.has(photoId)
    const kept = (settings.get('comparedPhotos') ?? []).filter(isKnown)
    if (kept.length === photoCount && another === undefined) return kept
    const candidates = (await exemplars(inUse, candidateCount, isKnown)).map((row) => inUse.photoIds[row])
    const at = candidates.indexOf(another ?? -1) + 1
    const fresh = [...candidates.slice(at), ...candidates.slice(0, at)].filter((photoId) => !kept.includes(photoId))
    const replaced = kept.map((photoId) => (photoId === another ? (fresh.shift() ?? photoId) : photoId))
    const wanted = [...replaced, ...fresh].slice(0, photoCount)
    settings.set('comparedPhotos', wanted)
    return wanted
  }

  async function nearest(within: SearchSpace, also: SearchSpace, photoId: number): Promise<ComparedNeighbour[]> {
    const found = await nearestRows(within, within.rowOf.get(photoId)!, (id) => id !== photoId && also.rowOf.has(id))
    return found.flatMap(({ row, similarity }) => {
      const summary = photos.summary(within.photoIds[row])
      return summary ? [{ ...summary, similarity: Math.min(1, Math.max(-1, similarity)) }] : []
    })
  }

  return { compareNeighbours }
}

async function nearestRows(
  { rows, size, photoIds }: SearchSpace,
  row: number,
  passes: (photoId: number) => boolean,
): Promise<Neighbour[]> {
  const similarities = await similaritiesInTurns(rowAt({ rows, size }, row), rows)
  return highest(similarities, neighbourCount, (at) => !passes(photoIds[at]))
}
