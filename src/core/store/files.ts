/**
 * Files: every place where a photo was seen, with its state. A failure is a row, never an exception.
 * Imports only shared and the store's own tools.
 */
import { sep } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { FolderRow } from './folders.ts'
import { present } from './photo-rows.ts'
import type { FileState, ProblemFile } from '../../shared/domain.ts'

export interface FileRow {
  fileId: number
  folderId: number
  path: string
  sizeBytes: number
  modifiedAtMs: number
  photoId: number | null
  state: FileState
  /** Of its bytes, when they last were read; null before. */
  contentHash: string | null
  damage: string | null
  /** Whether its photo has a hash of its picture; those of older versions get one when they are read again. */
  hasPicture: 0 | 1 | null
  /** Why reading failed, the last time. */
  reason: string | null
  /** Failed tries since the file last was read or changed. */
  attempts: number
}

/** In place of a size, of a folder that cannot be read. */
export const folderSizeBytes = -1

export interface PhotoPath {
  photoId: number
  path: string
}

const fileColumns = `id AS fileId, folder_id AS folderId, path, size_bytes AS sizeBytes,
  modified_at_ms AS modifiedAtMs, photo_id AS photoId, state, reason, attempts, content_hash AS contentHash, damage,
  (SELECT picture_hash IS NOT NULL FROM photo WHERE id = photo_id) AS hasPicture`

/**
 * An unchanged file (same size and time) keeps its state, and one that was gone is decoded again if its photo is
 * known; a changed one has to be read again and starts with no failures. Its photo is kept until then, so that the
 * gallery does not flicker.
 */
const upsertFoundSql = `
  INSERT INTO file (folder_id, path, size_bytes, modified_at_ms, state)
  VALUES (@folderId, @path, @sizeBytes, @modifiedAtMs, 'found')
  ON CONFLICT (path) DO UPDATE SET
    folder_id = excluded.folder_id,
    size_bytes = excluded.size_bytes,
    modified_at_ms = excluded.modified_at_ms,
    state = CASE
      WHEN size_bytes <> excluded.size_bytes OR modified_at_ms <> excluded.modified_at_ms THEN 'found'
      WHEN state = 'gone' THEN iif(photo_id IS NULL, 'found', 'decoded')
      ELSE state END,
    reason = iif(size_bytes = excluded.size_bytes AND modified_at_ms = excluded.modified_at_ms AND state <> 'gone', reason, NULL),
    attempts = iif(size_bytes = excluded.size_bytes AND modified_at_ms = excluded.modified_at_ms, attempts, 0)
  RETURNING id`

const markDecodedSql = `
  UPDATE file SET state = 'decoded', photo_id = @photoId, content_hash = @contentHash, damage = @damage, reason = NULL,
    attempts = 0, last_tried_at_ms = @nowMs
  WHERE id = @fileId`

/** What is there but could not be reached just now: a photo that it holds stays in sight. */
const markUnreachedSql = `
  UPDATE file SET state = 'found', reason = @reason, attempts = attempts + 1,
    last_tried_at_ms = @nowMs
  WHERE id = @fileId`

const markFailedSql = `
  UPDATE file SET state = 'failed', reason = @reason, attempts = attempts + 1,
    last_tried_at_ms = @nowMs
  WHERE id = @fileId`

/**
 * Where what a photo shows was made from a file that is gone, its other files are read again, since they may say other
 * things.
 */
const othersToReadSql = `
  UPDATE file SET state = 'found'
  WHERE photo_id = (SELECT photo_id FROM file WHERE id = @fileId) AND state = 'decoded' AND content_hash IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM photo p JOIN file f ON f.photo_id = p.id
      WHERE p.id = file.photo_id AND f.content_hash = p.content_hash AND f.state IN ('found', 'decoded'))
  RETURNING path`

/** Could not be read, or not just now. */
const isProblem = "(state = 'failed' OR (state = 'found' AND reason IS NOT NULL))"

const problemsSql = `
  SELECT id AS fileId, path, coalesce(reason, '') AS reason, attempts, coalesce(last_tried_at_ms, 0) AS lastTriedAtMs
  FROM file WHERE ${isProblem} ORDER BY path LIMIT @limit OFFSET @offset`

