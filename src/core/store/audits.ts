/**
 * Audits: random photos of a ranking that stays as it was are asked about. An answer is kept apart, and is a mark, too,
 * so that nothing is asked twice. Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { Audit, AuditAnswer, LabelValue } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { toBlob, toFloats, toIds } from './database.ts'
import type { Labels } from './labels.ts'
import type { Recorder } from './recorder.ts'

export interface NewAudit {
  tagId: number
  modelVersion: number | null
  /** What ranked the photos. */
  scorer: string
  seed: number
  /** The share of right ones that is to be shown, [0, 1]. */
  wanted: number
  /** [N], best first. */
  photoIds: Int32Array
  /** [N], of `photoIds`. */
  scores: Float32Array
  /** How many photos from the top, strict to loose. */
  cutoffs: number[]
}

/** The ranking as it was when the audit began. */
export interface AuditRanking {
  photoIds: Int32Array
  scores: Float32Array
}

const columns = `id AS auditId, tag_id AS tagId, model_version AS modelVersion, scorer, seed, wanted, cutoffs, bound,
  created_at_ms AS createdAtMs, ended_at_ms AS endedAtMs`

export type Audits = ReturnType<typeof createAudits>

export function createAudits(db: Database, clock: () => number, { record }: Recorder, labels: Labels) {
  type Stored = Omit<Audit, 'cutoffs' | 'bound' | 'answers'> & { cutoffs: string; bound: string | null }
  const insert = db
    .prepare<[object], number>(
      `
      INSERT INTO audit (tag_id, model_version, scorer, seed, wanted, photo_ids, scores, cutoffs, created_at_ms, ended_at_ms)
      VALUES (@tagId, @modelVersion, @scorer, @seed, @wanted, @photoIds, @scores, @cutoffs, @nowMs, @nowMs) RETURNING id`,
    )
    .pluck()
  const reopen = db.prepare('UPDATE audit SET ended_at_ms = NULL WHERE id = ?')
  const end = db.prepare('UPDATE audit SET ended_at_ms = @nowMs, bound = @bound WHERE id = @auditId')
  const endOpen = db.prepare('UPDATE audit SET ended_at_ms = @nowMs WHERE tag_id = @tagId AND ended_at_ms IS NULL')
  const one = db.prepare<[number], Stored>(`SELECT ${columns} FROM audit WHERE id = ?`)
  const openOne = db.prepare<[number], Stored>(
    `SELECT ${columns} FROM audit WHERE tag_id = ? AND ended_at_ms IS NULL ORDER BY id DESC LIMIT 1`,
  )
  const all = db.prepare<[number], Stored>(`SELECT ${columns} FROM audit WHERE tag_id = ? ORDER BY id DESC`)
  const rankingOf = db.prepare<[number], { photoIds: Uint8Array; scores: Uint8Array }>(
    'SELECT photo_ids AS photoIds, scores FROM audit WHERE id = ?',
  )
  const answersOf = db.prepare<[number], AuditAnswer>(`
    SELECT photo_id AS photoId, value, answered_at_ms AS answeredAtMs FROM audit_answer
    WHERE audit_id = ? ORDER BY answered_at_ms, photo_id`)
  const setAnswer = db.prepare(`
    INSERT INTO audit_answer (audit_id, photo_id, value, answered_at_ms) VALUES (@auditId, @photoId, @value, @nowMs)
    ON CONFLICT DO UPDATE SET value = excluded.value, answered_at_ms = excluded.answered_at_ms`)

  const toAudit = (stored: Stored): Audit => ({
    ...stored,
    cutoffs: JSON.parse(stored.cutoffs) as number[],
    bound: stored.bound === null ? null : (JSON.parse(stored.bound) as object),
    answers: answersOf.all(stored.auditId),
  })

  function goingOn(auditId: number): Audit {
    const stored = one.get(auditId)
    if (!stored) throw new SemblanceError('NOT_FOUND', `There is no audit ${auditId}.`)
    if (stored.endedAtMs !== null)
      throw new SemblanceError('INVALID_ARGUMENT', `Audit ${auditId} has ended. Begin another one.`)
    return toAudit(stored)
  }

  /** Made as ended and then begun: undoing ends it. */
  function write({ photoIds, scores, cutoffs, ...audit }: NewAudit): number {
    if (photoIds.length !== scores.length)
      throw new Error(`A ranking of ${photoIds.length} photos has ${scores.length} scores`)
    endOpen.run({ tagId: audit.tagId, nowMs: clock() })
    const ranking = { photoIds: toBlob(photoIds), scores: toBlob(scores), cutoffs: JSON.stringify(cutoffs) }
    const auditId = insert.get({ ...audit, ...ranking, nowMs: clock() })!
    reopen.run(auditId)
    return auditId
  }

  return {
    /** Begins one with its ranking as it is now; one of the tag that is going on ends without a bound. */
    create: (audit: NewAudit): Audit => record('begin audit', { tagId: audit.tagId }, () => goingOn(write(audit))),
    /** The tag's audit that is going on. */
    open: (tagId: number): Audit | null => {
      const stored = openOne.get(tagId)
      return stored ? toAudit(stored) : null
    },
    /** Newest first. */
    list: (tagId: number): Audit[] => all.all(tagId).map(toAudit),
    /** Throws NOT_FOUND. */
    ranking: (auditId: number): AuditRanking => {
      const found = rankingOf.get(auditId)
      if (!found) throw new SemblanceError('NOT_FOUND', `There is no audit ${auditId}.`)
      return { photoIds: toIds(found.photoIds), scores: toFloats(found.scores) }
    },
    /**
     * Answers of a person, which are marks, too; a photo marked alike by choice stays so. Throws NOT_FOUND for an
     * unknown photo and INVALID_ARGUMENT when the audit has ended.
     */
    answer: (auditId: number, answers: { photoId: number; value: LabelValue }[]): Audit => {
      const { tagId } = goingOn(auditId)
      return record('answer audit', { tagId, count: answers.length }, () => {
        const marks = answers.map(({ photoId, value }) => ({ photoId, label: value, asked: 'random' as const }))
        labels.set(tagId, marks, 'audit')
        for (const answer of answers) setAnswer.run({ ...answer, auditId, nowMs: clock() })
        return goingOn(auditId)
      })
    },
    /** Throws INVALID_ARGUMENT when it has ended. */
    end: (auditId: number, bound: object | null): Audit => {
      const { tagId } = goingOn(auditId)
      return record('end audit', { tagId }, () => {
        end.run({ auditId, bound: bound && JSON.stringify(bound), nowMs: clock() })
        return toAudit(one.get(auditId)!)
      })
    },
  }
}
