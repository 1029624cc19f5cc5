/**
 * Schema 5: what a person leaves out of the library, and what the last walk of each folder left out. Frozen. Imports
 * nothing.
 *
 * Why it is so:
 * - Patterns have an order, since a later one may take back what an earlier one leaves out.
 * - A file that was indexed and is now left out is gone like one of a folder that was taken out; the reason says that
 *   it has not vanished. Until now a reason there was what was wrong with it before.
 */
export const exclusions = `
CREATE TABLE exclusion (
  position INTEGER PRIMARY KEY,
  pattern TEXT NOT NULL
) STRICT;

CREATE TABLE left_out (
  folder_id INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  is_pattern INTEGER NOT NULL CHECK (is_pattern IN (0, 1)),
  folder_count INTEGER NOT NULL,
  file_count INTEGER NOT NULL,
  PRIMARY KEY (folder_id, reason, is_pattern)
) STRICT, WITHOUT ROWID;

UPDATE file SET reason = NULL WHERE state = 'gone';
UPDATE file SET reason = 'Its folder was taken out' WHERE state = 'gone'
  AND folder_id IN (SELECT id FROM folder WHERE removed_at_ms IS NOT NULL);
`
