/**
 * Schema 1: the first. Frozen: never edit a released migration, add the next one.
 * Imports nothing.
 *
 * Why it is so:
 * - A photo is its content; a file is a place where it was seen. Labels hang on the photo, so a rename keeps them.
 * - A file is present while it was found or decoded and its photo is known. The triggers count present files per
 *   photo, so that the gallery's order is one partial index and a page never probes the file table to filter.
 *   SQLite sorts NULL lowest, so captured_at_ms DESC puts photos without a date last.
 * - Colour histograms have their own table: they are the size of a disk page, and reading a photo must not drag one.
 * - name_key is the name in Unicode lower case; SQLite's NOCASE folds only ASCII.
 * - A machine tag is never a label: it belongs to a run, and undoing a run only dates the undo. It stands while its
 *   run does and no person said no; of several runs the latest counts.
 * - AUTOINCREMENT where an id is remembered outside (photos, models, runs): a number is never given out twice.
 */
export const firstSchema = `
CREATE TABLE folder (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  added_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE photo (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  content_hash TEXT NOT NULL UNIQUE,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  captured_at_ms INTEGER,
  pixel_slot INTEGER,
  present_file_count INTEGER NOT NULL DEFAULT 0,
  added_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX photo_gallery_order ON photo (captured_at_ms DESC, id) WHERE present_file_count > 0;
CREATE INDEX photo_with_pixels ON photo (id, pixel_slot, width, height)
  WHERE present_file_count > 0 AND pixel_slot IS NOT NULL;

CREATE TABLE colour_histogram (
  photo_id INTEGER PRIMARY KEY REFERENCES photo (id) ON DELETE CASCADE,
  histogram BLOB NOT NULL
) STRICT;

CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  folder_id INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
  path TEXT NOT NULL UNIQUE,
  size_bytes INTEGER NOT NULL,
  modified_at_ms REAL NOT NULL,
  photo_id INTEGER REFERENCES photo (id) ON DELETE SET NULL,
  state TEXT NOT NULL CHECK (state IN ('found', 'decoded', 'failed', 'gone')),
  reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_tried_at_ms INTEGER
) STRICT;
CREATE INDEX file_by_folder ON file (folder_id, state, photo_id);
CREATE INDEX file_by_photo ON file (photo_id, state);
CREATE INDEX file_by_state ON file (state, path);

CREATE TRIGGER file_inserted AFTER INSERT ON file
WHEN NEW.photo_id IS NOT NULL AND NEW.state IN ('found', 'decoded') BEGIN
  UPDATE photo SET present_file_count = present_file_count + 1 WHERE id = NEW.photo_id;
END;
CREATE TRIGGER file_deleted AFTER DELETE ON file
WHEN OLD.photo_id IS NOT NULL AND OLD.state IN ('found', 'decoded') BEGIN
  UPDATE photo SET present_file_count = present_file_count - 1 WHERE id = OLD.photo_id;
END;
CREATE TRIGGER file_updated AFTER UPDATE OF photo_id, state ON file
WHEN OLD.photo_id IS NOT NEW.photo_id
  OR (OLD.state IN ('found', 'decoded')) <> (NEW.state IN ('found', 'decoded')) BEGIN
  UPDATE photo SET present_file_count = present_file_count - 1
    WHERE id = OLD.photo_id AND OLD.state IN ('found', 'decoded');
  UPDATE photo SET present_file_count = present_file_count + 1
    WHERE id = NEW.photo_id AND NEW.state IN ('found', 'decoded');
END;

CREATE TABLE model (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL CHECK (state IN ('training', 'ready', 'discarded')),
  active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)),
  seed INTEGER NOT NULL,
  recipe TEXT NOT NULL,
  embedding_size INTEGER NOT NULL,
  photo_count INTEGER NOT NULL DEFAULT 0,
  training_seconds REAL NOT NULL DEFAULT 0,
  images_per_second REAL NOT NULL DEFAULT 0,
  encoder_path TEXT,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX model_only_one_active ON model (active) WHERE active = 1;

CREATE TABLE embedding (
  id INTEGER PRIMARY KEY,
  model_version INTEGER NOT NULL REFERENCES model (version) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  bank_row INTEGER NOT NULL,
  embedding BLOB NOT NULL,
  UNIQUE (model_version, photo_id),
  UNIQUE (model_version, bank_row)
) STRICT;
CREATE INDEX embedding_by_photo ON embedding (photo_id);

CREATE TABLE tag (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE label (
  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  value TEXT NOT NULL CHECK (value IN ('yes', 'no')),
  author TEXT NOT NULL CHECK (author IN ('person', 'import')),
  labelled_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tag_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_by_photo ON label (photo_id);

CREATE TABLE tag_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  model_version INTEGER REFERENCES model (version),
  minimum_confidence REAL NOT NULL,
  tagged_count INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  undone_at_ms INTEGER
) STRICT;
CREATE INDEX tag_run_by_tag ON tag_run (tag_id);

CREATE TABLE machine_tag (
  run_id INTEGER NOT NULL REFERENCES tag_run (id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  confidence REAL NOT NULL,
  PRIMARY KEY (run_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX machine_tag_by_photo ON machine_tag (photo_id);

CREATE VIEW standing_machine_tag AS
SELECT r.tag_id AS tag_id, m.photo_id AS photo_id, max(m.run_id) AS run_id, m.confidence AS confidence
FROM machine_tag m JOIN tag_run r ON r.id = m.run_id
WHERE r.undone_at_ms IS NULL AND NOT EXISTS (
  SELECT 1 FROM label l WHERE l.tag_id = r.tag_id AND l.photo_id = m.photo_id AND l.value = 'no')
GROUP BY r.tag_id, m.photo_id;
`
