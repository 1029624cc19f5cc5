/**
 * Schema 6: embeddings in blocks; what a person did, to be undone and redone; audits; where a machine tag comes from;
 * tags within tags. Frozen: `migrate.test.ts` holds a checksum of this file. Imports only better-sqlite3's types.
 *
 * Why it is so:
 * - A row for each photo cost three indexes and a call for each of 100,000 rows. A block is up to 256 rows; a photo id
 *   of 0 is a row that was taken out, so that the others need not be written again.
 * - `action_change` holds rows as they were and as they became, so that one piece of code undoes and redoes every kind
 *   of action. Tags, runs and audits are never deleted: they are hidden, and are made as hidden first.
 * - A tag's `name` is its own; its path ("Animals/Dogs") is made of its parents'. Hiding a parent hides all in it.
 * - Which machine tag stands (of several runs the latest) is kept by a trigger: finding it anew among 50,000 took 80 ms
 *   each time. A run gets its machine tags while it is undone, and is put to use then.
 * - Of runs that kept to a number of photos nobody knows a confidence.
 */
import type { Database } from 'better-sqlite3'

export const historyAuditsBlocks = `
DROP VIEW standing_machine_tag;

ALTER TABLE model ADD COLUMN space TEXT CHECK (space IS NULL OR json_valid(space));
CREATE TABLE embedding_block (
  model_version INTEGER NOT NULL REFERENCES model (version) ON DELETE CASCADE,
  block INTEGER NOT NULL,
  photo_ids BLOB NOT NULL,
  embeddings BLOB NOT NULL,
  PRIMARY KEY (model_version, block)
) STRICT;
CREATE INDEX photo_absent ON photo (id) WHERE present_file_count = 0;

CREATE TABLE new_tag (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  parent_id INTEGER REFERENCES tag (id) ON DELETE SET NULL,
  exclusive INTEGER NOT NULL DEFAULT 0 CHECK (exclusive IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;
INSERT INTO new_tag (id, name, name_key, parent_id, created_at_ms)
  SELECT id, name, name_key, parent_id, created_at_ms FROM tag;
DELETE FROM sqlite_sequence WHERE name = 'new_tag';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_tag', seq FROM sqlite_sequence WHERE name = 'tag';
DROP TABLE tag;
ALTER TABLE new_tag RENAME TO tag;
CREATE UNIQUE INDEX tag_by_name ON tag (coalesce(parent_id, 0), name_key) WHERE deleted_at_ms IS NULL;
CREATE INDEX tag_by_parent ON tag (parent_id);

CREATE TABLE new_label (
  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  value TEXT NOT NULL CHECK (value IN ('yes', 'no')),
  author TEXT NOT NULL CHECK (author IN ('person', 'import', 'audit')),
  labelled_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tag_id, photo_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_label SELECT tag_id, photo_id, value, author, labelled_at_ms FROM label;
DROP TABLE label;
ALTER TABLE new_label RENAME TO label;
CREATE INDEX label_by_photo ON label (photo_id);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  model_version INTEGER REFERENCES model (version),
  scorer TEXT NOT NULL,
  seed INTEGER NOT NULL,
  wanted REAL NOT NULL,
  photo_ids BLOB NOT NULL,
  scores BLOB NOT NULL,
  cutoffs TEXT NOT NULL CHECK (json_valid(cutoffs)),
  bound TEXT CHECK (bound IS NULL OR json_valid(bound)),
  created_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER
) STRICT;
CREATE INDEX audit_by_tag ON audit (tag_id);
CREATE TABLE audit_answer (
  audit_id INTEGER NOT NULL REFERENCES audit (id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  value TEXT NOT NULL CHECK (value IN ('yes', 'no')),
  answered_at_ms INTEGER NOT NULL,
  PRIMARY KEY (audit_id, photo_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE new_tag_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  model_version INTEGER REFERENCES model (version),
  scorer TEXT,
  audit_id INTEGER REFERENCES audit (id) ON DELETE SET NULL,
  minimum_confidence REAL,
  cutoff_count INTEGER,
  estimate TEXT CHECK (estimate IS NULL OR json_valid(estimate)),
  tagged_count INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  undone_at_ms INTEGER
) STRICT;
INSERT INTO new_tag_run (id, tag_id, model_version, minimum_confidence, tagged_count, created_at_ms, undone_at_ms)
  SELECT id, tag_id, model_version, minimum_confidence, tagged_count, created_at_ms, undone_at_ms FROM tag_run;
DELETE FROM sqlite_sequence WHERE name = 'new_tag_run';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_tag_run', seq FROM sqlite_sequence WHERE name = 'tag_run';
DROP TABLE tag_run;
ALTER TABLE new_tag_run RENAME TO tag_run;
CREATE INDEX tag_run_by_tag ON tag_run (tag_id);

CREATE TABLE new_machine_tag (
  run_id INTEGER NOT NULL REFERENCES tag_run (id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  confidence REAL,
  score REAL,
  voters TEXT CHECK (voters IS NULL OR json_valid(voters)),
  PRIMARY KEY (run_id, photo_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_machine_tag (run_id, photo_id, confidence) SELECT run_id, photo_id, confidence FROM machine_tag;
DROP TABLE machine_tag;
ALTER TABLE new_machine_tag RENAME TO machine_tag;

CREATE TABLE action (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  undone_at_ms INTEGER,
  detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE INDEX action_undone ON action (id) WHERE undone_at_ms IS NOT NULL;
CREATE TABLE action_change (
  id INTEGER PRIMARY KEY,
  action_id INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  photo_id INTEGER,
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX action_change_by_action ON action_change (action_id);

CREATE TABLE standing_machine_tag (
  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL REFERENCES tag_run (id) ON DELETE CASCADE,
  PRIMARY KEY (tag_id, photo_id)
) STRICT, WITHOUT ROWID;
INSERT INTO standing_machine_tag
SELECT r.tag_id, m.photo_id, max(m.run_id) FROM machine_tag m JOIN tag_run r ON r.id = m.run_id
WHERE r.undone_at_ms IS NULL GROUP BY r.tag_id, m.photo_id;
CREATE INDEX standing_machine_tag_by_photo ON standing_machine_tag (photo_id);
CREATE TRIGGER run_turned AFTER UPDATE OF undone_at_ms, tag_id ON tag_run BEGIN
  DELETE FROM standing_machine_tag WHERE tag_id = OLD.tag_id AND run_id = OLD.id;
  INSERT OR IGNORE INTO standing_machine_tag
    SELECT r.tag_id, m.photo_id, max(m.run_id) FROM tag_run r JOIN machine_tag m ON m.run_id = r.id
    WHERE r.tag_id = OLD.tag_id AND r.undone_at_ms IS NULL AND r.id <> OLD.id AND OLD.undone_at_ms IS NULL
    GROUP BY m.photo_id;
  INSERT INTO standing_machine_tag
    SELECT NEW.tag_id, photo_id, NEW.id FROM machine_tag WHERE run_id = NEW.id AND NEW.undone_at_ms IS NULL
    ON CONFLICT (tag_id, photo_id) DO UPDATE SET run_id = excluded.run_id WHERE excluded.run_id > run_id;
END;
`

