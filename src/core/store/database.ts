/**
 * Small tools over a better-sqlite3 connection that the tables' modules share.
 * Imports only node, better-sqlite3's types and shared.
 */
import { existsSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { SemblanceError } from '../../shared/errors.ts'

/**
 * Runs `work` as one transaction that is on the disk, not only in the operating system's cache, when this returns.
 * For what a person did and cannot be computed again. Inside another transaction it joins that one.
 */
export function durably<T>(db: Database, work: () => T): T {
  if (db.inTransaction) return db.transaction(work)()
  refuseGone(db)
  db.pragma('synchronous = FULL')
  try {
    return db.transaction(work).immediate()
  } finally {
    db.pragma('synchronous = NORMAL')
  }
}

/**
 * A file that is deleted while it is open takes all that is written, and keeps nothing. Throws NOT_FOUND where it was,
 * or was moved.
 */
export function refuseGone({ name, memory }: Database): void {
  if (memory || existsSync(name)) return
  throw new SemblanceError(
    'NOT_FOUND',
    `The catalogue ${name} is not there any more: its folder was moved, deleted, or its drive taken out. ` +
      'Nothing was saved. Close Semblance and open it again where the catalogue is.',
  )
}

/** `all`, so many at a time. */
export const slicesOf = <All extends { length: number; slice(from: number, to: number): All }>(
  all: All,
  size: number,
): All[] => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

/** Rows read at a time: some milliseconds' worth. */
export const readAtATime = 1000

/** All rows by their photos, with turns for others between; `next` gives those after a photo, `readAtATime` at most. */
export async function readInSlices<Row extends { photoId: number }>(next: (after: number) => Row[]): Promise<Row[]> {
  const rows: Row[] = []
  for (let slice = next(0); slice.length > 0; slice = next(slice.at(-1)!.photoId)) {
    for (const row of slice) rows.push(row)
    if (slice.length < readAtATime) break
    await turn()
  }
  return rows
}

/** The bytes of numbers as a BLOB (little-endian, as every supported machine stores them); no copy. */
export function toBlob(values: Float32Array | Int32Array | Int8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** Copies a BLOB of float32 to `target` from element `offset`. Throws when its length is not `length` floats. */
export function copyBlob(blob: Uint8Array, target: Float32Array, offset: number, length: number): void {
  if (blob.byteLength !== length * 4) {
    throw new Error(`A stored vector has ${blob.byteLength / 4} numbers where ${length} are expected`)
  }
  // Byte by byte view: SQLite's buffers are not aligned for float32.
  new Uint8Array(target.buffer, target.byteOffset + offset * 4, length * 4).set(blob)
}

/** A copy of a BLOB of int32. */
export const toIds = (blob: Uint8Array): Int32Array => new Int32Array(blob.slice().buffer)

/** A copy of a BLOB of float32. */
export const toFloats = (blob: Uint8Array): Float32Array => new Float32Array(blob.slice().buffer)

/** Some rows of vectors, [n, size], their photos, and the place of the last. */
export interface RowSlice {
  photoIds: number[]
  rows: Float32Array
  last: number
}

/** From place, photo and vector. */
export function toSlice(found: [number, number, Uint8Array][], size: number): RowSlice {
  const rows = new Float32Array(found.length * size)
  found.forEach(([, , blob], row) => copyBlob(blob, rows, row * size, size))
  return { photoIds: found.map(([, photoId]) => photoId), rows, last: found.at(-1)?.[0] ?? -1 }
}

/** A photo that is named twice counts once. By number. */
export function eachOnce(photoIds: Iterable<number>): Int32Array {
  const sorted = Int32Array.from(photoIds).sort()
  return sorted.filter((photoId, at) => at === 0 || photoId !== sorted[at - 1])
}
