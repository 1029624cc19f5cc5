/**
 * Near-duplicates: what the last look found, what a person said of it, and what the look and its groups are made from.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { DateOrigin } from '../../shared/domain.ts'
import { isShown } from './choices.ts'
import { toBlob, toFloats, toIds } from './database.ts'
import type { Recorder } from './recorder.ts'

/** What a look found, and of which photos. */
export interface DuplicateLook {
  /** Null where it was by colours. */
  modelVersion: number | null
  seenIds: Int32Array
  /** [P, 3]: two photos, and 1 where they are of one moment, 0 where they are one shot. Most alike first. */
  pairs: Int32Array
  /** [P], [0, 1]. */
  alike: Float32Array
  lookedAtMs: number
}

/** What a look is told of a photo. */
export interface LookedAt {
  photoId: number
  pixelSlot: number
  capturedAtMs: number | null
  dateOrigin: DateOrigin | null
}

/** A file of a photo that has several. */
export interface PhotoFileRow {
  photoId: number
  path: string
  sizeBytes: number
  modifiedAtMs: number
  /** Null for films, which are not read. */
  contentHash: string | null
  /** Of the photo. */
  format: string | null
}

const present = "f.state IN ('found', 'decoded')"
const fileColumns = `p.id AS photoId, f.path, f.size_bytes AS sizeBytes, f.modified_at_ms AS modifiedAtMs,
  f.content_hash AS contentHash, p.format`
const inIds = 'IN (SELECT value FROM json_each(?))'

export type Duplicates = ReturnType<typeof createDuplicates>

export function createDuplicates(db: Database, clock: () => number, { record }: Recorder) {
  const load = db.prepare<[], Record<'seenIds' | 'pairs' | 'alike', Uint8Array> & DuplicateLook>(`
    SELECT model_version AS modelVersion, seen_ids AS seenIds, pairs, alike, looked_at_ms AS lookedAtMs
    FROM duplicate_look`)
  const save = db.prepare(`
    INSERT OR REPLACE INTO duplicate_look (id, model_version, seen_ids, pairs, alike, looked_at_ms)
    VALUES (1, @modelVersion, @seenIds, @pairs, @alike, @nowMs)`)
  const lookedAt = db.prepare<[object], LookedAt>(`
    SELECT id AS photoId, pixel_slot AS pixelSlot, captured_at_ms AS capturedAtMs, date_origin AS dateOrigin
    FROM photo WHERE id > @after AND ${isShown} AND pixel_slot IS NOT NULL ORDER BY id LIMIT @limit`)
  const ofSeveral = db.prepare<[object], PhotoFileRow>(`
    SELECT ${fileColumns} FROM photo p JOIN file f ON f.photo_id = p.id AND ${present}
    WHERE p.id IN (SELECT id FROM photo WHERE id > @after AND present_file_count > 1 AND kept_out IS NULL
      ORDER BY id LIMIT @limit)
    ORDER BY p.id, f.content_hash IS NOT p.content_hash, f.path`)
  const shownBy = db.prepare<[string], PhotoFileRow>(`
    SELECT ${fileColumns} FROM photo p JOIN file f ON f.photo_id = p.id AND ${present} WHERE p.id ${inIds}
    ORDER BY p.id, f.content_hash IS NOT p.content_hash, f.path`)
  const shownAmong = db.prepare<[string], number>(`SELECT id FROM photo WHERE ${isShown} AND id ${inIds}`).pluck()
  const apart = db.prepare<[], [number, number]>('SELECT photo_id, other_id FROM told_apart').raw()
  const insertApart = db.prepare('INSERT OR IGNORE INTO told_apart (photo_id, other_id, told_at_ms) VALUES (?, ?, ?)')
  const insertKept = db
    .prepare<[object], number>(
      `INSERT INTO kept_group (photo_ids, created_at_ms, taken_back_at_ms) VALUES (@photoIds, @nowMs, @nowMs)
      RETURNING id`,
    )
    .pluck()
  const stand = db.prepare('UPDATE kept_group SET taken_back_at_ms = NULL WHERE id = ?')
  const kept = db
    .prepare<[], Uint8Array>('SELECT photo_ids FROM kept_group WHERE taken_back_at_ms IS NULL ORDER BY id')
    .pluck()

  return {
    /** Null before the first. */
    look: (): DuplicateLook | null => {
      const found = load.get()
      if (!found) return null
      const { modelVersion, lookedAtMs } = found
      const [seenIds, pairs] = [toIds(found.seenIds), toIds(found.pairs)]
      return { modelVersion, lookedAtMs, seenIds, pairs, alike: toFloats(found.alike) }
    },
    /** Takes the place of the one before. */
    saveLook: ({ modelVersion, seenIds, pairs, alike }: Omit<DuplicateLook, 'lookedAtMs'>): void =>
      void save.run({
        modelVersion,
        seenIds: toBlob(seenIds),
        pairs: toBlob(pairs),
        alike: toBlob(alike),
        nowMs: clock(),
      }),
    /** The next photos in sight that have training pixels, by id. */
    lookedAt: (after: number, limit: number): LookedAt[] => lookedAt.all({ after, limit }),
    /** Every file of the next photos in sight that have several, that which the photo is shown by first. */
    ofSeveralFiles: (after: number, limit: number): PhotoFileRow[] => ofSeveral.all({ after, limit }),
    /** Every present file of these photos, in that order. */
    filesOf: (photoIds: number[]): PhotoFileRow[] => shownBy.all(JSON.stringify(photoIds)),
    shownAmong: (photoIds: number[]): number[] => shownAmong.all(JSON.stringify(photoIds)),
    /** The lower id first. */
    apart: (): [number, number][] => apart.all(),
    /** One step of the history. Returns how many pairs were not told apart before. */
    tellApart: (photoId: number, otherIds: number[]): number =>
      record('tell apart', { count: otherIds.length }, () => {
        const nowMs = clock()
        const told = otherIds.map((other) => insertApart.run(Math.min(photoId, other), Math.max(photoId, other), nowMs))
        return told.reduce((sum, { changes }) => sum + changes, 0)
      }),
    /** One step of the history; made as taken back and then standing, since undoing takes it back. */
    keep: (photoIds: number[]): void =>
      record('keep group', { count: photoIds.length }, () => {
        const blob = toBlob(Int32Array.from(photoIds))
        stand.run(insertKept.get({ photoIds: blob, nowMs: clock() })!)
      }),
    /** Groups that a person wants all of. */
    keptGroups: (): Int32Array[] => kept.all().map(toIds),
  }
}
