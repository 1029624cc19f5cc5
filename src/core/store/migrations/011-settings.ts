/**
 * Schema 11: settings of the library, and how often learning saw each photo. Frozen: `migrate.test.ts` holds a checksum
 * of this text.
 *
 * Why it is so:
 * - A setting is one JSON value by its key: they are few, are read one at a time, and each is checked by who reads it.
 * - Visits are null for models of older versions, of which nobody counted them.
 */
export const settings = `
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE model ADD COLUMN visit_count REAL;
`
