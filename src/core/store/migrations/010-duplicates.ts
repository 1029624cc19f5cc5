/**
 * Schema 10: near-duplicates as they were last found, and what a person said of them. Frozen: `migrate.test.ts` holds a
 * checksum of this text.
 *
 * Why it is so:
 * - A look at 100,000 photos takes a minute, so what it found is kept: one row, replaced by the next look. Pairs are
 *   blobs, since they are only read as a whole.
 * - What a person tells apart is pairs, so that it holds in whatever group the two would be found; the lower id is
 *   `photo_id`. A kept group is kept as its photos, and made as taken back first, as all that can be undone.
 * - Which photos have several files is asked at every listing.
 */
export const duplicates = `
CREATE TABLE duplicate_look (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  model_version INTEGER,
  seen_ids BLOB NOT NULL,
  pairs BLOB NOT NULL,
  alike BLOB NOT NULL,
  looked_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE told_apart (
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  other_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  told_at_ms INTEGER NOT NULL,
  PRIMARY KEY (photo_id, other_id),
  CHECK (photo_id < other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_apart_by_other ON told_apart (other_id);

CREATE TABLE kept_group (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  photo_ids BLOB NOT NULL,
  created_at_ms INTEGER NOT NULL,
  taken_back_at_ms INTEGER
) STRICT;

CREATE INDEX photo_with_files ON photo (id) WHERE present_file_count > 1 AND kept_out IS NULL;
`
