/** Migrations: frozen, copied before, all or nothing. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openCatalogue } from './catalogue.ts'
import { toBlob } from './database.ts'
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
  '0b1c1aabf492dcd5c99d46792dcaac53c6ae4b75169058a9170fc73b878d8007',
  '040c90d880167f548872603438ca0f8bc8452e73bd10f1829ccd232c0ed9daf2',
  '6f96c3454534ab893192efd6dd024b56b5cb7f0dd23c8019eefd446495e7d57b',
  'd438503044df8ec12d656200bfe4ed9ec15566ec958459d494d52072a9dbdfae',
  '029be617134ac3aeca650a17011b265e9eec1e8b8b4fd17d2233ccb7d8c020bb',
  '15a98cd23e21277ea16540ee92472a83746ea319b18a1d471adfa7c0f9d63629',
  'bfb616a217dc67bff5a94db9fa01020732cca0d232131c38f7a404458765a89d',
  '88089dd8e253dba801bdc81614c6f571802d8986e2f6b5046c93065c3ab341e6',
  '90951370119b81a87865219553624732f3a792f89ef75ae324cdb32319f7c5e6',
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

/** 600 photos with a bank, the latest of which has the first row, and tags of all kinds. */
function fillSchema4(db: Database.Database): void {
  db.exec(`
    WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 600)
    INSERT INTO photo (id, content_hash, width, height, pixel_slot, added_at_ms) SELECT id, id, 4, 3, id, 0 FROM n;
    INSERT INTO model (version, state, active, seed, recipe, embedding_size, created_at_ms)
    VALUES (1, 'ready', 1, 1, '{}', 2, 1), (2, 'discarded', 0, 1, '{}', 2, 1);
    INSERT INTO tag (id, name, name_key, created_at_ms)
    VALUES (2, 'Animals/Dogs', 'animals/dogs', 1), (3, 'animals / dogs', 'animals / dogs', 2), (9, 'Plain', 'plain', 3);
    INSERT INTO label VALUES (2, 1, 'yes', 'person', 5), (2, 2, 'no', 'import', 6);
    INSERT INTO tag_run (id, tag_id, model_version, minimum_confidence, tagged_count, created_at_ms, undone_at_ms)
    VALUES (5, 2, 1, 0.5, 3, 7, NULL), (6, 2, 1, 0.5, 1, 8, NULL), (7, 2, 1, 0.5, 1, 9, 10), (8, 2, 1, 0.5, 0, 9, 10);
    DELETE FROM tag_run WHERE id = 8;
    INSERT INTO machine_tag VALUES (5, 2, 0.9), (5, 3, 0.9), (5, 4, 0.75), (6, 3, 0.5), (7, 5, 0.9);`)
  const insert = db.prepare('INSERT INTO embedding (model_version, photo_id, bank_row, embedding) VALUES (1, ?, ?, ?)')
  for (let row = 0; row < 600; row++) insert.run(600 - row, row * 2, toBlob(Float32Array.of(row / 4, row / 4 + 1 / 8)))
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
    db.exec('UPDATE model SET active = 1 WHERE version = 2')
    migrate(db, file)
    // The one in use last was put to use, whatever its number.
    expect(db.prepare('SELECT version FROM model ORDER BY use_number').pluck().all()).toEqual([5, 1, 3, 4, 2])
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

  it('take a catalogue of schema 4 along: banks, tags with marks and runs, names with parents', async () => {
    const dir = temporaryDir()
    const file = join(dir, 'catalogue.sqlite')
    const db = new Database(file)
    migrate(db, file, migrations.slice(0, 4))
    fillSchema4(db)
    db.close()
    const catalogue = openCatalogue(dir)
    onTestFinished(() => catalogue.close())
    const { tags, labels, tagRuns, models } = catalogue
    expect(
      tags
        .list()
        .map(({ tagId, name, yesCount, noCount, machineCount }) => [tagId, name, yesCount, noCount, machineCount]),
    ).toEqual([
      [10, 'Animals', 0, 0, 0],
      [2, 'Animals/Dogs', 1, 1, 2],
      [3, 'Animals/dogs (2)', 0, 0, 0],
      [9, 'Plain', 0, 0, 0],
    ])
    expect(labels.list(2)).toEqual([
      { photoId: 1, label: 'yes', author: 'person', labelledAtMs: 5, asked: null },
      { photoId: 2, label: 'no', author: 'import', labelledAtMs: 6, asked: null },
    ])
    expect(await tagRuns.machineTags(2)).toEqual([
      { photoId: 3, confidence: 0.5, score: null, runId: 6 },
      { photoId: 4, confidence: 0.75, score: null, runId: 5 },
    ])
    const none = { scorer: null, auditId: null, estimate: null, cutoffCount: null }
    expect(tagRuns.list()).toMatchObject([7, 6, 5].map((runId) => ({ runId, tagName: 'Animals/Dogs', ...none })))
    expect(tagRuns.machineTag(2, 4)).toMatchObject({ voters: null, score: null })
    const bank = models.loadBank(1)
    expect(bank.photoIds).toEqual(Int32Array.from({ length: 600 }, (_, at) => 600 - at))
    expect(bank.embeddings).toEqual(Float32Array.from({ length: 1200 }, (_, at) => at / 8))
    expect([models.loadBank(2).photoIds.length, models.get(1)?.space]).toEqual([0, null])
    // A number that was given out is not given out again.
    expect(tags.create('New').tagId).toBe(11)
    expect((await tagRuns.create({ tagId: 2, modelVersion: null, assignments: [] })).runId).toBe(9)
    expect((await catalogue.history.undo())?.kind).toBe('apply run')
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

  it('do not begin where the copy cannot be made, and leave no half of it', () => {
    const { file, db } = existing()
    mkdirSync(join(backupPath(file, migrations.length), 'in the way'), { recursive: true })
    expect(() => migrate(db, file, next('DELETE FROM label'))).toThrow(/before-schema/)
    expect(labelCount(db)).toBe(1)
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([])
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
