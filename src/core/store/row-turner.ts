/**
 * Turns one row back to how it was before an action, or on to how the action left it, where it still is as it should
 * be. Imports only the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import { followed } from './recorder.ts'

export type Row = Record<string, string | number | null>

/** A row of `action_change`. */
export interface Change {
  tableName: string
  /** Of a tag, run or audit. */
  rowId: number
  photoId: number | null
  /** JSON; null where there was no row. */
  before: string | null
  after: string | null
}

export type Way = 'undo' | 'redo'

/** When a row was hidden: only whether it is decides, and it is so from now on. */
const hiding = ['deleted_at_ms', 'undone_at_ms', 'ended_at_ms', 'taken_back_at_ms']
const isHiding = (column: string) => hiding.includes(column)

/** `onRenamed` hears of tags that come back under another name. */
export function createRowTurner(db: Database, clock: () => number, onRenamed: (name: string) => void) {
  const tables = Object.entries(followed).map(([name, { key, columns }]) => {
    const where = key.map((column) => `${column} = @${column}`).join(' AND ')
    const all = [...key, ...columns]
    const statements = {
      find: db.prepare<[Row], Row>(`SELECT ${columns.join()} FROM ${name} WHERE ${where}`),
      remove: db.prepare(`DELETE FROM ${name} WHERE ${where}`),
      insert: db.prepare(`INSERT INTO ${name} (${all.join()}) VALUES (${all.map((column) => `@${column}`).join()})`),
      update: db.prepare(
        `UPDATE ${name} SET ${columns.map((column) => `${column} = @${column}`).join()} WHERE ${where}`,
      ),
    }
    // Of a table with one key nothing is ever inserted: its rows are only hidden.
    return [name, statements] as const
  })
  const statementsOf = new Map(tables)
  const namesake = db.prepare<[Row]>(`
    SELECT 1 FROM tag WHERE coalesce(parent_id, 0) = coalesce(@parent_id, 0) AND name_key = @name_key
      AND deleted_at_ms IS NULL AND id <> @id`)

  /** A tag comes back as "Dogs (2)" where another one took its name. */
  function withFreeName(row: Row): Row {
    if (row.deleted_at_ms !== null || !namesake.get(row)) return row
    const named = (copy: number) => ({ ...row, name: `${row.name} (${copy})`, name_key: `${row.name_key} (${copy})` })
    let copy = 2
    while (namesake.get(named(copy))) copy++
    onRenamed(`${named(copy).name}`)
    return named(copy)
  }

  /** What of `to` differs from `from`, over the row as it is; hidden from now on. */
  function merged(key: Row, found: Row, from: Row, to: Row): Row {
    const changed = changedNames(from, to).map((name) => [
      name,
      isHiding(name) && to[name] !== null ? clock() : to[name],
    ])
    return { ...key, ...found, ...(Object.fromEntries(changed) as Row) }
  }

  /** False where the row is neither as it should be nor turned already, and then nothing is done. */
  return ({ tableName, rowId, photoId, before, after }: Change, way: Way): boolean => {
    const { key: names, columns } = followed[tableName]
    const [from, to] = (way === 'undo' ? [after, before] : [before, after]).map((text) => rowOf(text, columns))
    const key: Row = names[1] ? { [names[0]]: rowId, [names[1]]: photoId } : { [names[0]]: rowId }
    const { find, remove, insert, update } = statementsOf.get(tableName)!
    const found = find.get(key) ?? null
    if (isAs(found, to, from)) return true
    if (!isAs(found, from, to)) return false
    if (!to) remove.run(key)
    else if (!from) insert.run({ ...key, ...to })
    else {
      const row = merged(key, found!, from, to)
      update.run(tableName === 'tag' ? withFreeName(row) : row)
    }
    return true
  }
}

/** Columns that came after it was noted were null then. */
function rowOf(text: string | null, columns: string[]): Row | null {
  if (text === null) return null
  return { ...Object.fromEntries(columns.map((column) => [column, null])), ...(JSON.parse(text) as Row) }
}

const changedNames = (from: Row, to: Row) => Object.keys(to).filter((name) => to[name] !== from[name])

/** Only what the action changed matters: a tag that was renamed since can be deleted again. */
function isAs(found: Row | null, from: Row | null, to: Row | null): boolean {
  if (!found || !from) return found === from
  const watched = to ? changedNames(from, to) : Object.keys(from)
  return watched.every((name) =>
    isHiding(name) ? (found[name] === null) === (from[name] === null) : found[name] === from[name],
  )
}
