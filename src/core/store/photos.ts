/**
 * Photos: one row per content. A photo without a present file keeps its row and labels, but no list shows it.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { KeptOut, PhotoDetail, PhotoSummary } from '../../shared/domain.ts'
import { isShown } from './choices.ts'
import { createPhotoContents } from './photo-contents.ts'
import { createPhotoDetails } from './photo-details.ts'
import { createPhotoPixels } from './photo-pixels.ts'
import { columns, present, withName, withoutPath, type PhotoWithPath, type Row } from './photo-rows.ts'

/** What a photo is shown by. */
export interface ShownPhoto {
  photoId: number
  /** Of the file. */
  contentHash: string
  /** Photos of older versions have none until their file is read again. */
  pictureHash: string | null
  format: string | null
}

export type Photos = ReturnType<typeof createPhotos>

export function createPhotos(db: Database, clock: () => number) {
  const detailOf = createPhotoDetails(db)
  const byPath = db.prepare<[string], { id: number }>(
    `SELECT photo_id AS id FROM file WHERE path = ? AND photo_id IS NOT NULL AND ${present}`,
  )
  const shownBy = db.prepare<[string], { id: number }>(`
    SELECT id FROM photo WHERE content_hash = ?
      AND (present_file_count > 0 OR EXISTS (SELECT 1 FROM label WHERE photo_id = photo.id))`)
  const one = db.prepare<[number], Row>(`SELECT ${columns} FROM photo p WHERE p.id = ?`)
  const shown = db.prepare<[number], ShownPhoto>(
    'SELECT id AS photoId, content_hash AS contentHash, picture_hash AS pictureHash, format FROM photo WHERE id = ?',
  )
  // What is shown of a photo is looked up for the page alone, not for all that are sorted.
  const pageSql = (filter: string) => `
    SELECT ${columns} FROM (
      SELECT p.id FROM photo p WHERE p.present_file_count > 0 AND ${filter}
      ORDER BY p.captured_at_ms DESC, p.id LIMIT @limit OFFSET @offset) chosen
    JOIN photo p ON p.id = chosen.id ORDER BY p.captured_at_ms DESC, p.id`
  const page = db.prepare<[object], Row>(pageSql('p.kept_out IS NULL'))
  const keptOutPage = db.prepare<[object], Row>(pageSql('p.kept_out = @keptOut'))
  const count = db.prepare<[], { count: number }>(`SELECT count(*) AS count FROM photo WHERE ${isShown}`)
  const shownId = db.prepare<[number], { id: number }>(`SELECT id FROM photo WHERE id = ? AND ${isShown}`)
  const keptOutIds = db.prepare<[], number>('SELECT id FROM photo WHERE kept_out IS NOT NULL').pluck()
  const keptOutCount = db.prepare<[object], { count: number }>(
    'SELECT count(*) AS count FROM photo WHERE present_file_count > 0 AND kept_out = @keptOut',
  )

  const summary = (photoId: number): PhotoWithPath | null => {
    const row = one.get(photoId)
    return row ? withName(row) : null
  }

  return {
    ...createPhotoContents(db, clock),
    ...createPhotoPixels(db),
    /** The photo whose present file stands at this absolute path. */
    byPath: (path: string): number | null => byPath.get(path)?.id ?? null,
    summary: (photoId: number): PhotoSummary | null => {
      const found = summary(photoId)
      return found && withoutPath(found)
    },
    detail: (photoId: number): Omit<PhotoDetail, 'country'> | null => {
      const found = summary(photoId)
      return found && { ...withoutPath(found), ...detailOf(photoId) }
    },
    /**
     * By id, with the path of each first present file (where last seen, for a vanished photo). Unknown ids are left
     * out.
     */
    summaries: (photoIds: number[]): Map<number, PhotoWithPath> =>
      new Map(
        photoIds.flatMap((photoId) => {
          const found = summary(photoId)
          return found ? [[photoId, found] as const] : []
        }),
      ),
    /** Newest capture first, undated last. */
    page: (offset: number, limit: number): { total: number; photos: PhotoSummary[] } => ({
      total: count.get()!.count,
      photos: page.all({ offset, limit }).map((row) => withoutPath(withName(row))),
    }),
    /** The same of those that are kept out. */
    keptOutPage: (offset: number, limit: number, keptOut: KeptOut): { total: number; photos: PhotoSummary[] } => ({
      total: keptOutCount.get({ keptOut })!.count,
      photos: keptOutPage.all({ offset, limit, keptOut }).map((row) => withoutPath(withName(row))),
    }),
    /** Photos with a present file. */
    count: (): number => count.get()!.count,
    /** Whether lists and searches have it: there, and not kept out. */
    isShown: (photoId: number): boolean => shownId.get(photoId) !== undefined,
    /** Photos that are not to be in any list but their own. */
    keptOutIds: (): Set<number> => new Set(keptOutIds.all()),
    /** The first present file's path, null for a vanished photo. */
    presentPath: (photoId: number): string | null => one.get(photoId)?.path ?? null,
    /** Whether a photo that is there, or that a person marked, is shown by the file with these bytes. */
    isShownBy: (contentHash: string): boolean => shownBy.get(contentHash) !== undefined,
    shown: (photoId: number): ShownPhoto | null => shown.get(photoId) ?? null,
  }
}