/** Present, in a folder that can be read now. */
const isAtHand = `state IN ('found', 'decoded') AND photo_id IS NOT NULL
  AND folder_id IN (SELECT id FROM folder WHERE unavailable IS NULL)`
const ofPhotosSql = `
  SELECT photo_id AS photoId, path FROM file WHERE ${isAtHand} AND photo_id IN (
    SELECT id FROM photo WHERE id > @after AND present_file_count > 0 AND kept_out IS NOT 'removed'
      AND EXISTS (SELECT 1 FROM file WHERE photo_id = photo.id AND ${isAtHand}) ORDER BY id LIMIT @limit)
  ORDER BY photo_id, path`

/** What reading a file came to; `damage` says what of the picture is missing. */
interface Decoded {
  photoId: number
  /** Null for what only belongs to the photo, and is not read. */
  contentHash: string | null
  damage: string | null
}

/** Above every path inside a folder. */
const endOf = (folder: string) =>
  `${folder.endsWith(sep) ? folder.slice(0, -1) : folder}${String.fromCharCode(sep.charCodeAt(0) + 1)}`

export type Files = ReturnType<typeof createFiles>

export function createFiles(db: Database, clock: () => number) {
  const byPath = db.prepare<[string], FileRow>(`SELECT ${fileColumns} FROM file WHERE path = ?`)
  // "+" keeps the index of folders out: with it all files of the folder were sorted for each page.
  const byFolder = db.prepare<[object], FileRow>(`
    SELECT ${fileColumns} FROM file WHERE path > @after AND path < @to AND +folder_id = @folderId ORDER BY path LIMIT @limit`)
  const under = db.prepare<[object], FileRow>(
    `SELECT ${fileColumns} FROM file WHERE path >= @from AND path < @to ORDER BY path`,
  )
  const upsertFound = db.prepare<[object], { id: number }>(upsertFoundSql)
  const markDecoded = db.prepare(markDecodedSql)
  const markFailed = db.prepare(markFailedSql)
  const markUnreached = db.prepare(markUnreachedSql)
  const someGone = db.prepare(`
    UPDATE file SET state = 'gone', reason = 'Its folder was taken out'
    WHERE id IN (SELECT id FROM file WHERE folder_id = @folderId AND state <> 'gone' LIMIT @limit)`)
  const markGone = db.prepare("UPDATE file SET state = 'gone', reason = @reason WHERE id = @fileId")
  const bringBack = db.prepare("UPDATE file SET state = 'found', reason = NULL WHERE id = ? AND state = 'gone'")
  const othersToRead = db.prepare<[object], { path: string }>(othersToReadSql)
  const problems = db.prepare<[object], ProblemFile>(problemsSql)
  const countProblems = db.prepare<[], { count: number }>(`SELECT count(*) AS count FROM file WHERE ${isProblem}`)
  const countFolders = db.prepare<[number], { count: number }>(
    `SELECT count(*) AS count FROM file WHERE ${isProblem} AND size_bytes = ?`,
  )
  const problemCount = (): number => countProblems.get()!.count
  const ofContent = db.prepare<[string], { photoId: number; damage: string | null }>(`
    SELECT photo_id AS photoId, damage FROM file WHERE content_hash = ? AND photo_id IS NOT NULL
    ORDER BY damage IS NULL LIMIT 1`)
  const isThere = db.prepare<[string, number], { count: number }>(
    "SELECT count(*) AS count FROM file WHERE content_hash = ? AND photo_id = ? AND state IN ('found', 'decoded')",
  )
  const thereOf = db.prepare<[number], string>(`SELECT path FROM file WHERE photo_id = ? AND ${present}`).pluck()
  const resetFailed = db.prepare("UPDATE file SET state = 'found', reason = NULL WHERE state = 'failed'")
  const countGone = db.prepare<[], { count: number }>(
    "SELECT count(*) AS count FROM file WHERE state = 'gone' AND reason IS NULL",
  )
  const ofPhotos = db.prepare<[object], PhotoPath>(ofPhotosSql)
  const withStem = db.prepare<[object], PhotoPath>(
    `SELECT photo_id AS photoId, path FROM file WHERE path > @from AND path < @to AND ${isAtHand}`,
  )
  return {
    /** Every file of the next photos by id that is present in a folder that can be read now. */
    ofPhotos: (after: number, limit: number): PhotoPath[] => ofPhotos.all({ after, limit }),
    /** Such files whose paths are `stem`, a dot and more. */
    withStem: (stem: string): PhotoPath[] => withStem.all({ from: `${stem}.`, to: `${stem}/` }),
    /** The file at an absolute path, or null. */
    get: (path: string): FileRow | null => byPath.get(path) ?? null,
    /** Every file ever seen beneath a folder's path. */
    listUnder: (path: string): FileRow[] => under.all({ from: `${path}${sep}`, to: endOf(path) }),
    /** The next files ever seen in the folder, gone ones too, by path; the first come after the folder's own. */
    nextInFolder: ({ folderId, path }: FolderRow, { after, limit }: { after: string; limit: number }): FileRow[] =>
      byFolder.all({ folderId, after, to: endOf(path), limit }),
    /** Notes that a file is there; returns its id. What becomes of its state: see `upsertFoundSql`. */
    upsertFound: (folderId: number, path: string, sizeBytes: number, modifiedAtMs: number): number =>
      upsertFound.get({ folderId, path, sizeBytes, modifiedAtMs })!.id,
    /** The file was read and holds this photo. */
    markDecoded: (fileId: number, { photoId, contentHash, damage }: Decoded): void =>
      void markDecoded.run({ fileId, photoId, contentHash, damage, nowMs: clock() }),
    /** The file could not be reached (no permission, a drive's error): to be tried again; what it held stays. */
    markUnreached: (fileId: number, reason: string): void => void markUnreached.run({ fileId, reason, nowMs: clock() }),
    /** The file could not be read; `reason` in words for the user. Which photo it held is remembered, and not there. */
    markFailed: (fileId: number, reason: string): void => void markFailed.run({ fileId, reason, nowMs: clock() }),
    /** The next files of a folder that is taken out vanish from the library; returns how many. */
    someGone: (folderId: number, limit: number): number => someGone.run({ folderId, limit }).changes,
    /**
     * The files vanished, or are there and not to be shown, with the reason. Their photos and labels stay. One
     * transaction. Returns the paths of what is to be read now, because a photo was shown by one of them.
     */
    markGone: (fileIds: Iterable<number>, reason: string | null = null): string[] =>
      db.transaction(() =>
        Array.from(fileIds).flatMap((fileId) => {
          markGone.run({ fileId, reason })
          return othersToRead.all({ fileId }).map(({ path }) => path)
        }),
      )(),
    /** What was not to be shown is again, with the photo that it held, and is to be read again. One transaction. */
    bringBack: (fileIds: Iterable<number>): void =>
      db.transaction(() => {
        for (const fileId of fileIds) bringBack.run(fileId)
      })(),
    /** One page of what could not be read, by path; `folderCount` of it are folders. */
    problems: (offset: number, limit: number): { total: number; folderCount: number; problems: ProblemFile[] } => ({
      total: problemCount(),
      folderCount: countFolders.get(folderSizeBytes)!.count,
      problems: problems.all({ offset, limit }),
    }),
    /** Marks every failed file for another try; returns how many. */
    resetFailed: (): number => resetFailed.run().changes,
    /** What a file with these bytes, seen anywhere before, holds; null without one. */
    ofContent: (contentHash: string): { photoId: number; damage: string | null } | null =>
      ofContent.get(contentHash) ?? null,
    /** Whether a present file of the photo has these bytes. */
    hasContent: (photoId: number, contentHash: string): boolean => isThere.get(contentHash, photoId)!.count > 0,
    /** Paths of the photo's present files. */
    pathsOf: (photoId: number): string[] => thereOf.all(photoId),
    /** Files that could not be read, or not just now. */
    problemCount,
    /** Files that vanished; not those that are there and not to be shown. */
    goneCount: (): number => countGone.get()!.count,
  }
}
