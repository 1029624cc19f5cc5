/** Audits as the contract has them: a ranking is kept as it is, and random photos of it are asked about. */
import { randomInt } from 'node:crypto'
import type { PhotoApi } from '../../shared/contract.ts'
import type { Audit, AuditedCutoff, AuditStatus } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { resultsOf, sampleOf, sampleSize, type Trial, type TrialResult } from './audit.ts'
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

export interface Auditing {
  methods: Methods
  /** Throws NOT_FOUND, INVALID_ARGUMENT where nothing is shown. */
  shown(tagId: number, auditId: number): Shown
}

const usuallyWanted = 0.9
/** Shares of the suggested count that are tried, strict to loose. */
const steps = [0.25, 0.5, 1, 2, 4]
const seeds = 2 ** 31

export function createAuditing(catalogue: Catalogue, rankings: Rankings, changed: Changed): Auditing {
  const { audits, photos } = catalogue

  function cutoffsOf({ suggestedCount, order }: Ranking, wanted: number): number[] {
    // A sample of half the photos saves half the work; of more it hardly pays.
    const fewest = Math.min(2 * sampleSize(wanted), order.length)
    const counts = steps.map((share) => Math.round(share * suggestedCount))
    return [...new Set(counts.map((count) => Math.min(order.length, Math.max(fewest, count))))]
  }

  function begin(ranking: Ranking, wanted: number): Audit {
    const { tagId, space, scores } = ranking
    const photoIds = Int32Array.from(ranking.order, (row) => space.photoIds[row])
    const cutoffs = cutoffsOf(ranking, wanted)
    if (photoIds.length === 0) throw new SemblanceError('NOT_ENOUGH_LABELS', 'There are no photos left to ask about.')
    const about = { tagId, modelVersion: space.modelVersion, scorer: scorerName, seed: randomInt(seeds), wanted }
    return audits.create({ ...about, photoIds, scores, cutoffs })
  }

  function readingOf(audit: Audit) {
    const { wanted } = audit
    const { photoIds, scores } = audits.ranking(audit.auditId)
    const size = sampleSize(wanted)
    const trials = audit.cutoffs.map((cutoff): Trial => {
      return { cutoff, sample: sampleOf(photoIds.length, cutoff, size, audit.seed) }
    })
    const placeOf = new Map(Array.from(photoIds, (photoId, place) => [photoId, place]))
    const given = audit.answers.map(({ photoId, value }) => [placeOf.get(photoId)!, value === 'yes'] as const)
    const answers = new Map(given)
    return { wanted, photoIds, scores, trials, answers, results: resultsOf(trials, answers, wanted) }
  }

  function statusOf(audit: Audit): AuditStatus {
    const { wanted, photoIds, scores, trials, answers, results } = readingOf(audit)
    const open = trials.filter((_, i) => results[i].state === 'open')
    const asked = audit.endedAtMs === null ? open.flatMap(({ sample }) => sample) : []
    const waiting = [...new Set(asked)].filter((place) => !answers.has(place) && isThere(photoIds[place]))
    const { auditId, tagId, cutoffs } = audit
    return {
      auditId,
      tagId,
      wanted,
      cutoffs: cutoffs.map((count, i) => inWords(count, results[i], wanted)),
      next: waiting.length > 0 ? rankedAt(photoIds[waiting[0]], scores[waiting[0]]) : null,
      askedCount: answers.size,
      remainingCount: waiting.length,
    }
  }

  const isThere = (photoId: number) => photos.presentPath(photoId) !== null

  function rankedAt(photoId: number, score: number): AuditStatus['next'] {
    const summary = photos.summaries([photoId]).get(photoId)
    const confidence = 1 / (1 + Math.exp(-score))
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
    const audit = known(auditId)
    const { wanted, photoIds, scores, trials, answers, results } = readingOf(audit)
    const passed = trials.filter((_, i) => results[i].state === 'passed').at(-1)
    if (audit.tagId !== tagId || !passed)
      throw new SemblanceError('INVALID_ARGUMENT', 'This check has not shown anything yet. Answer more of it.')
    const isNo = (place: number) => answers.get(place) === false
    const places = Array.from({ length: passed.cutoff }, (_, place) => place).filter((place) => !answers.has(place))
    const kept = places.filter((place) => !isNo(place) && isThere(photoIds[place]))
    const of = <T>(values: ArrayLike<T>) => kept.map((place) => values[place])
    return { photoIds: of(photoIds), scores: of(scores), bound: wanted, modelVersion: audit.modelVersion }
  }

  return {
    shown,
    methods: {
      startAudit: async ({ tagId, wanted = usuallyWanted }) =>
        changed(statusOf(begin(await rankings.now(tagId), wanted))),
      getAudit: async ({ tagId }) => {
        const audit = audits.open(tagId)
        return audit && statusOf(audit)
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

function inWords(count: number, { askedCount, rightCount, state }: TrialResult, wanted: number): AuditedCutoff {
  return { count, askedCount, rightCount, state, bound: state === 'passed' ? wanted : null }
}
