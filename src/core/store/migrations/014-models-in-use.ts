/**
 * Schema 14: the order in which models were in use. Frozen: `migrate.test.ts` holds a checksum of this text.
 *
 * Why it is so:
 * - The model in use before this one is not the one with the number before: a person may have put an older one back in
 *   use. Numbers count up with each use, since a clock may be set back.
 * - Of the models of versions before only which one is in use is known; the others are taken by age.
 */
export const modelsInUse = `
ALTER TABLE model ADD COLUMN use_number INTEGER NOT NULL DEFAULT 0;
UPDATE model SET use_number = version WHERE state = 'ready' AND refused = 0;
UPDATE model SET use_number = (SELECT 1 + max(version) FROM model) WHERE active = 1;
`
