/** The rest ranked, and tagged down to a cut-off: one run that can be taken back. Machine tags never vote. */
import type { PhotoApi } from '../../shared/contract.ts'
import type { Confidences, Estimate, TagRanking } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { packed } from '../tools/packed.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { Did } from '../store/long-steps.ts'
import type { Assignment } from '../store/tag-runs.ts'
import { assignmentsOf, makingRun } from './assignments.ts'
import type { Auditing } from './auditing.ts'
import { marksOf } from './marks.ts'
import { scorerName, type Ranking, type Rankings } from './rankings.ts'
import type { Changed } from './tags-and-marks.ts'

type Methods = Pick<PhotoApi, 'rankTag' | 'getConfidences' | 'applyTag' | 'listRuns' | 'undoRun'>

export function createApplying(
  catalogue: Catalogue,
  rankings: Rankings,
  auditing: Auditing,
  changed: Changed,
): Methods {
  const { tagRuns } = catalogue

  const rankingOf = async (tagId: number, rankingId?: string): Promise<Ranking> => {
    if (rankingId === undefined) return rankings.now(tagId)
    const found = rankings.before(rankingId)
    if (found.tagId === tagId) return found
    throw new SemblanceError('INVALID_ARGUMENT', 'This is the ranking of another tag.')
  }

  async function summaryOf(ranking: Ranking, offset: number, limit: number): Promise<TagRanking> {
    const { rankingId, space, order, cutoffs, suggestedCount } = ranking
    const end = Math.min(order.length, offset + limit)
    const places = Array.from({ length: Math.max(0, end - offset) }, (_, i) => offset + i)
    const photos = await rankings.photosAt(ranking, places)
    const { basis, modelVersion } = space
    return { rankingId, basis, modelVersion, total: order.length, cutoffs, suggestedCount, photos }
  }

  /** Those that nobody marked since. */
  async function assigned(ranking: Ranking, count: number, did: Did): Promise<Assignment[]> {
    const marked = new Set((await marksOf(catalogue, ranking.tagId)).map(({ photoId }) => photoId))
    return assignmentsOf(catalogue, rankings, { ranking, count }, did, (photoId) => marked.has(photoId))
  }

  async function applyRanking(tagId: number, rankingId?: string, wantedCount?: number) {
    const ranking = await rankingOf(tagId, rankingId)
    const count = wantedCount ?? ranking.suggestedCount
    const run = { kind: 'apply run', tagId, count: Math.min(count, ranking.order.length), passCount: 2 } as const
    return makingRun(catalogue, run, (did) => createRun(ranking, count, did))
  }

  async function createRun(ranking: Ranking, count: number, did: Did) {
    const { tagId } = ranking
    const assignments = await assigned(ranking, count, did)
    if (assignments.length === 0) throw new SemblanceError('INVALID_ARGUMENT', 'There is no photo left to tag.')
    const estimate = ranking.cutoffs.find((cutoff) => cutoff.count >= count)?.precision ?? null
    const about = { tagId, modelVersion: ranking.space.modelVersion, scorer: scorerName, cutoffCount: count }
    const minimumConfidence = assignments.reduce((least, { confidence }) => Math.min(least, confidence ?? 1), 1)
    return changed(await tagRuns.create({ ...about, minimumConfidence, estimate, assignments }, did))
  }

  /** What an audit has shown to be right often enough. */
  async function applyAudit(tagId: number, auditId: number) {
    const { photoIds, scores, bound, modelVersion } = auditing.shown(tagId, auditId)
    const assignments = photoIds.map((photoId, i) => ({ photoId, score: scores[i] }))
    const estimate: Estimate = { bound }
    const about = { tagId, modelVersion, scorer: scorerName, auditId, cutoffCount: photoIds.length }
    const run = { kind: 'apply run', tagId, count: photoIds.length, passCount: 1 } as const
    const create = (did: Did) => tagRuns.create({ ...about, estimate, assignments }, did)
    return changed(await makingRun(catalogue, run, create))
  }

  return {
    rankTag: async ({ tagId, offset, limit, rankingId }) => summaryOf(await rankingOf(tagId, rankingId), offset, limit),
    getConfidences: async ({ tagId, rankingId }) => packedConfidences(await rankingOf(tagId, rankingId)),
    applyTag: async ({ tagId, count, rankingId, auditId }) =>
      auditId === undefined ? applyRanking(tagId, rankingId, count) : applyAudit(tagId, auditId),
    listRuns: async ({ tagId }) => tagRuns.list(tagId),
    undoRun: async ({ runId }) => changed(await tagRuns.undo(runId)),
  }
}

function packedConfidences({ space, order, confidences }: Ranking): Confidences {
  const photoIds = order.map((row) => space.photoIds[row])
  return { photoIds: packed(photoIds), confidences: packed(confidences) }
}
