/**
 * Schema 4: a photo is its picture, not its file's bytes; what its files say of it; folders that a person took out.
 * Frozen. Imports nothing.
 *
 * Why it is so:
 * - A program that writes a rating or a keyword into a file changes its bytes and not its picture. `picture_hash` is
 *   over the coded image data alone, so marks stay; a file's own `content_hash` says that it need not be read again.
 *   Photos of before have no picture hash until their file is read once more.
 * - `content_hash` of a photo stays that of the file its thumbnail was made from.
 * - A file that is shown although a part of it is missing says so in `damage`.
 * - What could not be read is tried once more: more formats can be.
 * - Parents of tags are for the kinds to come ("Animals/Dogs"): one migration in place of two.
 */
export const picturesAndPlaces = `
ALTER TABLE file ADD COLUMN content_hash TEXT;
ALTER TABLE file ADD COLUMN damage TEXT;
UPDATE file SET content_hash = (SELECT p.content_hash FROM photo p WHERE p.id = file.photo_id) WHERE photo_id IS NOT NULL;
CREATE INDEX file_by_content ON file (content_hash) WHERE content_hash IS NOT NULL;

ALTER TABLE photo ADD COLUMN picture_hash TEXT;
ALTER TABLE photo ADD COLUMN edited_from INTEGER REFERENCES photo (id) ON DELETE SET NULL;
ALTER TABLE photo ADD COLUMN format TEXT;
ALTER TABLE photo ADD COLUMN date_origin TEXT;
ALTER TABLE photo ADD COLUMN camera TEXT;
ALTER TABLE photo ADD COLUMN lens TEXT;
ALTER TABLE photo ADD COLUMN rating INTEGER;
ALTER TABLE photo ADD COLUMN latitude REAL;
ALTER TABLE photo ADD COLUMN longitude REAL;
CREATE UNIQUE INDEX photo_by_picture ON photo (picture_hash) WHERE picture_hash IS NOT NULL;
UPDATE file SET state = 'found', reason = NULL WHERE state = 'failed';
UPDATE photo SET date_origin = 'taken' WHERE captured_at_ms IS NOT NULL;

ALTER TABLE folder ADD COLUMN removed_at_ms INTEGER;
ALTER TABLE folder ADD COLUMN unavailable TEXT;

ALTER TABLE tag ADD COLUMN parent_id INTEGER REFERENCES tag (id) ON DELETE SET NULL;
`
