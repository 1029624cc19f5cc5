/**
 * What a person leaves out of the library, as patterns, and what the last walk of each folder left out for whatever
 * reason. Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { LeftOut } from '../../shared/domain.ts'
import { durably } from './database.ts'

export type Exclusions = ReturnType<typeof createExclusions>

type LeftOutRow = Omit<LeftOut, 'isPattern'> & { isPattern: 0 | 1 }

export function createExclusions(db: Database) {
  const patterns = db.prepare<[], string>('SELECT pattern FROM exclusion ORDER BY position').pluck()
  const removeAll = db.prepare('DELETE FROM exclusion')
  const insert = db.prepare('INSERT INTO exclusion (pattern) VALUES (?)')
  const forget = db.prepare('DELETE FROM left_out WHERE folder_id = ?')
  const insertLeftOut = db.prepare(`
    INSERT INTO left_out (folder_id, reason, is_pattern, folder_count, file_count)
    VALUES (@folderId, @reason, @isPattern, @folderCount, @fileCount)`)
  const leftOut = db.prepare<[], LeftOutRow>(`
    SELECT reason, is_pattern AS isPattern, sum(folder_count) AS folderCount, sum(file_count) AS fileCount
    FROM left_out WHERE folder_id IN (SELECT id FROM folder WHERE removed_at_ms IS NULL)
    GROUP BY reason, is_pattern ORDER BY is_pattern DESC, reason`)
  return {
    /** The patterns in their order. */
    list: (): string[] => patterns.all(),
    /** Takes the place of all patterns of before. */
    replace: (wanted: readonly string[]): void =>
      durably(db, () => {
        removeAll.run()
        for (const pattern of wanted) insert.run(pattern)
      }),
    /** What a walk of the folder has just left out; takes the place of what the walk before did. */
    setLeftOut: (folderId: number, found: readonly LeftOut[]): void =>
      db.transaction(() => {
        forget.run(folderId)
        for (const { isPattern, ...rest } of found)
          insertLeftOut.run({ ...rest, folderId, isPattern: Number(isPattern) })
      })(),
    /** Of all folders of the library together, patterns first. */
    leftOut: (): LeftOut[] => leftOut.all().map(({ isPattern, ...rest }) => ({ ...rest, isPattern: isPattern === 1 })),
  }
}
