/**
 * Schema 3: a model knows how it came about, and whether its check refused it. Frozen. Imports nothing.
 *
 * Models of before: a run keeps its options in its recipe, an import has none. Which of them were refused is not known.
 */
export const modelOrigin = `
ALTER TABLE model ADD COLUMN origin TEXT NOT NULL DEFAULT 'trained' CHECK (origin IN ('starter', 'trained', 'refined', 'imported'));
ALTER TABLE model ADD COLUMN refused INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1));
UPDATE model SET origin = CASE
  WHEN json_extract(recipe, '$.options.refine') THEN 'refined'
  WHEN json_extract(recipe, '$.options.minutes') = 0 THEN 'starter'
  WHEN json_type(recipe, '$.options') IS NULL AND training_seconds = 0 AND state <> 'training' THEN 'imported'
  ELSE 'trained' END;
`
