/**
 * A catalogue that is only read: beside who has it open, or where nothing can be written, as on a read-only disk.
 * Imports only node, better-sqlite3 and the store's errors.
 */
import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { isUnwritable } from './errors.ts'

/** What a catalogue is opened by. */
export interface Access {
  open(): Database.Database
  /** After the database is closed. */
  release(): void
}

/**
 * SQLite keeps files of its own beside a database in WAL mode, also where it only reads. Where it may not, nobody has
 * the database open, and a copy of it is read in its place, which is gone afterwards.
 */
export function createReadAccess(file: string, timeout: number): Access {
  let copyDir: string | null = null
  /** What is open can be read on without its name, but on Windows; a program that is stopped leaves nothing then. */
  function removeCopy(): void {
    try {
      if (copyDir !== null) rmSync(copyDir, { recursive: true, force: true })
    } catch {
      // It is open.
    }
  }
  function openCopy(): Database.Database {
    copyDir = mkdtempSync(join(tmpdir(), 'semblance-'))
    const copy = join(copyDir, basename(file))
    for (const ending of ['', '-wal']) if (existsSync(file + ending)) copyTo(copy + ending, file + ending)
    const db = opened(copy, timeout)
    removeCopy()
    return db
  }
  return {
    open() {
      try {
        return opened(file, timeout)
      } catch (error) {
        if (isUnwritable(error) && existsSync(file)) return openCopy()
        throw error
      }
    },
    release: removeCopy,
  }
}

function copyTo(copy: string, original: string): void {
  copyFileSync(original, copy, constants.COPYFILE_FICLONE)
  chmodSync(copy, 0o600)
}

/** Opening alone reads nothing. */
function opened(file: string, timeout: number): Database.Database {
  const db = new Database(file, { timeout, readonly: true })
  try {
    db.pragma('schema_version')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