/** What SQL alone cannot do. */
export function moveEmbeddingsAndNames(db: Database): void {
  for (const version of db.prepare('SELECT version FROM model').pluck().all() as number[]) moveBank(db, version)
  db.exec('DROP TABLE embedding')
  const withPaths = db.prepare("SELECT id, name FROM tag WHERE name LIKE '%/%' ORDER BY id").all()
  for (const tag of withPaths as { id: number; name: string }[]) nest(db, tag)
}

function moveBank(db: Database, version: number): void {
  const next = db.prepare<[number, number], { at: number; photoId: number; embedding: Buffer }>(`
    SELECT bank_row AS at, photo_id AS photoId, embedding FROM embedding
    WHERE model_version = ? AND bank_row > ? ORDER BY bank_row LIMIT 256`)
  const insert = db.prepare('INSERT INTO embedding_block VALUES (?, ?, ?, ?)')
  let rows = next.all(version, -1)
  for (let block = 0; rows.length > 0; block++) {
    const photoIds = Int32Array.from(rows, ({ photoId }) => photoId)
    const embeddings = Buffer.concat(rows.map(({ embedding }) => embedding))
    insert.run(version, block, Buffer.from(photoIds.buffer), embeddings)
    rows = next.all(version, rows.at(-1)!.at)
  }
}

const keyOf = (name: string) => name.normalize('NFC').toLowerCase()

/** "Animals/Dogs" becomes Dogs in Animals, which is made where there is none. */
function nest(db: Database, { id, name }: { id: number; name: string }): void {
  const names = name
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (names.length === 0) return
  let parentId: number | null = null
  for (const parent of names.slice(0, -1))
    parentId = childOf(db, parentId, parent, id) ?? make(db, parentId, parent, id)
  let own = names.at(-1)!
  for (let copy = 2; childOf(db, parentId, own, id) !== null; copy++) own = `${names.at(-1)} (${copy})`
  db.prepare('UPDATE tag SET name = ?, name_key = ?, parent_id = ? WHERE id = ?').run(own, keyOf(own), parentId, id)
}

/** Beside tag `but`. */
const childOf = (db: Database, parentId: number | null, name: string, but: number) =>
  (db
    .prepare('SELECT id FROM tag WHERE coalesce(parent_id, 0) = ? AND name_key = ? AND id <> ?')
    .pluck()
    .get(parentId ?? 0, keyOf(name), but) ?? null) as number | null

const make = (db: Database, parentId: number | null, name: string, like: number) =>
  db
    .prepare(
      'INSERT INTO tag (name, name_key, parent_id, created_at_ms) SELECT ?, ?, ?, created_at_ms FROM tag WHERE id = ?',
    )
    .run(name, keyOf(name), parentId, like).lastInsertRowid as number
