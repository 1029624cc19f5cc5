/**
 * Machine tags, by run: made whole and taken back whole, and each with what spoke for it. Imports only shared and the
 * store's own tools, and sorting.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { ActionKind, Estimate, MachineTag, MachineVoter, TagRun } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { sortInTurns } from '../tools/sort-in-turns.ts'
import { readAtATime, readInSlices, slicesOf } from './database.ts'
import type { Did } from './long-steps.ts'
import type { Recorder } from './recorder.ts'
import type { StandingTags } from './standing-tags.ts'
import { isRefused, path, refused } from './tag-tree.ts'

export interface NewRun {
  tagId: number
  modelVersion: number | null
  /** What ranked the photos. */
  scorer?: string | null
  auditId?: number | null
  minimumConfidence?: number | null
  cutoffCount?: number | null
  estimate?: Estimate | null
  assignments: Assignment[]
}

export interface Assignment {
  photoId: number
  confidence?: number | null
  score?: number | null
  /** Strongest first; more than five are left out. */
  voters?: MachineVoter[] | null
}

/** A photo that a machine tagged, while nobody speaks against it. */
export interface StandingTag {
  photoId: number
  confidence: number | null
  score: number | null
  runId: number
}

const mostVoters = 5
/** The number of photos of a run that is being written. */
const unfinished = -1
/** Rows written in one transaction: some milliseconds' worth. */
const sliceSize = 250
const runColumns = `r.id AS runId, r.tag_id AS tagId, ${path('r.tag_id')} AS tagName, r.model_version AS modelVersion, r.scorer,
  r.audit_id AS auditId, r.minimum_confidence AS minimumConfidence, r.cutoff_count AS cutoffCount, r.estimate,
  r.tagged_count AS taggedCount, r.created_at_ms AS createdAtMs, r.undone_at_ms AS undoneAtMs`

const isThere = `tagName IS NOT NULL AND r.tagged_count <> ${unfinished}`

const fromJson = <T>(text: string | null) => (text === null ? null : (JSON.parse(text) as T))
const toJson = (value: unknown) => (value === null ? null : JSON.stringify(value))

export type TagRuns = ReturnType<typeof createTagRuns>

