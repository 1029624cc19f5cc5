/**
 * Schema 2: a model knows which photos it was made from and how it was judged. Frozen. Imports nothing.
 */
export const modelScores = `
ALTER TABLE model ADD COLUMN dataset_fingerprint TEXT;
ALTER TABLE model ADD COLUMN scores TEXT CHECK (scores IS NULL OR json_valid(scores));
`
