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

const isSaid = "label l WHERE l.value = 'yes' AND l.tag_id IN"
const isFound = `standing_machine_tag s WHERE NOT ${isRefused('s.tag_id', 's.photo_id')} AND s.tag_id IN`
const isKeptOut = 'SELECT id FROM photo WHERE kept_out IS NOT NULL'
const isOneKeptOut = (photo: string) =>
  `EXISTS (SELECT 1 FROM photo k WHERE k.id = ${photo} AND k.kept_out IS NOT NULL)`

const counting = {
  marks: 'SELECT count(*) FROM label WHERE tag_id = @tagId AND value = @value',
  standing: 'SELECT count(*) FROM standing_machine_tag WHERE tag_id = @tagId',
  refused: `SELECT count(*) FROM standing_machine_tag WHERE tag_id = @tagId AND photo_id IN (${refused('@tagId')})`,
  // Both said and found, looked for among either.
  saidAndFound: `SELECT count(*) FROM ${isSaid} (@tagId)
    AND EXISTS (SELECT 1 FROM ${isFound} (@tagId) AND s.photo_id = l.photo_id)`,
  foundAndSaid: `SELECT count(*) FROM ${isFound} (@tagId)
    AND EXISTS (SELECT 1 FROM ${isSaid} (@tagId) AND l.photo_id = s.photo_id)`,
  // What carries the tag and is kept out, looked for among either.
  saidKeptOut: `SELECT count(*) FROM ${isSaid} (@tagId) AND ${isOneKeptOut('l.photo_id')}`,
  foundKeptOut: `SELECT count(*) FROM ${isFound} (@tagId) AND ${isOneKeptOut('s.photo_id')}
    AND NOT EXISTS (SELECT 1 FROM ${isSaid} (@tagId) AND l.photo_id = s.photo_id)`,
  keptOut: `SELECT count(*) FROM (${isKeptOut}) k WHERE EXISTS (SELECT 1 FROM ${isSaid} (@tagId) AND l.photo_id = k.id)
    OR EXISTS (SELECT 1 FROM ${isFound} (@tagId) AND s.photo_id = k.id)`,
  keptOutUpTo: `SELECT count(*) FROM (${isKeptOut} LIMIT @most)`,
  children: 'SELECT count(*) FROM tag WHERE parent_id = @tagId AND deleted_at_ms IS NULL',
  carriedWithin: `SELECT count(*) FROM (
    SELECT l.photo_id FROM ${isSaid} (${within('@tagId')}) UNION SELECT s.photo_id FROM ${isFound} (${within('@tagId')}))
    WHERE photo_id NOT IN (${isKeptOut} UNION SELECT photo_id FROM label WHERE tag_id = @tagId AND value = 'no')`,
}

/** Each from the database. Where no tag lies in it, the photos it is shown with are counted without gathering them. */
function createCounting(db: Database): (tagId: number) => TagCounts {
  const statements = Object.entries(counting).map(
    ([name, sql]) => [name, db.prepare<[object], number>(sql).pluck()] as const,
  )
  const of = new Map(statements)
  return (tagId) => {
    const count = (name: keyof typeof counting, value = 'yes', most = 0) => of.get(name)!.get({ tagId, value, most })!
    const [yesCount, noCount] = [count('marks'), count('marks', 'no')]
    const machineCount = count('standing') - count('refused')
    const both = yesCount < machineCount ? 'saidAndFound' : 'foundAndSaid'
    const bothCount = yesCount > 0 && machineCount > 0 ? count(both) : 0
    const allCount = yesCount + machineCount - bothCount
    const carriedCount = count('children') > 0 ? count('carriedWithin') : allCount - keptOutOf(allCount, count)
    return { yesCount, noCount, machineCount, carriedCount }
  }
}

/** Of so many photos that carry a tag those that are kept out, looked for among the fewer of both. */
const keptOutOf = (
  carryingCount: number,
  count: (name: keyof typeof counting, value?: string, most?: number) => number,
) =>
  count('keptOutUpTo', 'yes', carryingCount) < carryingCount
    ? count('keptOut')
    : count('saidKeptOut') + count('foundKeptOut')

/** Of the trees that tags with these ids lie in: what is said of one counts for its parents and its rivals, too. */
const treesOf = `
  WITH RECURSIVE up (id, parent_id) AS (
    SELECT id, parent_id FROM tag WHERE id IN (SELECT value FROM json_each(?))
    UNION SELECT t.id, t.parent_id FROM up JOIN tag t ON t.id = up.parent_id),
  down (id) AS (SELECT id FROM up WHERE parent_id IS NULL UNION ALL SELECT t.id FROM down JOIN tag t ON t.parent_id = down.id)
  SELECT id FROM down`

const noting = (table: string, event: string, of: 'OLD' | 'NEW') => `
  CREATE TEMP TRIGGER count_${table}_${event} AFTER ${event} ON ${table} BEGIN
    SELECT tag_counts_changed(${of}.tag_id); END;`
const row = (of: 'OLD' | 'NEW', columns: string[]) => `(${columns.map((column) => `${of}.${column}`).join()})`
const notingChange = (table: string, columns: string[], changed: string) => `
  CREATE TEMP TRIGGER count_${table} AFTER UPDATE OF ${columns.join()} ON ${table}
  WHEN ${row('OLD', columns)} IS NOT ${row('NEW', columns)} BEGIN
    SELECT tag_counts_changed(${changed}); END;`
/** Hiding a photo changes the counts of its own tags. */
const ofPhoto = `tag_id) FROM (SELECT tag_id FROM label WHERE photo_id = NEW.id
  UNION SELECT tag_id FROM standing_machine_tag WHERE photo_id = NEW.id`

/** The triggers live with the connection: the only one that writes. */
const triggers = ['label', 'standing_machine_tag']
  .flatMap((table) => [noting(table, 'INSERT', 'NEW'), noting(table, 'UPDATE', 'NEW'), noting(table, 'DELETE', 'OLD')])
  .concat(notingChange('tag', ['parent_id', 'exclusive', 'deleted_at_ms'], 'NULL'))
  .concat(notingChange('photo', ['kept_out'], ofPhoto))

/** Of a tag; where the catalogue is written by another process, counted each time. */
export function createTagCounts(db: Database): (tagId: number) => TagCounts {
  const count = createCounting(db)
  if (db.readonly) return count
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
    const counts = kept.get(tagId) ?? count(tagId)
    // What is counted in a transaction may be taken back with it.
    if (!db.inTransaction) kept.set(tagId, counts)
    return counts
  }
}
