/**
 * All photos that are there, in the gallery's orders, slice by slice: an id, a shape, and what its group is told by.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { GalleryOrder, KeptOut } from '../../shared/domain.ts'
import { isShown } from './choices.ts'

/** Photo, width and height in pixels, and a moment (taken, added) or a path (folder). */
export type GalleryRow = [photoId: number, width: number, height: number, told: number | string | null]

export interface GallerySlice {
  rows: GalleryRow[]
  /** What the next slice is asked for with; null after the last. */
  next: number | string | null
}

/** Before the first slice. */
export const galleryStart: Record<GalleryOrder, number | string> = {
  taken: 0,
  added: Number.MAX_SAFE_INTEGER,
  folder: '',
}

// The places of a slice are found in the index alone.
const byDateTaken = (keptOut: string) => `
  SELECT p.id, p.width, p.height, p.captured_at_ms FROM (
    SELECT id FROM photo WHERE present_file_count > 0 AND kept_out ${keptOut}
    ORDER BY captured_at_ms DESC, id LIMIT @limit OFFSET @after) chosen
  JOIN photo p ON p.id = chosen.id ORDER BY p.captured_at_ms DESC, p.id`

const sql: Record<GalleryOrder, string> = {
  taken: byDateTaken('IS NULL'),
  added: `SELECT id, width, height, added_at_ms FROM photo
    WHERE ${isShown} AND id < @after ORDER BY id DESC LIMIT @limit`,
  // A photo of several files comes several times. "+" keeps the index of states out, which would be sorted each time.
  folder: `SELECT p.id, p.width, p.height, f.path FROM file f JOIN photo p ON p.id = f.photo_id
    WHERE f.path > @after AND +f.state IN ('found', 'decoded') AND +p.kept_out IS NULL ORDER BY f.path LIMIT @limit`,
}

export type GalleryRows = ReturnType<typeof createGalleryRows>

export function createGalleryRows(db: Database) {
  const of = (order: GalleryOrder) => db.prepare<[object], GalleryRow>(sql[order]).raw()
  const statements = { taken: of('taken'), added: of('added'), folder: of('folder') }
  const keptOutOnes = db.prepare<[object], GalleryRow>(byDateTaken('= @keptOut')).raw()

  const nextOf = (order: GalleryOrder, after: number | string, rows: GalleryRow[]): number | string => {
    if (order === 'taken') return Number(after) + rows.length
    return order === 'added' ? rows.at(-1)![0] : rows.at(-1)![3]!
  }

  return {
    slice: (order: GalleryOrder, after: number | string, limit: number): GallerySlice => {
      const rows = statements[order].all({ after, limit })
      return { rows, next: rows.length < limit ? null : nextOf(order, after, rows) }
    },
    /** Of photos that are kept out, by date taken. */
    keptOutSlice: (keptOut: KeptOut, after: number | string, limit: number): GallerySlice => {
      const rows = keptOutOnes.all({ keptOut, after, limit })
      return { rows, next: rows.length < limit ? null : nextOf('taken', after, rows) }
    },
  }
}
