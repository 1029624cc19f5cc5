/**
 * Tags, a person's labels, and machine tags by run. Labels are sacred: written durably, never touched by a machine.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { LabelValue, TagRun, TagSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { durably } from './database.ts'
import { earlierPhotos } from './photos.ts'

export interface LabelRow {
  photoId: number
  label: LabelValue
  labelledAtMs: number
}

export interface NewRun {
  tagId: number
  modelVersion: number | null
  minimumConfidence: number
  assignments: { photoId: number; confidence: number }[]
}

const summaryColumns = `t.id AS tagId, t.name,
  (SELECT count(*) FROM label WHERE tag_id = t.id AND value = 'yes') AS yesCount,
  (SELECT count(*) FROM label WHERE tag_id = t.id AND value = 'no') AS noCount,
  (SELECT count(*) FROM standing_machine_tag WHERE tag_id = t.id) AS machineCount`
const runColumns = `r.id AS runId, r.tag_id AS tagId, t.name AS tagName, r.model_version AS modelVersion,
  r.minimum_confidence AS minimumConfidence, r.tagged_count AS taggedCount, r.created_at_ms AS createdAtMs, r.undone_at_ms AS undoneAtMs`

/** Names that look alike are one name: letter case and the way accents are composed do not count. */
const keyOf = (name: string) => name.trim().normalize('NFC').toLowerCase()

export type Tags = ReturnType<typeof createTags>

