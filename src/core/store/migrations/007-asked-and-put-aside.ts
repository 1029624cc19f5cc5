/**
 * Schema 7: what a mark answers, and groups of photos that a person wants no name for. Frozen: `migrate.test.ts` holds
 * a checksum of this text.
 *
 * Why it is so:
 * - Marks that were asked for say how often a ranking is right, freely chosen ones what a tag is. Null is freely
 *   chosen, or from before this schema.
 * - A group that is put aside is kept as its photos, so that it is known again after another model found it. It is made
 *   as taken back first, as all that can be undone.
 * - Marks of a tag are counted by value at every listing: without the index all of them were read.
 */
export const askedAndPutAside = `
ALTER TABLE label ADD COLUMN asked TEXT CHECK (asked IN ('likely', 'unsure', 'random', 'typical', 'contradicted'));
CREATE INDEX label_by_value ON label (tag_id, value);

CREATE TABLE put_aside (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  photo_ids BLOB NOT NULL,
  for_good INTEGER NOT NULL CHECK (for_good IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  taken_back_at_ms INTEGER
) STRICT;
`
