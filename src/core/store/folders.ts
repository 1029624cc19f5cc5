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

interface PhotosAsked {
  folderId: number
  state: 'found' | 'decoded'
  after: number
  limit: number
  /** Another folder. */
  other: number
}

/** Null where there are none. */
interface SomePhotos {
  lastId: number | null
  areIn: 0 | 1 | null
}

export type Folders = ReturnType<typeof createFolders>

export function createFolders(db: Database, clock: () => number) {
  // The index has the photos of each state in order: they are merged, where DISTINCT would sort them.
  const summarySql = `
    SELECT f.id AS folderId, f.path, f.unavailable, (SELECT count(photo_id) FROM (
      SELECT photo_id FROM file WHERE folder_id = f.id AND state = 'found'
      UNION SELECT photo_id FROM file WHERE folder_id = f.id AND state = 'decoded')) AS photoCount
    FROM folder f WHERE f.removed_at_ms IS NULL`
  const list = db.prepare<[], FolderSummary>(`${summarySql} ORDER BY f.path`)
  const summary = db.prepare<[number], FolderSummary>(`${summarySql} AND f.id = ?`)
  const holding = db
    .prepare<[number], number>(
      "SELECT EXISTS (SELECT 1 FROM file WHERE folder_id = ? AND state IN ('found', 'decoded') AND photo_id NOT NULL)",
    )
    .pluck()
  const byPath = db.prepare<[string], FolderRow>('SELECT id AS folderId, path FROM folder WHERE path = ?')
  const insert = db.prepare(`
    INSERT INTO folder (path, added_at_ms) VALUES (@path, @nowMs)
    ON CONFLICT (path) DO UPDATE SET removed_at_ms = NULL`)
  const remove = db.prepare('UPDATE folder SET removed_at_ms = @nowMs, unavailable = NULL WHERE id = @folderId')
  const someTo = db.prepare(
    'UPDATE file SET folder_id = @to WHERE id IN (SELECT id FROM file WHERE folder_id = @from LIMIT @limit)',
  )
  const rows = db.prepare<[], FolderRow & { unavailable: string | null }>(
    'SELECT id AS folderId, path, unavailable FROM folder WHERE removed_at_ms IS NULL ORDER BY path',
  )
  const setUnavailable = db.prepare('UPDATE folder SET unavailable = @reason WHERE id = @folderId')
  const unread = db
    .prepare<[number], number>(
      "SELECT EXISTS (SELECT 1 FROM file WHERE folder_id = ? AND state IN ('found', 'decoded') AND photo_id IS NULL)",
    )
    .pluck()
  const somePhotos = db.prepare<[object], SomePhotos>(`
    SELECT max(photo_id) AS lastId, min(EXISTS (
      SELECT 1 FROM file other WHERE other.photo_id = some.photo_id AND other.folder_id = @other
        AND other.state IN ('found', 'decoded'))) AS areIn
    FROM (SELECT photo_id FROM file WHERE folder_id = @folderId AND state = @state AND photo_id > @after
      ORDER BY photo_id LIMIT @limit) some`)
  return {
    /** Adds a folder by its absolute path; a known one is returned as it is, one taken out is back. */
    add: (path: string): FolderRow => {
      durably(db, () => insert.run({ path, nowMs: clock() }))
      return byPath.get(path)!
    },
    /** Every folder by path, with how many different photos have a present file in it. */
    list: (): FolderSummary[] => list.all(),
    /** The same of one folder of the library. */
    summary: (folderId: number): FolderSummary => summary.get(folderId)!,
    /** Whether a present file of it holds a photo. */
    hasPhotos: (folderId: number): boolean => holding.get(folderId) === 1,
    /** Every folder by path, without its count. */
    rows: (): (FolderRow & { unavailable: string | null })[] => rows.all(),
    /**
     * Takes a folder out. Its files are to be marked as gone (`someGone`); photos and marks stay and are back when it
     * is added again.
     */
    remove: (folderId: number): void => void durably(db, () => remove.run({ folderId, nowMs: clock() })),
    /** Folder `from` lies in `to`: some of its files become that one's; returns how many. */
    someTo: (from: number, to: number, limit: number): number => someTo.run({ from, to, limit }).changes,
    /** Why nothing of it can be read now, in words; null where it can. */
    setUnavailable: (folderId: number, reason: string | null): void => void setUnavailable.run({ folderId, reason }),
    /** Whether it has a present file of which no photo was made yet. */
    hasUnread: (folderId: number): boolean => unread.get(folderId) === 1,
    /** Of its photos with files in one state so many after one: the last, and whether all are in the other folder. */
    somePhotos: (asked: PhotosAsked): SomePhotos => somePhotos.get(asked)!,
  }
}
