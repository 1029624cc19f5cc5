/**
 * Reading and adding to the memory bank of a model version: whole, in slices, and which photos it has; and to the
 * regions beside it. Imports only the store's own tools.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { RowSlice } from './database.ts'
import { isShown } from './choices.ts'
import { createEmbeddingBlocks, type Rows } from './embedding-blocks.ts'
import { createRegionBlocks } from './region-blocks.ts'

/** Ids read in one turn: some milliseconds' worth. */
const idsAtATime = 10_000

/** The memory bank of a model version. */
export interface Bank extends Rows {
  embeddingSize: number
}

export function createBank(db: Database, sizeOf: (modelVersion: number) => number) {
  const blocks = createEmbeddingBlocks(db)
  const regions = createRegionBlocks(db)
  const presentAmong = db
    .prepare<[string], number>(
      `
      SELECT id FROM photo WHERE ${isShown} AND pixel_slot IS NOT NULL AND id IN (SELECT value FROM json_each(?))`,
    )
    .pluck()
  // As one text: many rows of one number take several times as long.
  const idsOf = (photos: string) => {
    const ids = db.prepare<[object], string>(`SELECT json_group_array(id) FROM (${photos})`).pluck()
    return (values = {}) => JSON.parse(ids.get(values)!) as number[]
  }
  const nextWithPixels = idsOf(`
    SELECT id FROM photo WHERE ${isShown} AND pixel_slot IS NOT NULL AND id > @after ORDER BY id LIMIT ${idsAtATime}`)
  const absentIds = idsOf('SELECT id FROM photo WHERE present_file_count = 0 OR kept_out IS NOT NULL')

  /** A slice with rows, unless there are none left. */
  function nextRows(modelVersion: number, size: number, after: number, passing: Passing): RowSlice {
    let slice = blocks.next(modelVersion, size, after, passing)
    while (slice?.photoIds.length === 0) slice = blocks.next(modelVersion, size, slice.last, passing)
    return slice ?? { photoIds: [], rows: new Float32Array(), last: after }
  }

  async function presentBut(photoIds: Int32Array): Promise<number[]> {
    const isSeen = membership(photoIds)
    const missing: number[] = []
    for (let ids = nextWithPixels({ after: 0 }); ids.length > 0; ids = nextWithPixels({ after: ids.at(-1) })) {
      for (const photoId of ids) if (!isSeen(photoId)) missing.push(photoId)
      if (ids.length < idsAtATime) break
      await turn()
    }
    return missing
  }

  return {
    /** The whole bank in the order of its rows, [N, D]. */
    loadBank: (modelVersion: number): Bank => {
      const embeddingSize = sizeOf(modelVersion)
      const photoIds = blocks.photoIds(modelVersion)
      const embeddings = new Float32Array(photoIds.length * embeddingSize)
      let row = 0
      for (const rows of blocks.all(modelVersion, embeddingSize)) {
        embeddings.set(rows, row * embeddingSize)
        row += rows.length / embeddingSize
      }
      return { photoIds, embeddings, embeddingSize }
    },
    /** The next rows, up to 256 and none at the end, after -1 or the `last` of the slice before. */
    bankRows: (modelVersion: number, embeddingSize: number, after: number): RowSlice =>
      nextRows(modelVersion, embeddingSize, after, everyone),
    /** The same of photos that are there. */
    presentRows: (modelVersion: number, embeddingSize: number, after: number): RowSlice =>
      nextRows(modelVersion, embeddingSize, after, (ids) => new Set(presentAmong.all(JSON.stringify([...ids])))),
    /** Adds rows after the last. Throws for a photo that is there already or not in the library; then adds none. */
    addEmbeddings: (
      modelVersion: number,
      photoIds: Int32Array,
      embeddings: Float32Array,
      embeddingSize: number,
    ): void => db.transaction(() => blocks.append(modelVersion, { photoIds, embeddings }, embeddingSize))(),
    /** Before rows are added anew to a version that is not published yet. */
    clearEmbeddings: (modelVersion: number): void => {
      blocks.clear(modelVersion)
      regions.clear(modelVersion)
    },
    /** Present photos with training pixels that the version has not seen, by id. */
    photosWithoutEmbedding: (modelVersion: number): Promise<number[]> => presentBut(blocks.photoIds(modelVersion)),
    /** The same of those whose regions it has not seen. */
    photosWithoutRegions: (modelVersion: number): Promise<number[]> => presentBut(regions.photoIds(modelVersion)),
    /** `rows` [n, R, D] of up to 256 photos whose regions are not there yet. */
    addRegions: (modelVersion: number, photoIds: Int32Array, rows: Float32Array, embeddingSize: number): void =>
      regions.add(modelVersion, photoIds, rows, embeddingSize),
    /** Photos with an embedding, vanished ones among them. */
    rowCount: (modelVersion: number): number => blocks.photoIds(modelVersion).length,
    /** Present photos with an embedding; vanished ones keep theirs but do not count. */
    embeddedCount: (modelVersion: number): number => {
      const photoIds = blocks.photoIds(modelVersion)
      return photoIds.length - absentIds().filter(membership(photoIds)).length
    },
  }
}

type Passing = (photoIds: Int32Array) => Set<number>

const everyone: Passing = (photoIds) => new Set(photoIds)

/** Photo ids are dense: a byte each is filled in a thirtieth of the time of a Set. */
export function membership(photoIds: Int32Array): (photoId: number) => boolean {
  const isIn = new Uint8Array(photoIds.reduce((most, photoId) => Math.max(most, photoId), 0) + 1)
  for (const photoId of photoIds) isIn[photoId] = 1
  return (photoId) => isIn[photoId] === 1
}
