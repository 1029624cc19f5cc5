/** Statements that SQLite prepares when they are first used. Imports only better-sqlite3's types. */
import type { Database, Statement } from 'better-sqlite3'

/**
 * The same connection, whose `prepare` waits: a start uses few of two hundred statements, and to prepare all took half
 * of the time that opening a catalogue took. Wrong SQL throws when it is first used.
 */
export function preparingLater(db: Database): Database {
  const prepare = (sql: string) => later(() => db.prepare(sql))
  return Object.create(db, { prepare: { value: prepare } }) as Database
}

function later(prepare: () => Statement): Statement {
  let prepared: Statement | undefined
  const made = () => (prepared ??= prepare())
  const statement = {
    run: (...values: unknown[]) => made().run(...values),
    get: (...values: unknown[]) => made().get(...values),
    all: (...values: unknown[]) => made().all(...values),
    iterate: (...values: unknown[]) => made().iterate(...values),
    pluck: () => later(() => made().pluck()),
    raw: () => later(() => made().raw()),
  }
  return statement as unknown as Statement
}
