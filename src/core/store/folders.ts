/**
 * The folders of the library.
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

/** Adds `path` (absolute) or finds it when known. */
function addFolder(db: Database, clock: () => number, path: string): FolderRow {
  durably(db, () =>
    db.prepare('INSERT INTO folder (path, added_at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING').run(path, clock()),
  )
  return db.prepare<[string], FolderRow>('SELECT id AS folderId, path FROM folder WHERE path = ?').get(path)!
}

export type Folders = ReturnType<typeof createFolders>

export function createFolders(db: Database, clock: () => number) {
  const list = db.prepare<[], FolderSummary>(`
    SELECT f.id AS folderId, f.path, (
      SELECT count(DISTINCT photo_id) FROM file WHERE folder_id = f.id AND state IN ('found', 'decoded')
    ) AS photoCount
    FROM folder f ORDER BY f.path`)
  return {
    /** Adds a folder by its absolute path; a known one is returned as it is. */
    add: (path: string): FolderRow => addFolder(db, clock, path),
    /** Every folder by path, with how many different photos have a present file in it. */
    list: (): FolderSummary[] => list.all(),
  }
}
