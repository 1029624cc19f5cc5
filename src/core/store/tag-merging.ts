/** A tag's marks, runs and the tags in it become another's: in steps, so that others have their turns between. */
import type { Database, Statement } from 'better-sqlite3'
import { keyOf } from './tag-names.ts'

/** Marks copied in one transaction: some milliseconds' worth. */
const sliceSize = 500

/** What tags are changed by otherwise, too. */
export interface TagStatements {
  childNamed: Statement<[object], number>
  labelCountWithin: Statement<[number], number>
  move: Statement
  hide: Statement
}

export function createTagMerging(db: Database, clock: () => number, statements: TagStatements) {
  const { childNamed, labelCountWithin, move, hide } = statements
  const childrenOf = db.prepare<[number], { id: number; name: string }>(
    'SELECT id, name FROM tag WHERE parent_id = ? AND deleted_at_ms IS NULL',
  )
  const nextMarks = db.prepare<[object], { last: number | null; count: number }>(`
    SELECT max(photo_id) AS last, count(*) AS count FROM (
      SELECT photo_id FROM label WHERE tag_id = @tagId AND photo_id > @after ORDER BY photo_id LIMIT ${sliceSize})`)
  const copyLabels = db.prepare(`
    INSERT OR IGNORE INTO label (tag_id, photo_id, value, author, labelled_at_ms, asked)
    SELECT @into, photo_id, value, author, labelled_at_ms, asked FROM label
    WHERE tag_id = @tagId AND photo_id > @after AND photo_id <= @last`)
  const copyLate = db.prepare(`
    INSERT INTO label (tag_id, photo_id, value, author, labelled_at_ms, asked)
    SELECT @into, photo_id, value, author, labelled_at_ms, asked FROM label
    WHERE tag_id = @tagId AND labelled_at_ms > @startedAtMs AND author <> 'import'
    ON CONFLICT (tag_id, photo_id) DO UPDATE SET value = excluded.value, author = excluded.author,
      labelled_at_ms = excluded.labelled_at_ms, asked = excluded.asked`)
  const moveRuns = db.prepare('UPDATE tag_run SET tag_id = @into WHERE tag_id = @tagId')

  /**
   * Step by step, each of some milliseconds, with how many marks go over; children that both have come first, what is
   * marked meanwhile last.
   */
  function* merging(tagId: number, into: number): Generator<() => number> {
    const startedAtMs = clock()
    for (const { id, name } of childrenOf.all(tagId)) {
      const namesake = childNamed.get({ parentId: into, key: keyOf(name) })
      if (namesake !== undefined) yield* merging(id, namesake)
      else yield () => (move.run({ tagId: id, name, key: keyOf(name), parentId: into }), labelCountWithin.get(id)!)
    }
    for (const { after, last, count } of markSlices(tagId))
      yield () => (copyLabels.run({ tagId, into, after, last }), count)
    yield () => (moveRuns.run({ tagId, into }), 0)
    yield () => (copyLate.run({ tagId, into, startedAtMs }), hide.run({ tagId, nowMs: clock() }), 0)
  }

  /** By photo, each after that of another slice up to its last. */
  function* markSlices(tagId: number): Generator<{ after: number; last: number; count: number }> {
    for (let after = 0; ;) {
      const { last, count } = nextMarks.get({ tagId, after })!
      if (last === null) return
      yield { after, last, count }
      after = last
    }
  }

  return merging
}
