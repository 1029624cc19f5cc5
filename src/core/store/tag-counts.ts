/**
 * How many photos a tag has, by who said so. Counting 100,000 of them takes milliseconds and is asked for at every
 * event, so that counts are kept until something they depend on is written. Imports only the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import { isRefused, refused, within } from './tag-tree.ts'

export interface TagCounts {
  yesCount: number
  noCount: number
  /** Photos that a machine tagged, while nobody speaks against it. */
  machineCount: number
  /** Photos that it is shown with, those of tags in it among them. */
  carriedCount: number
}

const yesCount = "(SELECT count(*) FROM label WHERE tag_id = t.id AND value = 'yes')"
const machineCount = `((SELECT count(*) FROM standing_machine_tag WHERE tag_id = t.id) - (
  SELECT count(*) FROM standing_machine_tag WHERE tag_id = t.id AND photo_id IN (${refused('t.id')})))`

const isSaid = "label l WHERE l.value = 'yes' AND l.tag_id IN"
const isFound = `standing_machine_tag s WHERE NOT ${isRefused('s.tag_id', 's.photo_id')} AND s.tag_id IN`
const isKeptOut = 'SELECT id FROM photo WHERE kept_out IS NOT NULL'

/** Photos that are both said and found, looked for among whichever are fewer. */
const bothCount = `CASE WHEN ${yesCount} < (SELECT count(*) FROM standing_machine_tag WHERE tag_id = t.id)
  THEN (SELECT count(*) FROM ${isSaid} (t.id) AND EXISTS (SELECT 1 FROM ${isFound} (t.id) AND s.photo_id = l.photo_id))
  ELSE (SELECT count(*) FROM ${isFound} (t.id) AND EXISTS (SELECT 1 FROM ${isSaid} (t.id) AND l.photo_id = s.photo_id)) END`

/** Where no tag lies in it, counted without gathering them. */
const carriedCount = `CASE WHEN EXISTS (SELECT 1 FROM tag c WHERE c.parent_id = t.id AND c.deleted_at_ms IS NULL)
  THEN (SELECT count(*) FROM (
    SELECT l.photo_id FROM ${isSaid} (${within('t.id')}) UNION SELECT s.photo_id FROM ${isFound} (${within('t.id')}))
    WHERE photo_id NOT IN (${isKeptOut} UNION SELECT photo_id FROM label WHERE tag_id = t.id AND value = 'no'))
  ELSE ${yesCount} + ${machineCount} - (${bothCount})
    - (SELECT count(*) FROM (${isKeptOut}) k WHERE EXISTS (SELECT 1 FROM ${isSaid} (t.id) AND l.photo_id = k.id)
      OR EXISTS (SELECT 1 FROM ${isFound} (t.id) AND s.photo_id = k.id)) END`

const counted = `SELECT ${yesCount} AS yesCount,
  (SELECT count(*) FROM label WHERE tag_id = t.id AND value = 'no') AS noCount,
  ${machineCount} AS machineCount, ${carriedCount} AS carriedCount FROM tag t WHERE t.id = ?`

/** Of the trees that tags with these ids lie in: what is said of one counts for its parents and its rivals, too. */
const treesOf = `
  WITH RECURSIVE up (id, parent_id) AS (
    SELECT id, parent_id FROM tag WHERE id IN (SELECT value FROM json_each(?))
    UNION SELECT t.id, t.parent_id FROM up JOIN tag t ON t.id = up.parent_id),
  down (id) AS (SELECT id FROM up WHERE parent_id IS NULL UNION ALL SELECT t.id FROM down JOIN tag t ON t.parent_id = down.id)
  SELECT id FROM down`

const noting = (table: string, event: string, of: 'OLD' | 'NEW') => `
  CREATE TEMP TRIGGER count_${table}_${event.split(' ')[0]} AFTER ${event} ON ${table} BEGIN
    SELECT tag_counts_changed(${of}.tag_id); END;`
const forgetting = (table: string, event: string) => `
  CREATE TEMP TRIGGER count_${table}_${event.split(' ')[0]} AFTER ${event} ON ${table} BEGIN
    SELECT tag_counts_changed(NULL); END;`

/** The triggers live with the connection: the only one that writes. */
const triggers = ['label', 'standing_machine_tag']
  .flatMap((table) => [noting(table, 'INSERT', 'NEW'), noting(table, 'UPDATE', 'NEW'), noting(table, 'DELETE', 'OLD')])
  .concat(forgetting('tag', 'UPDATE OF parent_id, exclusive, deleted_at_ms'), forgetting('photo', 'UPDATE OF kept_out'))

/** Of a tag; where the catalogue is written by another process, counted each time. */
export function createTagCounts(db: Database): (tagId: number) => TagCounts {
  const count = db.prepare<[number], TagCounts>(counted)
  if (db.readonly) return (tagId) => count.get(tagId)!
  const idsOfTrees = db.prepare<[string], number>(treesOf).pluck()
  const kept = new Map<number, TagCounts>()
  const changed = new Set<number>()
  db.function('tag_counts_changed', (tagId: number | null) => {
    if (tagId === null) kept.clear()
    else changed.add(tagId)
  })
  db.exec(triggers.join(''))

  function forgetChanged(): void {
    if (changed.size === 0) return
    for (const tagId of idsOfTrees.all(JSON.stringify([...changed]))) kept.delete(tagId)
    changed.clear()
  }

  return (tagId) => {
    forgetChanged()
    const counts = kept.get(tagId) ?? count.get(tagId)!
    // What is counted in a transaction may be taken back with it.
    if (!db.inTransaction) kept.set(tagId, counts)
    return counts
  }
}
