/**
 * Pieces of SQL for tags that lie in one another. `tag` is a parameter or a column with a tag's id. They follow the
 * tree from that tag, so that what they cost does not grow with the number of tags. Imports nothing.
 */
const isShown = 'deleted_at_ms IS NULL'

const up = (tag: string) => `up (id) AS (
  SELECT ${tag} UNION ALL SELECT t.parent_id FROM up JOIN tag t ON t.id = up.id WHERE t.parent_id IS NOT NULL)`

const downFrom = (start: string) => `down (id) AS (
  ${start} UNION ALL SELECT t.id FROM down JOIN tag t ON t.parent_id = down.id WHERE t.${isShown})`

/** The tag and all that it lies in. */
export const ancestors = (tag: string) => `WITH RECURSIVE ${up(tag)} SELECT id FROM up`

/** The tag and all that lie in it. */
export const within = (tag: string) => `WITH RECURSIVE ${downFrom(`SELECT ${tag}`)} SELECT id FROM down`

/** Of what lies in `up`. */
const others = `
  SELECT other.id FROM up JOIN tag one ON one.id = up.id JOIN tag parent ON parent.id = one.parent_id
  JOIN tag other ON other.parent_id = parent.id AND other.id <> one.id
  WHERE parent.exclusive = 1 AND other.${isShown}`

/** The others of exclusive groups that the tag lies in. */
export const rivals = (tag: string) => `WITH RECURSIVE ${up(tag)} ${others}`

/** Tags that a photo with this one has not: its rivals, and what is in them. */
export const excluded = (tag: string) => `WITH RECURSIVE ${up(tag)}, ${downFrom(others)} SELECT id FROM down`

/**
 * "Animals/Dogs"; null where the tag, or one that it lies in, was deleted. With `name_key` to sort by.
 * A value in brackets.
 */
export const path = (tag: string, column: 'name' | 'name_key' = 'name') => `(
  WITH RECURSIVE up (path, parent_id) AS (
    SELECT ${column}, parent_id FROM tag WHERE id = ${tag} AND ${isShown}
    UNION ALL SELECT t.${column} || '/' || up.path, t.parent_id FROM up JOIN tag t ON t.id = up.parent_id WHERE t.${isShown})
  SELECT path FROM up WHERE parent_id IS NULL)`

/** Every tag that was not deleted; by `path_key` each comes right before those in it. */
export const liveTags = `(
  WITH RECURSIVE live (id, path, path_key, parent_id, exclusive) AS (
    SELECT id, name, name_key, parent_id, exclusive FROM tag WHERE parent_id IS NULL AND ${isShown}
    UNION ALL
    SELECT t.id, l.path || '/' || t.name, l.path_key || char(1) || t.name_key, t.parent_id, t.exclusive
    FROM live l JOIN tag t ON t.parent_id = l.id WHERE t.${isShown})
  SELECT * FROM live)`

/**
 * Photos for which a machine's tag does not count: a person said no to it or to a tag that it lies in, or yes to one
 * that it excludes.
 */
export const refused = (tag: string) => `
  SELECT photo_id FROM label WHERE value = 'no' AND tag_id IN (${ancestors(tag)})
  UNION SELECT photo_id FROM label WHERE value = 'yes' AND tag_id IN (${excluded(tag)})`

/** The same of one photo, quick where it has no marks. A value in brackets. */
export const isRefused = (tag: string, photo: string) => `EXISTS (
  SELECT 1 FROM label l WHERE l.photo_id = ${photo} AND (
    (l.value = 'no' AND l.tag_id IN (${ancestors(tag)})) OR (l.value = 'yes' AND l.tag_id IN (${excluded(tag)}))))`
