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
 * - What a machine said does not stand where a person said no to the tag or to one it lies in, or yes to one that the
 *   tag excludes.
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
CREATE INDEX machine_tag_by_photo ON machine_tag (photo_id);

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

CREATE VIEW live_tag (id, path, path_key, parent_id, exclusive) AS
WITH RECURSIVE live (id, path, path_key, parent_id, exclusive) AS (
  SELECT id, name, name_key, parent_id, exclusive FROM tag WHERE parent_id IS NULL AND deleted_at_ms IS NULL
  UNION ALL
  SELECT t.id, l.path || '/' || t.name, l.path_key || char(1) || t.name_key, t.parent_id, t.exclusive
  FROM live l JOIN tag t ON t.parent_id = l.id WHERE t.deleted_at_ms IS NULL)
SELECT id, path, path_key, parent_id, exclusive FROM live;

CREATE VIEW tag_within (tag_id, ancestor_id) AS
WITH RECURSIVE within (tag_id, ancestor_id) AS (
  SELECT id, id FROM live_tag
  UNION ALL
  SELECT w.tag_id, t.parent_id FROM within w JOIN tag t ON t.id = w.ancestor_id WHERE t.parent_id IS NOT NULL)
SELECT tag_id, ancestor_id FROM within;

CREATE VIEW tag_excludes (tag_id, other_id) AS
SELECT w.tag_id, v.tag_id
FROM tag g JOIN tag one ON one.parent_id = g.id JOIN tag other ON other.parent_id = g.id AND other.id <> one.id
JOIN tag_within w ON w.ancestor_id = one.id JOIN tag_within v ON v.ancestor_id = other.id
WHERE g.exclusive = 1;

CREATE VIEW refused_tag (tag_id, photo_id) AS
SELECT w.tag_id, l.photo_id FROM label l JOIN tag_within w ON w.ancestor_id = l.tag_id WHERE l.value = 'no'
UNION ALL
SELECT x.tag_id, l.photo_id FROM label l JOIN tag_excludes x ON x.other_id = l.tag_id WHERE l.value = 'yes';

CREATE VIEW standing_machine_tag AS
SELECT r.tag_id AS tag_id, m.photo_id AS photo_id, max(m.run_id) AS run_id, m.confidence AS confidence, m.score AS score
FROM machine_tag m JOIN tag_run r ON r.id = m.run_id
WHERE r.undone_at_ms IS NULL AND (r.tag_id, m.photo_id) NOT IN (SELECT tag_id, photo_id FROM refused_tag)
GROUP BY r.tag_id, m.photo_id;
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
