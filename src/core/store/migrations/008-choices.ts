/**
 * Schema 8: what a person says of a photo beside its tags: favourite, stars, and not to be shown. Frozen:
 * `migrate.test.ts` holds a checksum of this text.
 *
 * Why it is so:
 * - These belong to the picture: they stay with its row through moved files, rescans and new models.
 * - `rating` is what the file says and is written anew when it is read; a person's own stars stand beside it.
 * - A photo that is kept out keeps its files and marks. It is in no list but its own, so the indexes of what is shown
 *   leave it out, as they do photos without a present file.
 */
export const choices = `
ALTER TABLE photo ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1));
ALTER TABLE photo ADD COLUMN own_rating INTEGER CHECK (own_rating BETWEEN 0 AND 5);
ALTER TABLE photo ADD COLUMN kept_out TEXT CHECK (kept_out IN ('hidden', 'removed'));

DROP INDEX photo_gallery_order;
CREATE INDEX photo_gallery_order ON photo (captured_at_ms DESC, id) WHERE present_file_count > 0 AND kept_out IS NULL;
DROP INDEX photo_with_pixels;
CREATE INDEX photo_with_pixels ON photo (id, pixel_slot, width, height)
  WHERE present_file_count > 0 AND kept_out IS NULL AND pixel_slot IS NOT NULL;
DROP INDEX photo_absent;
CREATE INDEX photo_absent ON photo (id) WHERE present_file_count = 0 OR kept_out IS NOT NULL;
CREATE INDEX photo_kept_out ON photo (kept_out, captured_at_ms DESC, id, present_file_count)
  WHERE kept_out IS NOT NULL;
`
