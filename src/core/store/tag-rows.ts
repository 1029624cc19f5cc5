/**
 * Tags by photo, with where each comes from: read only, a slice of photos at a time.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { TagRow } from '../../shared/exchange.ts'
import { isRefused, liveTags } from './tag-tree.ts'

const inSlice = 'photo_id > @after AND photo_id <= @upTo'

/**
 * One row a photo and tag: a mark goes before a machine tag, which then only says how sure the machine is. Each has at
 * most one row of either kind, so that the greatest is the one that is there.
 */
const rowsSql = `
  SELECT s.photo_id AS photoId, t.id AS tagId, t.path AS tag, coalesce(max(s.value), 'machine') AS value,
    coalesce(max(s.author), 'machine') AS author, max(m.confidence) AS confidence, max(m.score) AS score,
    max(r.scorer) AS scorer, max(r.id) AS run, max(r.model_version) AS modelVersion,
    coalesce(max(s.labelled_at_ms), max(r.created_at_ms)) AS timeMs
  FROM (
    SELECT photo_id, tag_id, value, author, labelled_at_ms, NULL AS run_id FROM label WHERE ${inSlice}
    UNION ALL
    SELECT photo_id, tag_id, NULL, NULL, NULL, run_id FROM standing_machine_tag stands
    WHERE ${inSlice} AND NOT ${isRefused('stands.tag_id', 'stands.photo_id')}) s
  JOIN ${liveTags} t ON t.id = s.tag_id
  LEFT JOIN tag_run r ON r.id = s.run_id
  LEFT JOIN machine_tag m ON m.run_id = s.run_id AND m.photo_id = s.photo_id
  GROUP BY s.photo_id, s.tag_id ORDER BY s.photo_id, t.path_key`

export type TagRows = ReturnType<typeof createTagRows>

export function createTagRows(db: Database) {
  const rows = db.prepare<[object], TagRow & { photoId: number; tagId: number }>(rowsSql)
  const tagged = db
    .prepare<[object], number>(
      `SELECT photo_id FROM (
        SELECT photo_id, tag_id FROM label WHERE ${inSlice} AND value = 'yes'
        UNION SELECT photo_id, tag_id FROM standing_machine_tag WHERE ${inSlice})
      WHERE tag_id IN (SELECT id FROM ${liveTags})`,
    )
    .pluck()
  const last = db
    .prepare<[], number>(
      `SELECT max(
        coalesce((SELECT max(photo_id) FROM label), 0), coalesce((SELECT max(photo_id) FROM standing_machine_tag), 0))`,
    )
    .pluck()
  const tags = db.prepare<[], { tagId: number; name: string }>(
    `SELECT id AS tagId, path AS name FROM ${liveTags} ORDER BY path_key`,
  )
  const standing = db
    .prepare<[object], [photoId: number, tagId: number]>(
      `
    SELECT photo_id, tag_id FROM label WHERE ${inSlice} AND value = 'yes'
    UNION ALL SELECT photo_id, tag_id FROM standing_machine_tag s
    WHERE ${inSlice} AND NOT ${isRefused('s.tag_id', 's.photo_id')}`,
    )
    .raw()
  return {
    /** Every tag's name with the tags that it lies in, by name, without the counts that a summary has. */
    names: () => tags.all(),
    /** Of the photos with these ids, `after` excluded and `upTo` included, by photo, then by name. */
    between: (after: number, upTo: number) => rows.all({ after, upTo }),
    /** Of the photos with these ids each tag that it has, also those that were deleted; in no order. */
    standingBetween: (after: number, upTo: number) => standing.all({ after, upTo }),
    /** Ids of photos that are marked yes or tagged by a machine, for any tag; some more than once. */
    taggedBetween: (after: number, upTo: number): number[] => tagged.all({ after, upTo }),
    /** The highest id of a tagged photo; 0 where there is none. */
    lastPhotoId: (): number => last.get()!,
  }
}
