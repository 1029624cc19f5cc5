/**
 * A person's marks, and those of other programs. Labels are sacred: written durably, never touched by a machine.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { ActionKind, LabelAuthor, LabelValue, ReviewReason } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { eachOnce, readAtATime, readInSlices, slicesOf } from './database.ts'
import { earlierPhotos, offeredFavourite, offeredStars } from './photo-rows.ts'
import type { Recorder } from './recorder.ts'
import { excluded, path } from './tag-tree.ts'

export interface LabelRow {
  photoId: number
  label: LabelValue
  author: LabelAuthor
  labelledAtMs: number
  /** Why the app asked; null where the photo was freely chosen. */
  asked: ReviewReason | null
}

export interface NewLabel {
  photoId: number
  /** Null takes a mark back. */
  label: LabelValue | null
  /** Why the app asked; default: it did not. */
  asked?: ReviewReason | null
}

const kindOf: Record<LabelAuthor, ActionKind> = {
  person: 'mark',
  import: 'import marks',
  audit: 'answer audit',
}

/** Marks written in one transaction: some milliseconds' worth. */
const sliceSize = 250

const noPhoto = (photoId: number, cause?: unknown) =>
  new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library.`, { cause })

export type Labels = ReturnType<typeof createLabels>

export function createLabels(db: Database, clock: () => number, { record, recordSteps }: Recorder) {
  const set = db.prepare(`
    INSERT INTO label (tag_id, photo_id, value, author, labelled_at_ms, asked)
    VALUES (@tagId, @photoId, @label, @author, @nowMs, @asked)
    ON CONFLICT (tag_id, photo_id) DO UPDATE SET value = excluded.value, author = excluded.author,
      labelled_at_ms = excluded.labelled_at_ms, asked = excluded.asked
    WHERE CASE excluded.author
      WHEN 'audit' THEN value <> excluded.value
      WHEN 'import' THEN author = 'import' AND value <> excluded.value
      ELSE value <> excluded.value OR author <> excluded.author END`)
  const isTheirs = "(author = 'import' OR @author <> 'import')"
  const remove = db.prepare(`DELETE FROM label WHERE tag_id = @tagId AND photo_id = @photoId AND ${isTheirs}`)
  const excludedBy = db.prepare<[number], number>(excluded('?')).pluck()
  const removeYes = db.prepare(
    `DELETE FROM label WHERE tag_id = @tagId AND photo_id = @photoId AND value = 'yes' AND ${isTheirs}`,
  )
  const labelsOf = db.prepare<[number], LabelRow>(`
    SELECT photo_id AS photoId, value AS label, author, labelled_at_ms AS labelledAtMs, asked FROM label
    WHERE tag_id = ? ORDER BY labelled_at_ms, photo_id`)
  const excludedPhotos = db
    .prepare<[number], number>(
      `SELECT DISTINCT photo_id FROM label WHERE value = 'yes' AND tag_id IN (${excluded('?')})`,
    )
    .pluck()
  const nextMarkedAs = db.prepare<[object], { photoId: number }>(`
    SELECT photo_id AS photoId FROM label
    WHERE tag_id = @tagId AND value = @label AND photo_id > @after ORDER BY photo_id LIMIT ${readAtATime}`)
  const nextLabelsOf = db.prepare<[object], LabelRow>(`
    SELECT photo_id AS photoId, value AS label, author, labelled_at_ms AS labelledAtMs, asked FROM label
    WHERE tag_id = @tagId AND photo_id > @after ORDER BY photo_id LIMIT ${readAtATime}`)
  const markedAs = db
    .prepare<[number, LabelValue], number>(
      'SELECT photo_id FROM label WHERE tag_id = ? AND value = ? ORDER BY labelled_at_ms, photo_id',
    )
    .pluck()
  const someMarkedAs = db
    .prepare<[number, string], number>('SELECT photo_id FROM label WHERE tag_id = ? AND value = ?')
    .pluck()
  const onlyNo = db
    .prepare<[], number>(
      `SELECT no.photo_id FROM tag CROSS JOIN label AS no ON no.tag_id = tag.id AND no.value = 'no'
       WHERE NOT EXISTS (
         SELECT 1 FROM label
         WHERE photo_id = no.photo_id AND (value = 'yes' OR (value = 'no' AND tag_id < no.tag_id)))`,
    )
    .pluck()
  const takeOver = db.prepare(`
    INSERT OR IGNORE INTO label (tag_id, photo_id, value, author, labelled_at_ms)
    SELECT tag_id, @photoId, value, 'person', @nowMs FROM label
    WHERE photo_id IN (${earlierPhotos('@photoId')}) AND ${path('tag_id')} IS NOT NULL ORDER BY labelled_at_ms DESC`)
  const takeOverChoices = db.prepare(`
    UPDATE photo SET favourite = coalesce(${offeredFavourite}, favourite), own_rating = coalesce(own_rating, ${offeredStars})
    WHERE id = @photoId AND (${offeredFavourite} = 1 OR ${offeredStars} IS NOT NULL)`)

  /** What is marked in one step is marked at one time. */
  function write(tagId: number, labels: NewLabel[], author: LabelAuthor, nowMs = clock()): number {
    const others = excludedBy.all(tagId)
    let setCount = 0
    for (const { photoId, label, asked = null } of labels) {
      if (label === null) remove.run({ tagId, photoId, author })
      else setCount += writeOne({ tagId, photoId, label, author, asked, nowMs })
      if (label === 'yes') for (const other of others) removeYes.run({ tagId: other, photoId, author })
    }
    return setCount
  }

  function writeOne(row: NewLabel & { tagId: number; author: LabelAuthor; nowMs: number }): number {
    try {
      return set.run(row).changes
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_CONSTRAINT_FOREIGNKEY') throw error
      throw noPhoto(row.photoId, error)
    }
  }

  const isPhoto = db
    .prepare<[string], number>(
      `
    SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM photo WHERE id = value) LIMIT 1`,
    )
    .pluck()

  /** Throws NOT_FOUND. */
  function checkPhotos(photoIds: Int32Array): void {
    const missing = isPhoto.get(JSON.stringify([...photoIds]))
    if (missing !== undefined) throw noPhoto(missing)
  }

  function writeAs(kind: ActionKind, tagId: number, labels: NewLabel[], author: LabelAuthor): number {
    const count = eachOnce(labels.map(({ photoId }) => photoId)).length
    const [label, ...others] = new Set(labels.map((each) => each.label))
    const detail = { tagId, count, label: others.length === 0 ? label : undefined }
    return record(kind, detail, () => write(tagId, labels, author))
  }

  return {
    /**
     * Marks; all of a call are one action. A yes takes back the yes to tags that exclude this one. What an import says
     * leaves marks of persons as they are. Returns how many were set or changed. Throws NOT_FOUND for an unknown
     * photo, and then writes none.
     */
    set: (tagId: number, labels: NewLabel[], author: LabelAuthor = 'person'): number =>
      writeAs(kindOf[author], tagId, labels, author),
    /**
     * A person's marks of many photos alike, some at a time with turns for others: still one action; undone meanwhile
     * it goes no further. Throws NOT_FOUND for an unknown photo, and then writes none; CANCELLED.
     */
    setAll: async (
      tagId: number,
      photoIds: Int32Array,
      label: LabelValue | null,
      asked: ReviewReason | null = null,
    ): Promise<void> => {
      const each = eachOnce(photoIds)
      const nowMs = clock()
      const slices = slicesOf(each, sliceSize)
      const checks = slices.map((slice) => () => {
        checkPhotos(slice)
        return 0
      })
      const marks = (slice: Int32Array) => Array.from(slice, (photoId): NewLabel => ({ photoId, label, asked }))
      const writes = slices.map((slice) => () => {
        write(tagId, marks(slice), 'person', nowMs)
        return slice.length
      })
      // Those of one slice are checked as they are written: undone at once, the mark is what is undone.
      const steps = slices.length > 1 ? [...checks, ...writes] : writes
      await recordSteps('mark', { tagId, count: each.length, label }, steps)
    },
    /** A person's no to what a machine tagged. */
    reject: (tagId: number, photoIds: number[]): number =>
      writeAs(
        'reject machine tags',
        tagId,
        photoIds.map((photoId) => ({ photoId, label: 'no' as const })),
        'person',
      ),
    /**
     * The marks of the photo that stood at its path before, its favourite and its stars, where it has none of its own.
     * Returns how many marks, and whether the rest brought anything.
     */
    takeOver: (photoId: number): { markCount: number; isChosen: boolean } =>
      record('take over marks', { count: 1 }, () => ({
        markCount: takeOver.run({ photoId, nowMs: clock() }).changes,
        isChosen: takeOverChoices.run({ photoId }).changes > 0,
      })),
    /** Photos with that mark, by their number, with turns for others between. */
    readMarkedAs: async (tagId: number, label: LabelValue): Promise<Int32Array> => {
      const rows = await readInSlices((after) => nextMarkedAs.all({ tagId, label, after }))
      return Int32Array.from(rows, ({ photoId }) => photoId)
    },
    /** By photo, with turns for others between. */
    read: (tagId: number): Promise<LabelRow[]> => readInSlices((after) => nextLabelsOf.all({ tagId, after })),
    /** By time, in one go: for few. */
    list: (tagId: number): LabelRow[] => labelsOf.all(tagId),
    /** Photos with that mark, by time, read as far as they are asked for. */
    markedAs: (tagId: number, label: LabelValue): Iterable<number> => markedAs.iterate(tagId, label),
    /** The same in no order: only those that are read are looked for. */
    someMarkedAs: (tagId: number, label: LabelValue): Iterable<number> => someMarkedAs.iterate(tagId, label),
    /** Photos that are a no to some tag and a yes to none, read as far as they are asked for. */
    onlyNo: (): Iterable<number> => onlyNo.iterate(),
    /** Photos that are a no to the tag, because they are a yes to one that excludes it. */
    excludedPhotos: (tagId: number): number[] => excludedPhotos.all(tagId),
  }
}
