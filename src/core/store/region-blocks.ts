/**
 * Regions of photos as they lie on the disk: R embeddings for each of up to 256 photos of a model version in one block,
 * a byte a number. Imports only the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import { toBlob, toFloats, toIds } from './database.ts'
import { quantised, type Quantised } from './quantised.ts'

const blockSize = 256
/** In place of a photo whose regions were taken out. */
const nobody = 0

/** Of each photo R rows, one photo after the other: numbers [n, R, D], scales [n, R]. */
export interface RegionBlock extends Quantised {
  /** [n]; 0 is nobody. */
  photoIds: Int32Array
}

type Stored = { block: number; photoIds: Uint8Array; scales: Uint8Array; numbers: Uint8Array }

export type RegionBlocks = ReturnType<typeof createRegionBlocks>

export function createRegionBlocks(db: Database) {
  const columns = 'block, photo_ids AS photoIds, scales, numbers'
  const everyBlock = db.prepare<[number], Stored>(
    `SELECT ${columns} FROM region_block WHERE model_version = ? ORDER BY block`,
  )
  const lastBlock = db.prepare<[number], Stored>(
    `SELECT ${columns} FROM region_block WHERE model_version = ? ORDER BY block DESC LIMIT 1`,
  )
  const idBlobs = db
    .prepare<[number], Uint8Array>('SELECT photo_ids FROM region_block WHERE model_version = ? ORDER BY block')
    .pluck()
  const write = db.prepare(`
    INSERT INTO region_block (model_version, block, photo_ids, scales, numbers) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET photo_ids = excluded.photo_ids, scales = excluded.scales, numbers = excluded.numbers`)
  const holding = db.prepare<[Uint8Array], { modelVersion: number; block: number; photoIds: Uint8Array }>(
    'SELECT model_version AS modelVersion, block, photo_ids AS photoIds FROM region_block WHERE instr(photo_ids, ?) > 0',
  )
  const setIds = db.prepare('UPDATE region_block SET photo_ids = ? WHERE model_version = ? AND block = ?')
  const clear = db.prepare('DELETE FROM region_block WHERE model_version = ?')

  /** After the last block, or into it while there is room. */
  function append(modelVersion: number, added: RegionBlock): void {
    const last = lastBlock.get(modelVersion)
    const stored = last && toBlock(last)
    const isOpen = stored !== undefined && stored.photoIds.length + added.photoIds.length <= blockSize
    const { photoIds, scales, numbers } = isOpen ? joined(stored, added) : added
    const block = (last?.block ?? -1) + (isOpen ? 0 : 1)
    write.run(modelVersion, block, toBlob(photoIds), toBlob(scales), toBlob(numbers))
  }

  return {
    /** Of every photo whose regions are there, [N]. */
    photoIds: (modelVersion: number): Int32Array => {
      const blocks = idBlobs.all(modelVersion).map(toIds)
      const ids = new Int32Array(blocks.reduce((sum, { length }) => sum + length, 0))
      blocks.reduce((at, block) => (ids.set(block, at), at + block.length), 0)
      return ids
    },
    /** `rows` [n, R, D] of up to 256 photos that are not there yet. */
    add: (modelVersion: number, photoIds: Int32Array, rows: Float32Array, size: number): void =>
      db.transaction(() => append(modelVersion, { photoIds, ...quantised(rows, size) }))(),
    /** Takes the regions of one photo out, of every version. */
    forget: (photoId: number): void => {
      for (const { modelVersion, block, photoIds } of holding.all(toBlob(Int32Array.of(photoId)))) {
        const ids = toIds(photoIds).map((id) => (id === photoId ? nobody : id))
        setIds.run(toBlob(ids), modelVersion, block)
      }
    },
    clear: (modelVersion: number): void => void clear.run(modelVersion),
    /** Block after block. */
    *all(modelVersion: number): Iterable<RegionBlock> {
      for (const stored of everyBlock.iterate(modelVersion)) yield toBlock(stored)
    },
  }
}

function toBlock({ photoIds, scales, numbers }: Stored): RegionBlock {
  return {
    photoIds: toIds(photoIds),
    scales: toFloats(scales),
    numbers: new Int8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  }
}

function joined(a: RegionBlock, b: RegionBlock): RegionBlock {
  const photoIds = new Int32Array([...a.photoIds, ...b.photoIds])
  const scales = new Float32Array([...a.scales, ...b.scales])
  const numbers = new Int8Array(a.numbers.length + b.numbers.length)
  numbers.set(a.numbers)
  numbers.set(b.numbers, a.numbers.length)
  return { photoIds, scales, numbers }
}
