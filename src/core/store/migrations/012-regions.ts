/**
 * Schema 12: regions of photos as a model sees them. Frozen: `migrate.test.ts` holds a checksum of this text.
 *
 * Why it is so:
 * - Five embeddings a photo are five times a bank, so each number is a byte, and each embedding has a scale of its own.
 *   A similarity is off by a thousandth.
 * - Blocks are of up to 256 photos, as those of embeddings are. They are read by a thread, one after the other, at each
 *   search by a region, and are never in memory at once.
 * - A photo that is gone for good keeps its regions, since its id is not given out again.
 */
export const regions = `
CREATE TABLE region_block (
  model_version INTEGER NOT NULL REFERENCES model (version) ON DELETE CASCADE,
  block INTEGER NOT NULL,
  photo_ids BLOB NOT NULL,
  scales BLOB NOT NULL,
  numbers BLOB NOT NULL,
  PRIMARY KEY (model_version, block)
) STRICT;
`
