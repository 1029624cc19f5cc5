/**
 * Schema 13: which machine tag stands is found some photos at a time. Frozen: `migrate.test.ts` holds a checksum of
 * this text.
 *
 * Why it is so:
 * - Putting a run of 50,000 photos to use or taking it back was one statement of a trigger, and held its thread for 40
 *   to 80 ms. The trigger now only notes whose run was turned, of which tag; who turns it settles the photos in turns.
 * - At each start slots beyond the end of the pixels are forgotten, and photos without one are read again; when two
 *   photos become one, those edited from them follow. Without an index all photos were read for each.
 * - What is noted stays until it is settled, so that a crash in between is made good when the catalogue is opened.
 */
export const turnedRuns = `
CREATE TABLE turned_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL REFERENCES tag_run (id) ON DELETE CASCADE
) STRICT;
DROP TRIGGER run_turned;
CREATE TRIGGER run_turned AFTER UPDATE OF undone_at_ms, tag_id ON tag_run BEGIN
  INSERT INTO turned_run (tag_id, run_id) VALUES (OLD.tag_id, OLD.id);
  INSERT INTO turned_run (tag_id, run_id) SELECT NEW.tag_id, NEW.id WHERE NEW.tag_id <> OLD.tag_id;
END;
CREATE INDEX photo_by_slot ON photo (pixel_slot);
CREATE INDEX photo_edited ON photo (edited_from) WHERE edited_from IS NOT NULL;
`
