/** Pieces of SQL that photos are read by, and rows of it as the photos that are shown. */
import type { PhotoSummary } from '../../shared/domain.ts'
import { shownName } from '../../shared/shown-name.ts'

export type PhotoWithPath = PhotoSummary & { path: string }

export const present = "state IN ('found', 'decoded')"
/** The file that a photo is shown by comes first, then pictures, then what only belongs to it. */
export const shownFirst = (photo: string) =>
  `file.content_hash IS NOT ${photo}.content_hash, file.content_hash IS NULL, file.path`
/** Files on drives that are not connected come last. */
export const pathOf = `(SELECT file.path FROM file JOIN folder ON folder.id = file.folder_id WHERE photo_id = p.id AND ${present}
  ORDER BY folder.unavailable IS NOT NULL, ${shownFirst('p')} LIMIT 1)`
/** Where a photo without a present file was last seen, so that a labelled one still has a name. */
const lostPathOf = `(SELECT path FROM file WHERE photo_id = p.id ORDER BY ${shownFirst('p')} LIMIT 1)`
export const columns = `p.id AS photoId, ${pathOf} AS path, ${lostPathOf} AS lostPath, p.width, p.height, p.captured_at_ms AS capturedAtMs,
  p.favourite, coalesce(p.own_rating, p.rating) AS stars`

/** All that a photo was edited from, however often. */
export const earlierPhotos = (photoId: string) => `
  WITH RECURSIVE earlier (id) AS (
    SELECT one.edited_from FROM photo one WHERE one.id = ${photoId} AND one.edited_from IS NOT NULL
    UNION SELECT p.edited_from FROM earlier e CROSS JOIN photo p ON p.id = e.id WHERE p.edited_from IS NOT NULL)
  SELECT id FROM earlier`

/** What a person said of those and not of this photo, in `photo`. Values in brackets, null where there is none. */
export const offeredFavourite = `(SELECT max(old.favourite) FROM photo old
  WHERE photo.favourite = 0 AND old.id IN (${earlierPhotos('photo.id')}))`
export const offeredStars = `(SELECT old.own_rating FROM photo old
  WHERE photo.own_rating IS NULL AND old.own_rating IS NOT NULL AND old.own_rating IS NOT photo.rating
    AND old.id IN (${earlierPhotos('photo.id')}) ORDER BY old.id DESC LIMIT 1)`

export interface Row extends Omit<PhotoSummary, 'name' | 'favourite'> {
  favourite: 0 | 1
  path: string | null
  lostPath: string | null
}

export function withName({ path, lostPath, favourite, ...row }: Row): PhotoWithPath {
  const whole = path ?? lostPath ?? ''
  return {
    ...row,
    path: whole,
    favourite: favourite === 1,
    name: shownName(whole.slice(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1)),
  }
}

export function withoutPath({ path: _path, ...summary }: PhotoWithPath): PhotoSummary {
  return summary
}
