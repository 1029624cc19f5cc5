/**
 * Photos by what a person searches for, of those asked about, and what there is to search by; a slice at a time.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import { folded, type SearchPart } from '../../shared/search.ts'
import { isShown } from './choices.ts'
import { isInPlace } from './places.ts'
import { conditionOf } from './search-conditions.ts'
import { isRefused, liveTags } from './tag-tree.ts'

/** What a photo can be searched by beside its tags and folders. */
export interface PhotoWords {
  photoId: number
  capturedAtMs: number | null
  format: string | null
  camera: string | null
  lens: string | null
  latitude: number | null
  longitude: number | null
}

export interface WordsSlice {
  photos: PhotoWords[]
  /** Folders inside the library of the photos' files, as `folderIn` says them. */
  folders: [photoId: number, folder: string][]
  tags: [photoId: number, tagId: number][]
  /** What the next slice begins after; null after the last. */
  next: number | null
}

const lastSlash = (path: string): number => Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))

/** The part of a path that begins with the name of the library's folder. */
const pathIn = (path: string, folder: string): string => path.slice(lastSlash(folder.replace(/[\\/]$/, '')) + 1)

/** "Photos/2023/Italy" of a file in the library's folder "Photos". */
export const folderIn = (path: string, folder: string): string => {
  const inside = pathIn(path, folder)
  return inside.slice(0, Math.max(0, lastSlash(inside)))
}

const earthKm = 6371

/** By the haversine formula. Degrees in, kilometres out. */
function kmApart(latitude: number, longitude: number, toLatitude: number, toLongitude: number): number {
  const [from, to, east] = [latitude, toLatitude, toLongitude - longitude].map((degrees) => (degrees * Math.PI) / 180)
  const half = Math.sin((to - from) / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(east / 2) ** 2
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(half)))
}

/** What SQLite has not. Nothing is where a photo has no place. */
function addFunctions(db: Database): void {
  const add = (name: string, work: (...values: never[]) => string | number | null) =>
    db.function(name, { deterministic: true }, work as (...values: unknown[]) => unknown)
  add('folded', (text: string | null) => text && folded(text))
  add('folded_path', (path: string, folder: string) => folded(pathIn(path, folder)))
  add('folded_name', (path: string, _folder: string) => folded(path.slice(lastSlash(path) + 1)))
  add('folded_folder', (path: string, folder: string) => folded(folderIn(path, folder)))
  const hasPlace = (latitude: number | null, longitude: number | null) => latitude !== null && longitude !== null
  add('is_in_place', (latitude: number, longitude: number, placeId: string) =>
    hasPlace(latitude, longitude) ? Number(isInPlace(latitude, longitude, placeId)) : 0,
  )
  add('km_apart', (latitude: number, longitude: number, toLatitude: number, toLongitude: number) =>
    hasPlace(latitude, longitude) ? kmApart(latitude, longitude, toLatitude, toLongitude) : null,
  )
}

export type SearchRows = ReturnType<typeof createSearchRows>

export function createSearchRows(db: Database) {
  addFunctions(db)
  const inSlice = 'photo_id > @after AND photo_id <= @upTo'
  const words = db.prepare<[object], PhotoWords>(`
    SELECT id AS photoId, captured_at_ms AS capturedAtMs, format, camera, lens, latitude, longitude
    FROM photo WHERE id > @after AND ${isShown} ORDER BY id LIMIT @limit`)
  // "+" keeps the index of states out: with it all files of the library were read for each slice.
  const files = db
    .prepare<[object], [number, string, string]>(
      `SELECT f.photo_id, f.path, folder.path FROM file f JOIN folder ON folder.id = f.folder_id
      WHERE ${inSlice.replaceAll('photo_id', 'f.photo_id')} AND +f.state IN ('found', 'decoded')`,
    )
    .raw()
  const tags = db
    .prepare<[object], [number, number]>(
      `SELECT photo_id, tag_id FROM (
        SELECT photo_id, tag_id FROM label WHERE ${inSlice} AND value = 'yes'
        UNION SELECT photo_id, tag_id FROM standing_machine_tag s
        WHERE ${inSlice} AND NOT ${isRefused('s.tag_id', 's.photo_id')})
      WHERE tag_id IN (SELECT id FROM ${liveTags})`,
    )
    .raw()

  return {
    /** Says of photos which of them a search finds. */
    finder: (parts: readonly Pick<SearchPart, 'terms'>[]): ((photoIds: number[]) => Set<number>) => {
      const { sql, values } = conditionOf(parts)
      const found = db
        .prepare<[object], number>(
          `SELECT p.id FROM photo p WHERE p.id IN (SELECT value FROM json_each(@ids)) AND ${sql}`,
        )
        .pluck()
      return (photoIds) => new Set(found.all({ ...values, ids: JSON.stringify(photoIds) }))
    },
    /** What the next photos that are shown can be searched by. */
    wordsAfter: (after: number, limit: number): WordsSlice => {
      const photos = words.all({ after, limit })
      const upTo = photos.at(-1)?.photoId ?? after
      return {
        photos,
        folders: files.all({ after, upTo }).map(([photoId, path, folder]) => [photoId, folderIn(path, folder)]),
        tags: tags.all({ after, upTo }),
        next: photos.length < limit ? null : upTo,
      }
    },
  }
}
