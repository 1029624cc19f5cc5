/** Audits as the contract has them: a ranking is kept as it is, and random photos of it are asked about. */
import { randomInt } from 'node:crypto'
import type { PhotoApi } from '../../shared/contract.ts'
import type { Audit, AuditedCutoff, AuditStatus } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { audit, samples, sampleSizeFor, type AuditPlan, type CutOffResult } from './audit.ts'
import { sigmoid } from './logistic-regression.ts'
import { bandOf, scorerName, type Ranking, type Rankings } from './rankings.ts'
import type { Changed } from './tags-and-marks.ts'

type Methods = Pick<PhotoApi, 'startAudit' | 'getAudit' | 'answerAudit' | 'endAudit'>

/** What an audit has shown: those photos, and that at least a share of them is right. */
export interface Shown {
  photoIds: number[]
  scores: number[]
  bound: number
  modelVersion: number | null
}

interface Planned {
  auditId: number
  plan: AuditPlan
  scores: Float32Array
  /** Photos to ask about, for each cut-off. */
  asked: number[][]
}

export interface Auditing {
  methods: Methods
  /** Throws NOT_FOUND, INVALID_ARGUMENT where nothing is shown. */
  shown(tagId: number, auditId: number): Shown
}

const usuallyWanted = 0.9
/** Shares of the suggested count that are tried, strict to loose. */
const steps = [0.25, 0.5, 1, 2, 4]
const seeds = 2 ** 31
/** One of those asked about may be wrong. */
const sizeFor = (wanted: number): number => sampleSizeFor(wanted, 1)

export function createAuditing(catalogue: Catalogue, rankings: Rankings, changed: Changed): Auditing {
  const { audits, photos } = catalogue
  let lastPlanned: Planned | null = null

  function cutoffsOf({ suggestedCount, order }: Ranking, wanted: number): number[] {
    // A sample of half the photos saves half the work; of more it hardly pays.
    const fewest = Math.min(2 * sizeFor(wanted), order.length)
    const counts = steps.map((share) => Math.round(share * suggestedCount))
    return [...new Set(counts.map((count) => Math.min(order.length, Math.max(fewest, count))))]
  }

  function begin(ranking: Ranking, wanted: number): Audit {
    const { tagId, space, scores } = ranking
    const photoIds = ranking.order.map((row) => space.photoIds[row])
    const cutoffs = cutoffsOf(ranking, wanted)
    if (photoIds.length === 0)
      throw new SemblanceError(
        'NOT_ENOUGH_LABELS',
        'Every photo is marked or tagged already: none is left to ask about.',
      )
    const about = { tagId, modelVersion: space.modelVersion, scorer: scorerName, seed: randomInt(seeds), wanted }
    return audits.create({ ...about, photoIds, scores, cutoffs })
  }

  /** What stays as it was when the audit began; kept, since after each answer it is read again. */
  function planOf({ auditId, wanted: target, cutoffs: counts, seed }: Audit): Planned {
    if (lastPlanned?.auditId === auditId) return lastPlanned
    const { photoIds, scores } = audits.ranking(auditId)
    const plan: AuditPlan = { ranked: photoIds, counts, sampleSize: sizeFor(target), target, seed }
    return (lastPlanned = { auditId, plan, scores, asked: samples(plan) })
  }

  function readingOf(found: Audit) {
    const { plan, scores, asked } = planOf(found)
    const given = new Map(found.answers.map(({ photoId, value }) => [photoId, value === 'yes']))
    // Of a file that is gone nobody can say that it is right.
    const lost = asked.flat().filter((photoId) => !given.has(photoId) && !isThere(photoId))
    const answers = new Map([...given, ...lost.map((photoId) => [photoId, false] as const)])
    return { plan, scores, asked, given, result: audit(plan, answers, asked) }
  }

  function statusOf(found: Audit): AuditStatus {
    const { plan, scores, asked, given, result } = readingOf(found)
    const { auditId, tagId, cutoffs, wanted, endedAtMs } = found
    const next = endedAtMs === null ? result.next : []
    const isOver = result.next.length === 0
    const open = isOver ? [] : asked.slice(result.results.length).flat()
    const waiting = new Set(open.filter((photoId) => !given.has(photoId)))
    return {
      auditId,
      tagId,
      wanted,
      cutoffs: cutoffs.map((count, i) => auditedCutoff(count, asked[i], given, isOver, wanted, result.results[i])),
      next: next.length > 0 ? rankedAt(next[0], scores[plan.ranked.indexOf(next[0])]) : null,
      askedCount: given.size,
      remainingCount: endedAtMs === null ? waiting.size : 0,
    }
  }

  const isThere = (photoId: number) => photos.isShown(photoId)

  function rankedAt(photoId: number, score: number): AuditStatus['next'] {
    const summary = photos.summaries([photoId]).get(photoId)
    const confidence = sigmoid(score)
    return summary ? { ...summary, confidence, band: bandOf(confidence), voters: [] } : null
  }

  function known(auditId: number): Audit {
    for (const { tagId } of catalogue.tags.list()) {
      const found = audits.list(tagId).find((audit) => audit.auditId === auditId)
      if (found) return found
    }
    throw new SemblanceError('NOT_FOUND', `There is no audit ${auditId}.`)
  }

  function shown(tagId: number, auditId: number): Shown {
    const found = known(auditId)
    const { plan, scores, given, result } = readingOf(found)
    if (found.tagId !== tagId || !result.proven) throw nothingShown(result.next.length === 0)
    const places = Array.from({ length: result.proven.count }, (_, place) => place)
    const kept = places.filter((place) => !given.has(plan.ranked[place]) && isThere(plan.ranked[place]))
    const of = (values: ArrayLike<number>) => kept.map((place) => values[place])
    return { photoIds: of(plan.ranked), scores: of(scores), bound: found.wanted, modelVersion: found.modelVersion }
  }

  return {
    shown,
    methods: {
      startAudit: async ({ tagId, wanted = usuallyWanted }) =>
        changed(statusOf(begin(await rankings.now(tagId), wanted))),
      getAudit: async ({ tagId }) => {
        const open = audits.open(tagId)
        return open && statusOf(open)
      },
      answerAudit: async ({ auditId, photoId, label }) => {
        const { next } = statusOf(known(auditId))
        if (next?.photoId !== photoId)
          throw new SemblanceError('INVALID_ARGUMENT', 'This check asks about another photo now.')
        return changed(statusOf(audits.answer(auditId, [{ photoId, value: label }])))
      },
      endAudit: async ({ auditId }) => {
        const { cutoffs } = statusOf(known(auditId))
        return changed(statusOf(audits.end(auditId, { cutoffs })))
      },
    },
  }
}

function nothingShown(isOver: boolean): SemblanceError {
  const over = 'This check is over and has not shown enough to be right. Mark more photos and begin another one.'
  const yet = 'This check has not shown anything yet. Answer more of it.'
  return new SemblanceError('INVALID_ARGUMENT', isOver ? over : yet)
}

function auditedCutoff(
  count: number,
  sample: number[],
  given: Map<number, boolean>,
  isOver: boolean,
  wanted: number,
  result?: CutOffResult,
): AuditedCutoff {
  const answered = sample.filter((photoId) => given.has(photoId))
  const rightCount = answered.filter((photoId) => given.get(photoId)).length
  const isProven = result?.isProven === true
  const state = isProven ? 'passed' : isOver || result ? 'failed' : 'open'
  return { count, askedCount: answered.length, rightCount, state, bound: isProven ? wanted : null }
}
