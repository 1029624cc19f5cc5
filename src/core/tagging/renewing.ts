/**
 * What an earlier model found, found anew by the one in use: as many photos, which go and which come. What was checked
 * stays as it is, since the check was of those photos; marks are never touched.
 */
import type { PhotoApi } from '../../shared/contract.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { Did } from '../store/long-steps.ts'
import type { StandingTag } from '../store/tag-runs.ts'
import { assignmentsOf, makingRun } from './assignments.ts'
import { tagOrThrow } from './marks.ts'
import { scorerName, type Ranking, type Rankings } from './rankings.ts'
import type { Changed } from './tags-and-marks.ts'

type Methods = Pick<PhotoApi, 'compareRuns' | 'renewRuns'>
type Found = StandingTag[]

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
  let kept = new Map<number, Comparison>()

  /** Null where nothing was found by an earlier model. Throws NOT_ENOUGH_LABELS. */
  async function compare(tagId: number): Promise<Comparison | null> {
    tagOrThrow(catalogue, tagId)
    // What is forgotten meanwhile takes this with it.
    const keeping = kept
    const before = keeping.get(tagId)
    const space = await rankings.space()
    if (before?.ranking.space === space) return before
    const all = await rankings.taggedWith(tags.within(tagId))
    if (all.length === 0) return null
    const old = tagRuns.list(tagId).filter((run) => {
      return run.undoneAtMs === null && run.auditId === null && run.modelVersion !== space.modelVersion
    })
    const runIds = old.map(({ runId }) => runId)
    const isOld = new Set(runIds)
    const found = all.filter(({ runId }) => isOld.has(runId))
    if (found.length === 0) return null
    const excluding = await rankings.taggedWith(tags.excluding(tagId))
    const others = [...excluding, ...all.filter(({ runId }) => !isOld.has(runId))]
    const comparison = beside(await rankings.make(tagId, others), runIds, found)
    keeping.set(tagId, comparison)
    return comparison
  }

  function beside(ranking: Ranking, runIds: number[], found: Found): Comparison {
    const isFound = new Set(found.map(({ photoId }) => photoId))
    const then: number[] = []
    ranking.order.forEach((row, place) => isFound.has(ranking.space.photoIds[row]) && then.push(place))
    const count = then.length
    const going = then.filter((place) => place >= count).reverse()
    const stays = new Set(then)
    const coming = Array.from({ length: count }, (_, place) => place).filter((place) => !stays.has(place))
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
    const run = { kind: 'renew runs', tagId, count: comparison.found.length, passCount: 2 } as const
    return makingRun(catalogue, run, (did) => replaceRuns(tagId, comparison, did))
  }

  async function replaceRuns(tagId: number, comparison: Comparison, did: Did) {
    const { ranking, runIds, found, count } = comparison
    const anew = await assignmentsOf(catalogue, rankings, { ranking, count }, did)
    // Of photos whose files are away nothing new can be said: they stay.
    const ranked = new Set(ranking.order.map((row) => ranking.space.photoIds[row]))
    const away = found.filter(({ photoId }) => !ranked.has(photoId))
    const assignments = [...anew, ...away]
    const about = { tagId, modelVersion: ranking.space.modelVersion, scorer: scorerName, cutoffCount: count }
    return tagRuns.replace(runIds, { ...about, estimate: precisionOf(comparison), assignments }, did)
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
  return { methods, forget: () => void (kept = new Map()) }
}

const precisionOf = ({ ranking, count }: Comparison) =>
  ranking.cutoffs.find((cutoff) => cutoff.count >= count)?.precision ?? null