export function createTagRuns(db: Database, clock: () => number, { record }: Recorder, { settle }: StandingTags) {
  type Stored = Omit<TagRun, 'estimate'> & { estimate: string | null }
  const toRun = (stored: Stored): TagRun => ({ ...stored, estimate: fromJson<Estimate>(stored.estimate) })
  // What the last process was cut short in.
  if (!db.readonly) db.exec(`DELETE FROM tag_run WHERE tagged_count = ${unfinished}`)
  const insertRun = db
    .prepare<[object], number>(
      `
      INSERT INTO tag_run (tag_id, model_version, scorer, audit_id, minimum_confidence, cutoff_count, estimate, tagged_count,
        created_at_ms, undone_at_ms)
      VALUES (@tagId, @modelVersion, @scorer, @auditId, @minimumConfidence, @cutoffCount, @estimate, ${unfinished}, @nowMs, @nowMs)
      RETURNING id`,
    )
    .pluck()
  const insertTag = db.prepare(
    'INSERT INTO machine_tag (run_id, photo_id, confidence, score, voters) VALUES (?, ?, ?, ?, ?)',
  )
  const dropTags = db.prepare<[object]>(`
    DELETE FROM machine_tag WHERE run_id = @runId AND photo_id IN (
      SELECT photo_id FROM machine_tag WHERE run_id = @runId LIMIT ${sliceSize})`)
  const setTaggedCount = db.prepare('UPDATE tag_run SET tagged_count = @taggedCount WHERE id = @runId')
  const setUndone = db.prepare('UPDATE tag_run SET undone_at_ms = @undoneAtMs WHERE id = @runId')
  const tagNameOf = db.prepare<[number], string | null>(`SELECT ${path('?')}`).pluck()
  const one = db.prepare<[number], Stored>(`SELECT ${runColumns} FROM tag_run r WHERE r.id = ? AND ${isThere}`)
  const all = db.prepare<[object], Stored>(`
    SELECT ${runColumns} FROM tag_run r
    WHERE (@tagId IS NULL OR r.tag_id = @tagId) AND ${isThere} ORDER BY r.id DESC`)
  const standing = `FROM standing_machine_tag s
    JOIN machine_tag m ON m.run_id = s.run_id AND m.photo_id = s.photo_id
    WHERE s.tag_id = @tagId AND NOT ${isRefused('s.tag_id', 's.photo_id')}`
  const nextStanding = db.prepare<[object], StandingTag>(`
    SELECT s.photo_id AS photoId, m.confidence, m.score, s.run_id AS runId ${standing} AND s.photo_id > @after
    ORDER BY s.photo_id LIMIT ${readAtATime}`)
  const oneTag = db.prepare<[object], Omit<MachineTag, 'voters'> & { voters: string | null }>(`
    SELECT s.photo_id AS photoId, s.run_id AS runId, m.confidence, m.score, m.voters,
      (SELECT scorer FROM tag_run WHERE id = s.run_id) AS scorer,
      (SELECT model_version FROM tag_run WHERE id = s.run_id) AS modelVersion
    ${standing} AND s.photo_id = @photoId`)

  // Those of which a person said nothing, and that no other run keeps: gathered once, not asked of each run for each.
  const onlyOfRun = db
    .prepare<[object], number>(
      `SELECT count(*) FROM standing_machine_tag s WHERE s.tag_id = @tagId AND s.run_id = @runId
        AND NOT EXISTS (SELECT 1 FROM label l WHERE l.tag_id = s.tag_id AND l.photo_id = s.photo_id)
        AND s.photo_id NOT IN (${refused('@tagId')})
        AND s.photo_id NOT IN (
          SELECT m.photo_id FROM tag_run r CROSS JOIN machine_tag m ON m.run_id = r.id
          WHERE r.tag_id = @tagId AND r.id <> @runId
            AND (r.undone_at_ms IS NULL OR r.id IN (SELECT value FROM json_each(@others))))`,
    )
    .pluck()

  const replacedBy = db
    .prepare<[object], number>(
      `SELECT other.row_id FROM action a CROSS JOIN action_change own ON own.action_id = a.id
      CROSS JOIN action_change other ON other.action_id = a.id
      JOIN tag_run r ON r.id = other.row_id
      WHERE a.kind = 'renew runs' AND a.undone_at_ms IS NULL AND own.table_name = 'tag_run' AND own.row_id = @runId
        AND other.table_name = 'tag_run' AND other.row_id < @runId AND r.undone_at_ms IS NOT NULL
      ORDER BY other.row_id`,
    )
    .pluck()

  function existing(runId: number): TagRun {
    const run = one.get(runId)
    if (!run)
      throw new SemblanceError(
        'NOT_FOUND',
        `There is no run ${runId}, or its tag was deleted. "semblance runs" lists them.`,
      )
    return toRun(run)
  }

  /** Made as undone, and empty. */
  function begun({ assignments: _, ...run }: NewRun): number {
    const none = { scorer: null, auditId: null, minimumConfidence: null, cutoffCount: null }
    const estimate = toJson(run.estimate ?? null)
    return insertRun.get({ ...none, ...run, estimate, nowMs: clock() })!
  }

  /** By photo: as they are ranked, each slice would write most pages of the run again. */
  async function writeTags(runId: number, assignments: Assignment[], did: Did): Promise<void> {
    const byPhoto = await sortInTurns(assignments, (one, other) => one.photoId - other.photoId)
    for (const slice of slicesOf(byPhoto, sliceSize)) {
      db.transaction(() => slice.forEach((assignment) => writeOne(runId, assignment)))()
      did(slice.length)
      if (slice.length === sliceSize) await turn()
    }
  }

  /** The run itself goes when the catalogue is opened next. */
  async function drop(runId: number): Promise<void> {
    while (dropTags.run({ runId }).changes > 0) await turn()
  }

  const writeOne = (runId: number, { photoId, confidence = null, score = null, voters = null }: Assignment) =>
    insertTag.run(runId, photoId, confidence, score, toJson(voters && voters.slice(0, mostVoters)))

  /** Written some photos at a time with turns for others, then put to use durably: undoing takes it back. */
  async function putToUse(kind: ActionKind, run: NewRun, did: Did, inPlaceOf: number[] = []): Promise<TagRun> {
    const { tagId, assignments } = run
    const runId = begun(run)
    try {
      await writeTags(runId, assignments, did)
      record(kind, { tagId, count: assignments.length }, () => makeStand(runId, run, inPlaceOf))
    } catch (error) {
      await drop(runId)
      throw error
    }
    await settle()
    return existing(runId)
  }

  /** Throws NOT_FOUND where its tag was deleted, or became another, while it was written. */
  function makeStand(runId: number, { tagId, assignments }: NewRun, inPlaceOf: number[]): void {
    if (tagNameOf.get(tagId) === null)
      throw new SemblanceError('NOT_FOUND', 'The tag was deleted meanwhile. No photo was tagged.')
    for (const earlier of inPlaceOf) setUndone.run({ runId: earlier, undoneAtMs: clock() })
    setTaggedCount.run({ runId, taggedCount: assignments.length })
    setUndone.run({ runId, undoneAtMs: null })
  }

  return {
    /** Writes the run with all its machine tags: it stands whole, or not at all. */
    create: (run: NewRun, did: Did = () => {}): Promise<TagRun> => putToUse('apply run', run, did),
    /** Writes the run in place of others, which are undone, as one action. */
    replace: (runIds: number[], run: NewRun, did: Did = () => {}): Promise<TagRun> =>
      putToUse('renew runs', run, did, runIds),
    /** Newest first. */
    list: (tagId?: number): TagRun[] => all.all({ tagId: tagId ?? null }).map(toRun),
    /**
     * Takes the run's machine tags back, none when that was done before; runs that it was made in place of are back, as
     * one step with it. Counted are the photos that lose the tag: not those that a person has confirmed or rejected
     * since, nor those that another run keeps. Throws NOT_FOUND.
     */
    undo: async (runId: number): Promise<{ removedCount: number; broughtBack: number[] }> => {
      const { tagId, undoneAtMs } = existing(runId)
      if (undoneAtMs !== null) return { removedCount: 0, broughtBack: [] }
      const broughtBack = replacedBy.all({ runId })
      const removedCount = onlyOfRun.get({ tagId, runId, others: JSON.stringify(broughtBack) })!
      record('undo run', { tagId, count: removedCount }, () => {
        setUndone.run({ runId, undoneAtMs: clock() })
        for (const earlier of broughtBack) setUndone.run({ runId: earlier, undoneAtMs: null })
      })
      await settle()
      return { removedCount, broughtBack }
    },
    /** The standing machine tags by photo, with turns for others between. */
    machineTags: (tagId: number): Promise<StandingTag[]> => readInSlices((after) => nextStanding.all({ tagId, after })),
    /** Why a photo is tagged; null where no machine tag stands. */
    machineTag: (tagId: number, photoId: number): MachineTag | null => {
      const found = oneTag.get({ tagId, photoId })
      return found ? { ...found, voters: fromJson<MachineVoter[]>(found.voters) } : null
    },
  }
}
