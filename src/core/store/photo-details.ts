/** One photo with all that is known of it: its files, what they say of it, its tags, what an edited one is offered. */
import type { Database } from 'better-sqlite3'
import type { PhotoDetail, PhotoFile, PhotoSummary, PhotoTag } from '../../shared/domain.ts'
import { earlierPhotos, offeredFavourite, offeredStars, present, shownFirst } from './photo-rows.ts'
import { isRefused, path } from './tag-tree.ts'

type Facts = Omit<PhotoDetail, keyof PhotoSummary | 'country' | 'offeredFavourite' | 'files' | 'tags'> & {
  offeredFavourite: 0 | 1 | null
}

export function createPhotoDetails(db: Database) {
  const factsOf = db.prepare<[number], Facts>(`
    SELECT content_hash AS contentHash, format, date_origin AS dateOrigin, camera, lens, rating, latitude, longitude,
      edited_from AS editedFrom, own_rating AS ownRating, kept_out AS keptOut, ${offeredFavourite} AS offeredFavourite,
      ${offeredStars} AS offeredStars,
      (SELECT count(DISTINCT old.tag_id) FROM label old WHERE old.photo_id IN (${earlierPhotos('photo.id')})
        AND ${path('old.tag_id')} IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM label own WHERE own.photo_id = photo.id AND own.tag_id = old.tag_id)) AS offeredMarkCount,
      (SELECT damage FROM file WHERE photo_id = photo.id AND ${present} ORDER BY ${shownFirst('photo')} LIMIT 1) AS damage
    FROM photo WHERE id = ?`)
  const filesOf = db.prepare<[number], PhotoFile>(`
    SELECT file.path, size_bytes AS sizeBytes, modified_at_ms AS modifiedAtMs, state FROM file
    JOIN photo ON photo.id = file.photo_id WHERE photo_id = ? ORDER BY ${shownFirst('photo')}`)
  const tagsOf = db.prepare<[object], PhotoTag>(`
    SELECT t.id AS tagId, ${path('t.id')} AS name, l.value AS label, m.confidence, m.run_id AS runId
    FROM tag t LEFT JOIN label l ON l.tag_id = t.id AND l.photo_id = @photoId
    LEFT JOIN standing_machine_tag s ON s.tag_id = t.id AND s.photo_id = @photoId AND NOT ${isRefused('s.tag_id', 's.photo_id')}
    LEFT JOIN machine_tag m ON m.run_id = s.run_id AND m.photo_id = @photoId
    WHERE t.id IN (SELECT tag_id FROM label WHERE photo_id = @photoId
      UNION SELECT tag_id FROM standing_machine_tag WHERE photo_id = @photoId)
      AND (l.value IS NOT NULL OR s.run_id IS NOT NULL) AND ${path('t.id')} IS NOT NULL ORDER BY ${path('t.id', 'name_key')}`)

  /** What is known of it beside its summary. */
  return (photoId: number) => {
    const { offeredFavourite, ...facts } = factsOf.get(photoId)!
    return {
      ...facts,
      offeredFavourite: offeredFavourite === 1,
      files: filesOf.all(photoId),
      tags: tagsOf.all({ photoId }),
    }
  }
}
