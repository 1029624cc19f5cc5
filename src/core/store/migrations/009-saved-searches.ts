/**
 * Schema 9: searches that a person gave a name. Frozen: `migrate.test.ts` holds a checksum of this text.
 *
 * Why it is so:
 * - What is kept is the query as it was typed: "last month" is that of the day on which it is asked.
 * - It is never deleted but hidden, and made as hidden first, as all that can be undone.
 */
export const savedSearches = `
CREATE TABLE saved_search (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT;
`
