/**
 * What an earlier model found, found anew by the one in use: as many photos, which go and which come. What was checked
 * stays as it is, since the check was of those photos; marks are never touched.
 */
import type { PhotoApi } from '../../shared/contract.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { assignmentOf } from './applying.ts'
import { tagOrThrow } from './marks.ts'
import { scorerName, type Ranking, type Rankings } from './rankings.ts'
import type { Changed } from './tags-and-marks.ts'

type Methods = Pick<PhotoApi, 'compareRuns' | 'renewRuns'>
type Found = ReturnType<Catalogue['tagRuns']['machineTags']>

interface Comparison {
  ranking: Ranking
  /** Of an earlier model, unchecked. */
  runIds: number[]
  found: Found
  /** Places of the ranking: of photos found then and not among as many of now, and of those found now alone. */
  going: number[]
  coming: number[]
  /** How many of the first places are found now. */
  count: number
}

export function createRenewing(catalogue: Catalogue, rankings: Rankings, changed: Changed) {
  const { tags, tagRuns } = catalogue
  /** By tag, while marks, tags and photos stay: a page after the other is asked for. */
  const kept = new Map<number, Comparison>()

  /** Null where nothing was found by an earlier model. Throws NOT_ENOUGH_LABELS. */
  async function compare(tagId: number): Promise<Comparison | null> {
    tagOrThrow(catalogue, tagId)
    const before = kept.get(tagId)
    const space = await rankings.space()
    if (before?.ranking.space === space) return before
    const all = tags.within(tagId).flatMap((id) => tagRuns.machineTags(id))
    if (all.length === 0) return null
    const old = tagRuns.list(tagId).filter((run) => {
      return run.undoneAtMs === null && run.auditId === null && run.modelVersion !== space.modelVersion
    })
    const runIds = old.map(({ runId }) => runId)
    const found = all.filter(({ runId }) => runIds.includes(runId))
    if (found.length === 0) return null
    const excluding = tags.excluding(tagId).flatMap((id) => tagRuns.machineTags(id))
    const others = [...excluding, ...all.filter(({ runId }) => !runIds.includes(runId))]
    const comparison = beside(await rankings.make(tagId, others), runIds, found)
    kept.set(tagId, comparison)
    return comparison
  }

  function beside(ranking: Ranking, runIds: number[], found: Found): Comparison {
    const isFound = new Set(found.map(({ photoId }) => photoId))
    const places = Array.from(ranking.order, (_, place) => place)
    const then = places.filter((place) => isFound.has(rankings.photoIdAt(ranking, place)))
    const count = then.length
    const going = then.filter((place) => place >= count).reverse()
    const coming = places.slice(0, count).filter((place) => !isFound.has(rankings.photoIdAt(ranking, place)))
    return { ranking, runIds, found, going, coming, count }
  }

  /** Also null where a ranking wants more marks, or all that was found is away. */
  const compareIfMarked = (tagId: number) =>
    compare(tagId).then(
      (comparison) => (comparison?.count ? comparison : null),
      (error: unknown) => {
        if (error instanceof SemblanceError && error.code === 'NOT_ENOUGH_LABELS') return null
        throw error
      },
    )

  async function renew(tagId: number) {
    const comparison = await compare(tagId)
    if (comparison === null) throw new SemblanceError('NOT_FOUND', 'Nothing was found by an earlier model.')
    const { ranking, runIds, found, count } = comparison
    const places = Array.from({ length: count }, (_, place) => place)
    const photos = await rankings.photosAt(ranking, places)
    // Of photos whose files are away nothing new can be said: they stay.
    const ranked = new Set(ranking.order.map((row) => ranking.space.photoIds[row]))
    const away = found.filter(({ photoId }) => !ranked.has(photoId))
    const assignments = [...photos.map(assignmentOf), ...away]
    const about = { tagId, modelVersion: ranking.space.modelVersion, scorer: scorerName, cutoffCount: count }
    return tagRuns.replace(runIds, { ...about, estimate: precisionOf(comparison), assignments })
  }

  const methods: Methods = {
    compareRuns: async ({ tagId, offset, limit }) => {
      const comparison = await compareIfMarked(tagId)
      if (comparison === null) return null
      const { ranking, going, coming, count } = comparison
      const photosOf = (places: number[]) => rankings.photosAt(ranking, places.slice(offset, offset + limit))
      return {
        modelVersion: ranking.space.modelVersion,
        foundCount: count,
        goingCount: going.length,
        going: await photosOf(going),
        coming: await photosOf(coming),
        precision: precisionOf(comparison),
      }
    },
    renewRuns: async ({ tagId }) => changed(await renew(tagId)),
  }
  return { methods, forget: () => kept.clear() }
}

const precisionOf = ({ ranking, count }: Comparison) =>
  ranking.cutoffs.find((cutoff) => cutoff.count >= count)?.precision ?? null
