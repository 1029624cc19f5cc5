/** Groups of photos that a person wants no name for. Imports only shared and the store's own tools. */
import type { Database } from 'better-sqlite3'
import { toBlob, toIds } from './database.ts'
import type { Recorder } from './recorder.ts'

export interface AsideGroup {
  photoIds: Int32Array
  /** False is for now. */
  forGood: boolean
  createdAtMs: number
}

export type PutAside = ReturnType<typeof createPutAside>

export function createPutAside(db: Database, clock: () => number, { record }: Recorder) {
  const insert = db
    .prepare<[object], number>(
      `INSERT INTO put_aside (photo_ids, for_good, created_at_ms, taken_back_at_ms)
      VALUES (@photoIds, @forGood, @nowMs, @nowMs) RETURNING id`,
    )
    .pluck()
  const stand = db.prepare('UPDATE put_aside SET taken_back_at_ms = NULL WHERE id = ?')
  const all = db.prepare<[], { photoIds: Buffer; forGood: number; createdAtMs: number }>(`
    SELECT photo_ids AS photoIds, for_good AS forGood, created_at_ms AS createdAtMs FROM put_aside
    WHERE taken_back_at_ms IS NULL ORDER BY id`)
  return {
    /** Made as taken back and then standing: undoing takes it back. */
    add: (photoIds: number[], forGood: boolean): void =>
      record('put aside', { count: photoIds.length }, () => {
        const blob = toBlob(Int32Array.from(photoIds))
        stand.run(insert.get({ photoIds: blob, forGood: forGood ? 1 : 0, nowMs: clock() })!)
      }),
    list: (): AsideGroup[] =>
      all.all().map(({ photoIds, forGood, createdAtMs }) => {
        return { photoIds: toIds(photoIds), forGood: forGood === 1, createdAtMs }
      }),
  }
}
