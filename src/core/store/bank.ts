/**
 * Reading and adding to the memory bank of a model version: whole, in slices, and which photos it has; and to the
 * regions beside it. Imports only the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { RowSlice } from './database.ts'
import { isShown } from './choices.ts'
import { createEmbeddingBlocks, type Rows } from './embedding-blocks.ts'
import { createRegionBlocks } from './region-blocks.ts'

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
  // As one text: 100,000 rows of one number take several times as long.
  const idsWhere = (condition: string) => {
    const ids = db.prepare<[], string>(`SELECT json_group_array(id) FROM photo WHERE ${condition}`).pluck()
    return () => JSON.parse(ids.get()!) as number[]
  }
  const idsWithPixels = idsWhere(`${isShown} AND pixel_slot IS NOT NULL`)
  const absentIds = idsWhere('present_file_count = 0 OR kept_out IS NOT NULL')

  /** A slice with rows, unless there are none left. */
  function nextRows(modelVersion: number, size: number, after: number, passing: Passing): RowSlice {
    let slice = blocks.next(modelVersion, size, after, passing)
    while (slice?.photoIds.length === 0) slice = blocks.next(modelVersion, size, slice.last, passing)
    return slice ?? { photoIds: [], rows: new Float32Array(), last: after }
  }

  function presentBut(photoIds: Int32Array): number[] {
    const isSeen = membership(photoIds)
    return idsWithPixels()
      .filter((photoId) => !isSeen(photoId))
      .sort((a, b) => a - b)
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
    photosWithoutEmbedding: (modelVersion: number): number[] => presentBut(blocks.photoIds(modelVersion)),
    /** The same of those whose regions it has not seen. */
    photosWithoutRegions: (modelVersion: number): number[] => presentBut(regions.photoIds(modelVersion)),
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
