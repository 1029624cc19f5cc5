/** Where photos have their training pixels, and what colours they are of. */
import type { Database } from 'better-sqlite3'
import { isShown } from './choices.ts'
import { toSlice, type RowSlice } from './database.ts'

export function createPhotoPixels(db: Database) {
  const slots = db
    .prepare<[], [number, number, number, number]>(
      `
    SELECT id, pixel_slot, width, height FROM photo WHERE ${isShown} AND pixel_slot IS NOT NULL ORDER BY id`,
    )
    .raw()
  const slotOf = db.prepare<[number], { slot: number | null }>('SELECT pixel_slot AS slot FROM photo WHERE id = ?')
  const forgetSlots = db.prepare('UPDATE photo SET pixel_slot = NULL WHERE pixel_slot >= ?')
  const readAgain = db.prepare(
    `UPDATE file SET state = 'found' WHERE state = 'decoded' AND content_hash IS NOT NULL
       AND photo_id IN (SELECT id FROM photo WHERE pixel_slot IS NULL)`,
  )
  const oneHistogram = db.prepare<[], { histogram: Uint8Array }>('SELECT histogram FROM colour_histogram LIMIT 1')
  const presentColours = db
    .prepare<[object], [number, number, Uint8Array]>(
      `
    SELECT p.id, p.id, c.histogram FROM colour_histogram c JOIN photo p ON p.id = c.photo_id
    WHERE p.id > @after AND p.present_file_count > 0 AND p.kept_out IS NULL AND p.pixel_slot IS NOT NULL ORDER BY p.id LIMIT @limit`,
    )
    .raw()

  return {
    /** Present photos that have training pixels, by id; four arrays of one length. */
    pixelSlots: () => {
      const rows = slots.all()
      const column = (index: number) => Int32Array.from(rows, (row) => row[index])
      return { photoIds: column(0), slots: column(1), widths: column(2), heights: column(3) }
    },
    /** Where its training pixels are; null where they were lost. Another one when it was read again. */
    pixelSlot: (photoId: number): number | null => slotOf.get(photoId)?.slot ?? null,
    /**
     * Slots from this one on were lost (a power cut): their photos are read again by the next scan. Returns how many.
     */
    forgetPixelsFrom: (slotCount: number): number =>
      db.transaction(() => {
        const { changes } = forgetSlots.run(slotCount)
        if (changes > 0) readAgain.run()
        return changes
      })(),
    /** Numbers in a histogram; 0 before the first photo. */
    colourHistogramSize: (): number => (oneHistogram.get()?.histogram.byteLength ?? 0) / 4,
    /** The next histograms of photos that are there, by photo id; `last` is the last one's. */
    presentColours: (size: number, { after, limit }: { after: number; limit: number }): RowSlice =>
      toSlice(presentColours.all({ after, limit }), size),
  }
}
