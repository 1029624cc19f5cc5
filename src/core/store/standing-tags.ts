/**
 * Which machine tag stands on a photo: of the runs of its tag that are not undone, the latest. A run that is put to use
 * or taken back is noted by a trigger, and its photos are settled here. Imports only the store's own tools.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import pLimit from 'p-limit'

/** Photos settled in one transaction: some milliseconds' worth. */
const sliceSize = 1000

/** Runs of one tag, up to the last of them that was noted. */
interface TurnedRuns {
  tagId: number
  lastId: number
}

export type StandingTags = ReturnType<typeof createStandingTags>

export function createStandingTags(db: Database) {
  const nextTurned = db.prepare<[], TurnedRuns>(
    'SELECT tag_id AS tagId, max(id) AS lastId FROM turned_run GROUP BY tag_id LIMIT 1',
  )
  const areSettled = db.prepare('DELETE FROM turned_run WHERE tag_id = @tagId AND id <= @lastId')
  const nextPhoto = db
    .prepare<[object], number | null>(
      `SELECT min((SELECT min(photo_id) FROM machine_tag m WHERE m.run_id = t.run_id AND m.photo_id > @after))
      FROM turned_run t WHERE t.tag_id = @tagId AND t.id <= @lastId`,
    )
    .pluck()
  const clear = db.prepare(
    'DELETE FROM standing_machine_tag WHERE tag_id = @tagId AND photo_id BETWEEN @first AND @last',
  )
  const fill = db.prepare(`
    INSERT INTO standing_machine_tag (tag_id, photo_id, run_id)
    SELECT r.tag_id, m.photo_id, max(m.run_id) FROM tag_run r
    JOIN machine_tag m ON m.run_id = r.id AND m.photo_id BETWEEN @first AND @last
    WHERE r.tag_id = @tagId AND r.undone_at_ms IS NULL GROUP BY m.photo_id`)
  const oneAtATime = pLimit(1)

  const settleSlice = db.transaction((slice: { tagId: number; first: number; last: number }) => {
    clear.run(slice)
    fill.run(slice)
  })

  /** One slice of a tag's photos at each step; done again from its start, one that was cut short comes out the same. */
  function* steps(): Generator<void> {
    for (let turned = nextTurned.get(); turned; turned = nextTurned.get()) {
      const { tagId } = turned
      for (let after = 0, first; (first = nextPhoto.get({ ...turned, after })) != null; after = first + sliceSize - 1) {
        settleSlice({ tagId, first, last: first + sliceSize - 1 })
        yield
      }
      areSettled.run(turned)
    }
  }

  async function settle(): Promise<void> {
    for (const _ of steps()) await turn()
  }

  // What the last process was cut short in.
  if (!db.readonly) Array.from(steps())

  return {
    /** Settles every run that was turned, with turns for others between; what stands is right when it is over. */
    settle: (): Promise<void> => oneAtATime(settle),
  }
}
