/**
 * One process per catalogue. The lock is an SQLite lock held on `catalogue.lock`, an otherwise empty database: the
 * operating system drops it when its holder dies, however it dies, so there is no stale lock and no guessing whether
 * a process number was given out again. `catalogue.pid` only says who holds it.
 * Imports only node, better-sqlite3 and shared.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { SemblanceError } from '../../shared/errors.ts'

export interface CatalogueLock {
  release(): void
}

/** Takes the lock of the catalogue in `dir` at once or throws CATALOGUE_LOCKED; never waits. */
export function acquireLock(dir: string): CatalogueLock {
  const pidPath = pidPathOf(dir)
  const db = new Database(join(dir, 'catalogue.lock'), { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw isBusy(error) ? lockedError(dir, error) : error
  }
  ignoringErrors(() => writeFileSync(pidPath, `${process.pid}\n`))
  return {
    release() {
      if (!db.open) return
      ignoringErrors(() => rmSync(pidPath, { force: true }))
      db.close()
    },
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

function lockedError(dir: string, cause: unknown): SemblanceError {
  const pid = lockHolder(dir)
  const holder = pid === null ? '' : ` (process ${pid})`
  const message =
    `The catalogue in ${dir} is in use by another Semblance${holder}. ` +
    'Do this in its window, close that one first, or choose another folder with --catalogue.'
  return new SemblanceError('CATALOGUE_LOCKED', message, { cause })
}

const pidPathOf = (dir: string) => join(dir, 'catalogue.pid')

/** The process that says it has the catalogue in `dir`; null in the moment before it has. */
export function lockHolder(dir: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(pidPathOf(dir), 'utf8'), 10)
    return Number.isInteger(pid) ? pid : null
  } catch {
    return null
  }
}

/** The number only makes a message better: a disk that is full or read-only has something better to say. */
function ignoringErrors(work: () => void): void {
  try {
    work()
  } catch {
    // The lock itself is what counts.
  }
}
