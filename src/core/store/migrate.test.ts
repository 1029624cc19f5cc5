/** Migrations: frozen, copied before, all or nothing. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openCatalogue } from './catalogue.ts'
import { backupPath, migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { addPhoto, temporaryDir } from './testing/support.ts'

/** Released migrations never change: a catalogue that ran one would differ from a new one. Add a line, edit none. */
const checksums = [
  '36496af5fceaf7560920fb558765c65c2cd5ae76d585ef96db6baa01ca4475f0',
  'ad95cc1fbf3eb436c42673b42e33e243cacd7e5fbce19959d257d5739f1383a7',
  '6d6cd6d9ac2aa05f6e298440f8be6639cd9e47e4f3289a8762ee4cf9df303984',
  'e81d6bd439029cd91d9f30ca072b5d81ff72696f761d612c9fb4156cd1e31174',
  '305e6936fb18e0ce063710cbd85784f6e3f1a88449065356c63b38275a8b4e22',
  '3f0e27e135fb065cc824e0a3d81bffc62ddab578842cbf8eed9b984c89bdab49',
]

/** Of a migration that is code, too. */
function sourceOf(version: number): string {
  const dir = new URL('./migrations/', import.meta.url)
  const name = readdirSync(dir).find((each) => each.startsWith(String(version).padStart(3, '0')))!
  return readFileSync(new URL(name, dir), 'utf8').replaceAll('\r\n', '\n')
}

const schemaOf = (db: Database.Database) => db.pragma('user_version', { simple: true })

/** A catalogue of today with one labelled photo, open without the store. */
function existing(): { file: string; db: Database.Database } {
  const dir = temporaryDir()
  const catalogue = openCatalogue(dir)
  const photoId = addPhoto(catalogue, 'a')
  catalogue.labels.set(catalogue.tags.create('dogs').tagId, [{ photoId, label: 'yes' }])
  catalogue.close()
  const file = join(dir, 'catalogue.sqlite')
  const db = new Database(file)
  onTestFinished(() => void db.close())
  return { file, db }
}

const next = (sql: string) => [...migrations, { version: migrations.length + 1, reason: 'Test', sql }]
const labelCount = (db: Database.Database) => db.prepare('SELECT count(*) FROM label').pluck().get()

describe('migrations', () => {
  it('are numbered from 1 without a gap, each with a reason', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, at) => at + 1))
    expect(migrations.every(({ reason }) => reason.length > 10)).toBe(true)
  })

  it('are frozen', () => {
    const kept = migrations.map(({ sql, run }, at) => (run ? sourceOf(at + 1) : sql))
    expect(kept.map((text) => createHash('sha256').update(text).digest('hex'))).toEqual(checksums)
  })

  it('make a new catalogue without a backup', () => {
    const { file, db } = existing()
    expect(schemaOf(db)).toBe(migrations.length)
    expect(existsSync(backupPath(file, 0))).toBe(false)
  })

  it('take a catalogue of the first schema with its models along', () => {
    const file = join(temporaryDir(), 'catalogue.sqlite')
    const db = new Database(file)
    onTestFinished(() => void db.close())
    migrate(db, file, migrations.slice(0, 1))
    const add = (state: string, seed: number, recipe: object, trainingSeconds: number) =>
      db
        .prepare(
          'INSERT INTO model (state, seed, recipe, embedding_size, training_seconds, created_at_ms) VALUES (?, ?, ?, 128, ?, 5)',
        )
        .run(state, seed, JSON.stringify(recipe), trainingSeconds)
    add('ready', 4, {}, 0)
    add('ready', 5, { options: { minutes: 0 } }, 0)
    add('ready', 6, { options: {} }, 60)
    add('ready', 7, { options: { refine: true } }, 30)
    add('training', 8, { options: { minutes: 30 } }, 0)
    migrate(db, file)
    expect(schemaOf(db)).toBe(migrations.length)
    const kept = db.prepare('SELECT seed, dataset_fingerprint, scores, refused FROM model').all()
    expect(kept).toEqual([4, 5, 6, 7, 8].map((seed) => ({ seed, dataset_fingerprint: null, scores: null, refused: 0 })))
    expect(db.prepare('SELECT origin FROM model').pluck().all()).toEqual([
      'imported',
      'starter',
      'trained',
      'refined',
      'trained',
    ])
  })

  it('copy an existing catalogue first', () => {
    const { file, db } = existing()
    migrate(db, file, next('ALTER TABLE tag ADD COLUMN colour TEXT'))
    expect(schemaOf(db)).toBe(migrations.length + 1)
    const backup = new Database(backupPath(file, migrations.length), { readonly: true })
    expect([schemaOf(backup), labelCount(backup)]).toEqual([migrations.length, 1])
    expect(backup.prepare('PRAGMA table_info(tag)').all()).toHaveLength(7)
    backup.close()
  })

  it('leave the old schema and everything in it when they fail', () => {
    const { file, db } = existing()
    expect(() => migrate(db, file, next('CREATE TABLE extra (x TEXT); DELETE FROM label; nonsense'))).toThrow(
      /nonsense/,
    )
    expect([schemaOf(db), labelCount(db)]).toEqual([migrations.length, 1])
    expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'extra'").get()).toBeUndefined()
  })

  it('may rebuild a table that labels refer to', () => {
    const { file, db } = existing()
    const rebuild = `
      ${['standing_machine_tag', 'refused_tag', 'tag_excludes', 'tag_within', 'live_tag'].map((view) => `DROP VIEW ${view};`).join('')}
      CREATE TABLE new_tag (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, name_key TEXT, created_at_ms INTEGER);
      INSERT INTO new_tag SELECT id, name, name_key, created_at_ms FROM tag;
      DROP TABLE tag;
      ALTER TABLE new_tag RENAME TO tag;`
    migrate(db, file, next(rebuild))
    expect(labelCount(db)).toBe(1)
  })

  it('are undone when they break a reference', () => {
    const { file, db } = existing()
    expect(() => migrate(db, file, next('DELETE FROM tag'))).toThrow(/break 1 references/)
    expect([schemaOf(db), labelCount(db)]).toEqual([migrations.length, 1])
  })

  it('do nothing the second time', () => {
    const { file, db } = existing()
    migrate(db, file)
    expect(existsSync(backupPath(file, migrations.length))).toBe(false)
  })
})
