/**
 * The folders of the library. One that a person took out keeps its row, so that its files' photos keep their marks.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { FolderSummary } from '../../shared/domain.ts'
import { durably } from './database.ts'

/** A stored folder without its count. */
export interface FolderRow {
  folderId: number
  path: string
}

export type Folders = ReturnType<typeof createFolders>

export function createFolders(db: Database, clock: () => number) {
  const list = db.prepare<[], FolderSummary>(`
    SELECT f.id AS folderId, f.path, f.unavailable, (
      SELECT count(DISTINCT photo_id) FROM file WHERE folder_id = f.id AND state IN ('found', 'decoded')
    ) AS photoCount
    FROM folder f WHERE f.removed_at_ms IS NULL ORDER BY f.path`)
  const byPath = db.prepare<[string], FolderRow>('SELECT id AS folderId, path FROM folder WHERE path = ?')
  const insert = db.prepare(`
    INSERT INTO folder (path, added_at_ms) VALUES (@path, @nowMs)
    ON CONFLICT (path) DO UPDATE SET removed_at_ms = NULL`)
  const remove = db.prepare('UPDATE folder SET removed_at_ms = @nowMs, unavailable = NULL WHERE id = @folderId')
  const filesGone = db.prepare("UPDATE file SET state = 'gone' WHERE folder_id = @folderId AND state <> 'gone'")
  const filesTo = db.prepare('UPDATE file SET folder_id = @to WHERE folder_id = @from')
  const setUnavailable = db.prepare('UPDATE folder SET unavailable = @reason WHERE id = @folderId')
  const elsewhere = db.prepare(`
    UPDATE file SET state = 'gone' WHERE folder_id = @folderId AND state IN ('found', 'decoded') AND photo_id IN (
      SELECT other.photo_id FROM file other JOIN folder ON folder.id = other.folder_id
      WHERE other.state IN ('found', 'decoded') AND folder.unavailable IS NULL)`)
  const presentCount = db.prepare<[number], { count: number }>("SELECT count(*) AS count FROM file WHERE folder_id = ? AND state <> 'gone'")
  return {
    /** Adds a folder by its absolute path; a known one is returned as it is, one taken out is back. */
    add: (path: string): FolderRow => {
      durably(db, () => insert.run({ path, nowMs: clock() }))
      return byPath.get(path)!
    },
    /** Every folder by path, with how many different photos have a present file in it. */
    list: (): FolderSummary[] => list.all(),
    /** Takes a folder out: its files count as gone; photos and marks stay and are back when it is added again. */
    remove: (folderId: number): void =>
      void durably(db, () => (filesGone.run({ folderId }), remove.run({ folderId, nowMs: clock() }))),
    /** Folder `from` lies in `to`: its files become that one's, and it is no folder of its own. */
    merge: (from: number, to: number): void =>
      void durably(db, () => (filesTo.run({ from, to }), remove.run({ folderId: from, nowMs: clock() }))),
    /** Why nothing of it can be read now, in words; null where it can. */
    setUnavailable: (folderId: number, reason: string | null): void => void setUnavailable.run({ folderId, reason }),
    /** Files of an unavailable folder whose photos stand elsewhere are gone from it. Returns how many it still has. */
    forgetMoved: (folderId: number): number => {
      elsewhere.run({ folderId })
      return presentCount.get(folderId)!.count
    },
  }
}