export function createTags(db: Database, clock: () => number) {
  const all = db.prepare<[], TagSummary>(`SELECT ${summaryColumns} FROM tag t ORDER BY t.name_key`)
  const one = db.prepare<[number], TagSummary>(`SELECT ${summaryColumns} FROM tag t WHERE t.id = ?`)
  const byKey = db.prepare<[string], { id: number }>('SELECT id FROM tag WHERE name_key = ?')
  const insertTag = db.prepare<[object], { id: number }>(
    'INSERT INTO tag (name, name_key, created_at_ms) VALUES (@name, @key, @nowMs) RETURNING id',
  )
  const renameTag = db.prepare('UPDATE tag SET name = @name, name_key = @key WHERE id = @tagId')
  const removeTag = db.prepare('DELETE FROM tag WHERE id = ?')
  const setLabel = db.prepare(`
    INSERT INTO label (tag_id, photo_id, value, author, labelled_at_ms) VALUES (@tagId, @photoId, @label, 'person', @nowMs)
    ON CONFLICT (tag_id, photo_id) DO UPDATE SET value = excluded.value, author = excluded.author, labelled_at_ms = excluded.labelled_at_ms`)
  const removeLabel = db.prepare('DELETE FROM label WHERE tag_id = @tagId AND photo_id = @photoId')
  const labelsOf = db.prepare<[number], LabelRow>(`
    SELECT photo_id AS photoId, value AS label, labelled_at_ms AS labelledAtMs FROM label WHERE tag_id = ? ORDER BY labelled_at_ms, photo_id`)
  const takeOver = db.prepare(`
    INSERT OR IGNORE INTO label (tag_id, photo_id, value, author, labelled_at_ms)
    SELECT tag_id, @photoId, value, 'person', @nowMs FROM label WHERE photo_id IN (${earlierPhotos('@photoId')}) ORDER BY labelled_at_ms DESC`)
  const insertRun = db.prepare<[object], { id: number }>(`
    INSERT INTO tag_run (tag_id, model_version, minimum_confidence, tagged_count, created_at_ms)
    VALUES (@tagId, @modelVersion, @minimumConfidence, @taggedCount, @nowMs) RETURNING id`)
  const insertMachineTag = db.prepare('INSERT INTO machine_tag (run_id, photo_id, confidence) VALUES (?, ?, ?)')
  const oneRun = db.prepare<[number], TagRun>(
    `SELECT ${runColumns} FROM tag_run r JOIN tag t ON t.id = r.tag_id WHERE r.id = ?`,
  )
  const runs = db.prepare<[object], TagRun>(`
    SELECT ${runColumns} FROM tag_run r JOIN tag t ON t.id = r.tag_id WHERE @tagId IS NULL OR r.tag_id = @tagId ORDER BY r.id DESC`)
  const undo = db.prepare('UPDATE tag_run SET undone_at_ms = @nowMs WHERE id = @runId AND undone_at_ms IS NULL')
  const machineTags = db.prepare<[number], { photoId: number; confidence: number; runId: number }>(`
    SELECT photo_id AS photoId, confidence, run_id AS runId FROM standing_machine_tag WHERE tag_id = ? ORDER BY confidence DESC, photo_id`)

  return {
    list: (): TagSummary[] => all.all(),
    get: (tagId: number): TagSummary | null => one.get(tagId) ?? null,
    /** The existing tag when the name is taken, letter case ignored. */
    create: (name: string): TagSummary =>
      durably(db, () =>
        one.get(
          (byKey.get(keyOf(name)) ?? insertTag.get({ name: name.trim(), key: keyOf(name), nowMs: clock() })!).id,
        )!,
      ),
    /** Throws INVALID_ARGUMENT when another tag has the name. */
    rename: (tagId: number, name: string): TagSummary => {
      const holder = byKey.get(keyOf(name))
      if (holder && holder.id !== tagId)
        throw new SemblanceError(
          'INVALID_ARGUMENT',
          `There is already a tag named "${name.trim()}". Choose another name.`,
        )
      return durably(db, () => (renameTag.run({ tagId, name: name.trim(), key: keyOf(name) }), one.get(tagId)!))
    },
    /** Removes the tag with its labels and runs; returns how many labels went. */
    remove: (tagId: number): number =>
      durably(db, () => {
        const { length } = labelsOf.all(tagId)
        removeTag.run(tagId)
        return length
      }),
    /** A person's marks; null takes one back. Throws NOT_FOUND for an unknown photo, and then writes none. */
    setLabels: (tagId: number, labels: { photoId: number; label: LabelValue | null }[]): void =>
      durably(db, () => {
        for (const { photoId, label } of labels) {
          if (label === null) removeLabel.run({ tagId, photoId })
          else writeLabel({ tagId, photoId, label, nowMs: clock() })
        }
      }),
    /** The marks of the photo that stood at its path before, where it has none of its own; returns how many. */
    takeOver: (photoId: number): number => durably(db, () => takeOver.run({ photoId, nowMs: clock() }).changes),
    labels: (tagId: number): LabelRow[] => labelsOf.all(tagId),
    /** Writes the run with all its machine tags in one transaction. */
    createRun: ({ assignments, ...run }: NewRun): TagRun =>
      durably(db, () => {
        const { id } = insertRun.get({ ...run, taggedCount: assignments.length, nowMs: clock() })!
        for (const { photoId, confidence } of assignments) insertMachineTag.run(id, photoId, confidence)
        return oneRun.get(id)!
      }),
    /** Newest first. */
    runs: (tagId?: number): TagRun[] => runs.all({ tagId: tagId ?? null }),
    /** Takes the run's machine tags back; 0 when that was done before. Throws NOT_FOUND. */
    undoRun: (runId: number): number => {
      const run = oneRun.get(runId)
      if (!run) throw new SemblanceError('NOT_FOUND', `There is no run ${runId}. "semblance status" lists the runs.`)
      return durably(db, () => (undo.run({ runId, nowMs: clock() }).changes === 1 ? run.taggedCount : 0))
    },
    /** The standing machine tags, most confident first. */
    machineTags: (tagId: number) => machineTags.all(tagId),
  }

  function writeLabel(row: { tagId: number; photoId: number; label: LabelValue; nowMs: number }): void {
    try {
      setLabel.run(row)
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_CONSTRAINT_FOREIGNKEY') throw error
      throw new SemblanceError('NOT_FOUND', `There is no photo ${row.photoId} in the library.`, { cause: error })
    }
  }
}
