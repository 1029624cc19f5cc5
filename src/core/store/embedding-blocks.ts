/**
 * Embeddings as they lie on the disk: up to 256 rows of a model version in one block, so that a bank is some hundred
 * rows of SQL and not 100,000. Imports only the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import { toBlob, toFloats, toIds, type RowSlice } from './database.ts'

const blockSize = 256
/** In place of a photo whose row was taken out. */
const nobody = 0

/** [n] ids and [n, D] embeddings. */
export interface Rows {
  photoIds: Int32Array
  embeddings: Float32Array
}

interface Block extends Rows {
  block: number
}

type Stored = { block: number; photoIds: Uint8Array; embeddings: Uint8Array }

export type EmbeddingBlocks = ReturnType<typeof createEmbeddingBlocks>

export function createEmbeddingBlocks(db: Database) {
  const columns = 'block, photo_ids AS photoIds, embeddings'
  const nextBlock = db.prepare<[number, number], Stored>(
    `SELECT ${columns} FROM embedding_block WHERE model_version = ? AND block > ? ORDER BY block LIMIT 1`,
  )
  const lastBlock = db.prepare<[number], Stored>(
    `SELECT ${columns} FROM embedding_block WHERE model_version = ? ORDER BY block DESC LIMIT 1`,
  )
  const everyBlock = db.prepare<[number], Stored>(
    `SELECT ${columns} FROM embedding_block WHERE model_version = ? ORDER BY block`,
  )
  const idBlobs = db
    .prepare<[number], Uint8Array>('SELECT photo_ids FROM embedding_block WHERE model_version = ? ORDER BY block')
    .pluck()
  const write = db.prepare(`
    INSERT INTO embedding_block (model_version, block, photo_ids, embeddings) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET photo_ids = excluded.photo_ids, embeddings = excluded.embeddings`)
  const holding = db.prepare<[Uint8Array], { modelVersion: number; block: number; photoIds: Uint8Array }>(`
    SELECT model_version AS modelVersion, block, photo_ids AS photoIds FROM embedding_block WHERE instr(photo_ids, ?) > 0`)
  const setIds = db.prepare('UPDATE embedding_block SET photo_ids = ? WHERE model_version = ? AND block = ?')
  const clear = db.prepare('DELETE FROM embedding_block WHERE model_version = ?')
  const knownOf = db
    .prepare<[string], number>('SELECT count(*) FROM photo WHERE id IN (SELECT value FROM json_each(?))')
    .pluck()

  const toBlock = ({ block, photoIds, embeddings }: Stored): Block => ({
    block,
    photoIds: toIds(photoIds),
    embeddings: toFloats(embeddings),
  })

  /** Of every photo that has a row, in the order of the rows. */
  function photoIds(modelVersion: number): Int32Array {
    const blobs = idBlobs.all(modelVersion)
    const ids = new Int32Array(blobs.reduce((sum, { byteLength }) => sum + byteLength / 4, 0))
    let count = 0
    for (const blob of blobs) for (const photoId of toIds(blob)) if (photoId !== nobody) ids[count++] = photoId
    return ids.subarray(0, count)
  }

  /** A photo that is unknown, or there twice, would be found in searches and not be there. */
  function checkPhotos(modelVersion: number, added: Int32Array): void {
    const asked = new Set(added)
    const twice = photoIds(modelVersion).find((photoId) => asked.has(photoId))
    if (twice !== undefined || asked.size < added.length)
      throw new Error(`Model ${modelVersion} would get two rows of ${twice ? `photo ${twice}` : 'a photo'}`)
    if (knownOf.get(JSON.stringify([...added])) !== added.length)
      throw new Error(`Model ${modelVersion} would get rows of photos that are not in the library`)
  }

  /** Adds rows after the last; to be called in a transaction. */
  function append(modelVersion: number, added: Rows, size: number): void {
    if (added.embeddings.length !== added.photoIds.length * size)
      throw new Error(`embeddings: expected [${added.photoIds.length}, ${size}], got ${added.embeddings.length} values`)
    checkPhotos(modelVersion, added.photoIds)
    const stored = lastBlock.get(modelVersion)
    const last = stored && toBlock(stored)
    const open = last && last.photoIds.length < blockSize ? last : null
    const rows = open ? joined(open, added) : added
    const first = open ? open.block : last ? last.block + 1 : 0
    for (let from = 0; from < rows.photoIds.length; from += blockSize) {
      const ids = rows.photoIds.subarray(from, from + blockSize)
      const embeddings = rows.embeddings.subarray(from * size, (from + ids.length) * size)
      write.run(modelVersion, first + from / blockSize, toBlob(ids), toBlob(embeddings))
    }
  }

  /** Takes the rows of one photo out, of every version. */
  function forget(photoId: number): void {
    for (const { modelVersion, block, photoIds } of holding.all(toBlob(Int32Array.of(photoId)))) {
      // Found as bytes: they may be the end of one id and the start of the next.
      const ids = toIds(photoIds).map((id) => (id === photoId ? nobody : id))
      setIds.run(toBlob(ids), modelVersion, block)
    }
  }

  /** The block's rows whose photos pass. */
  function rowsOf({ photoIds, embeddings }: Rows, size: number, passed: Set<number>): Omit<RowSlice, 'last'> {
    const kept = [...photoIds.keys()].filter((row) => photoIds[row] !== nobody && passed.has(photoIds[row]))
    if (kept.length === photoIds.length) return { photoIds: [...photoIds], rows: embeddings }
    const rows = new Float32Array(kept.length * size)
    kept.forEach((row, at) => rows.set(embeddings.subarray(row * size, (row + 1) * size), at * size))
    return { photoIds: kept.map((row) => photoIds[row]), rows }
  }

  return {
    photoIds,
    append,
    forget,
    clear: (modelVersion: number): void => void clear.run(modelVersion),
    /** The rows of the block after this one whose photos pass; `last` is the block. */
    next: (
      modelVersion: number,
      size: number,
      after: number,
      passing: (photoIds: Int32Array) => Set<number>,
    ): RowSlice | null => {
      const stored = nextBlock.get(modelVersion, after)
      if (!stored) return null
      const block = toBlock(stored)
      return { ...rowsOf(block, size, passing(block.photoIds)), last: block.block }
    },
    /** The rows of every block, one after the other. */
    *all(modelVersion: number, size: number): Iterable<Float32Array> {
      for (const stored of everyBlock.iterate(modelVersion)) {
        const block = toBlock(stored)
        yield rowsOf(block, size, new Set(block.photoIds)).rows
      }
    },
  }
}

function joined(a: Rows, b: Rows): Rows {
  const photoIds = new Int32Array(a.photoIds.length + b.photoIds.length)
  const embeddings = new Float32Array(a.embeddings.length + b.embeddings.length)
  photoIds.set(a.photoIds)
  photoIds.set(b.photoIds, a.photoIds.length)
  embeddings.set(a.embeddings)
  embeddings.set(b.embeddings, a.embeddings.length)
  return { photoIds, embeddings }
}
