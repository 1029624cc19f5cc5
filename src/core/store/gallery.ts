/**
 * All photos that are there, in the gallery's orders, slice by slice: an id, a shape, and what its group is told by.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import { galleryOrders, type GalleryOrder, type KeptOut } from '../../shared/domain.ts'
import { isShown } from './choices.ts'
import { pathOf } from './photo-rows.ts'

/** Photo, width and height in pixels, and a moment (taken, added; tag, similar: taken) or a path (folder, name). */
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
  name: 0,
  tag: 0,
  similar: 0,
}

// The places of a slice are found in the index alone.
const byDateTaken = (keptOut: string) => `
  SELECT p.id, p.width, p.height, p.captured_at_ms FROM (
    SELECT id FROM photo WHERE present_file_count > 0 AND kept_out ${keptOut}
    ORDER BY captured_at_ms DESC, id LIMIT @limit OFFSET @after) chosen
  JOIN photo p ON p.id = chosen.id ORDER BY p.captured_at_ms DESC, p.id`

/** For orders that no index has: they are sorted by who reads them. */
const byId = (told: string) => `SELECT p.id, p.width, p.height, ${told} FROM photo p
  WHERE ${isShown} AND p.id > @after ORDER BY p.id LIMIT @limit`

const sql: Record<GalleryOrder, string> = {
  taken: byDateTaken('IS NULL'),
  added: `SELECT id, width, height, added_at_ms FROM photo
    WHERE ${isShown} AND id < @after ORDER BY id DESC LIMIT @limit`,
  // A photo of several files comes several times. "+" keeps the index of states out, which would be sorted each time.
  folder: `SELECT p.id, p.width, p.height, f.path FROM file f JOIN photo p ON p.id = f.photo_id
    WHERE f.path > @after AND +f.state IN ('found', 'decoded') AND +p.kept_out IS NULL ORDER BY f.path LIMIT @limit`,
  name: byId(pathOf),
  tag: byId('p.captured_at_ms'),
  similar: byId('p.captured_at_ms'),
}

export type GalleryRows = ReturnType<typeof createGalleryRows>

export function createGalleryRows(db: Database) {
  const statements = Object.fromEntries(
    galleryOrders.map((order) => [order, db.prepare<[object], GalleryRow>(sql[order]).raw()]),
  )
  const keptOutOnes = db.prepare<[object], GalleryRow>(byDateTaken('= @keptOut')).raw()

  const nextOf = (order: GalleryOrder, after: number | string, rows: GalleryRow[]): number | string => {
    if (order === 'taken') return Number(after) + rows.length
    return order === 'folder' ? rows.at(-1)![3]! : rows.at(-1)![0]
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
