/**
 * Brings a catalogue to this version's schema: all migrations are one transaction together with their user_version, so
 * that a crash leaves the old schema or the new one. An existing catalogue is copied first.
 * Imports only node, better-sqlite3, shared, the migrations and write-whole.ts.
 */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { SemblanceError } from '../../shared/errors.ts'
import { whole } from '../tools/write-whole.ts'
import { corruptMessage } from './errors.ts'
import { migrations as allMigrations } from './migrations/index.ts'
import type { Migration } from './migrations/index.ts'

/** 'SEMB': tells a catalogue from any other SQLite file. */
const applicationId = 0x53_45_4d_42

/**
 * Migrates `db`, the open catalogue `file`, as far as `migrations` go.
 * Throws CATALOGUE_NEWER for a schema of a later version and CATALOGUE_CORRUPT for a file that is damaged or foreign.
 */
export function migrate(db: Database, file: string, migrations: readonly Migration[] = allMigrations): void {
  const known = migrations.length
  const found = schemaOf(db, file, known)
  if (found === known) return
  // better-sqlite3 switches them on: dropping a table to rebuild it would then delete every row that refers to it.
  db.pragma('foreign_keys = OFF')
  if (found > 0) backUp(db, file, found)
  db.transaction(() => migrations.slice(found).forEach((migration) => apply(db, migration))).exclusive()
}

/** For who only reads: the schema is ours, or that of the Semblance that has the catalogue, or had it last. */
export function checkSchema(db: Database, file: string): void {
  if (schemaOf(db, file, allMigrations.length) === allMigrations.length) return
  const message =
    `The catalogue ${file} is of an older Semblance. Close that one first if it is open; ` +
    'where nothing can be written, copy the folder and name the copy with --catalogue.'
  throw new SemblanceError('CATALOGUE_LOCKED', message)
}

function schemaOf(db: Database, file: string, known: number): number {
  const found = db.pragma('user_version', { simple: true }) as number
  refuseForeignFile(db, file)
  if (found > known) throw newerError(file, found, known)
  return found
}

function refuseForeignFile(db: Database, file: string): void {
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  if (isEmpty || db.pragma('application_id', { simple: true }) === applicationId) return
  throw new SemblanceError('CATALOGUE_CORRUPT', corruptMessage(file))
}

function newerError(file: string, found: number, known: number): SemblanceError {
  const message =
    `The catalogue ${file} has schema ${found}; this Semblance knows schemas up to ${known}. ` +
    'It was made by a newer version: update Semblance to open it. Nothing was changed.'
  return new SemblanceError('CATALOGUE_NEWER', message)
}

/** Where the copy of a catalogue with schema `version` goes. */
export function backupPath(file: string, version: number): string {
  return join(dirname(file), `catalogue.before-schema-${version + 1}.sqlite`)
}

/** A whole copy under its final name or none: a half-written backup is worse than no migration. */
function backUp(db: Database, file: string, version: number): void {
  const damage = db.pragma('quick_check(1)', { simple: true })
  if (damage !== 'ok') throw new SemblanceError('CATALOGUE_CORRUPT', corruptMessage(file))
  whole(backupPath(file, version), (temporary) => {
    // What a crash left.
    rmSync(temporary, { force: true })
    db.prepare('VACUUM INTO ?').run(temporary)
    const handle = openSync(temporary, 'r+')
    fsyncSync(handle)
    closeSync(handle)
  })
}

/** Foreign keys are off here, so they are checked as a whole before the commit. */
function apply(db: Database, migration: Migration): void {
  db.exec(migration.sql)
  migration.run?.(db)
  const broken = db.pragma('foreign_key_check') as unknown[]
  if (broken.length > 0) throw new Error(`Schema ${migration.version} would break ${broken.length} references`)
  db.pragma(`application_id = ${applicationId}`)
  db.pragma(`user_version = ${migration.version}`)
}
