/** What is searched, loaded in slices: a library of 100,000 photos is read while the core goes on answering. */
import { setImmediate as turn } from 'node:timers/promises'
import type { ModelSummary, SimilarityBasis } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { RowSlice } from '../store/database.ts'

/** One space to search in: unit rows and the photos they belong to. Photos without a present file are left out. */
export interface SearchSpace {
  basis: SimilarityBasis
  modelVersion: number | null
  /** D. */
  size: number
  photoIds: Int32Array
  /** [N, D], over shared memory: the threads that work with them are not sent a copy. */
  rows: Float32Array
  rowOf: Map<number, number>
}

/** Some milliseconds' worth. */
const sliceSize = 500

export async function loadEncoderSpace(catalogue: Catalogue): Promise<SearchSpace | null> {
  const active = catalogue.models.active()
  return active && loadModelSpace(catalogue, active)
}

/** Of any model that has its rows. */
export async function loadModelSpace(
  { models }: Catalogue,
  { modelVersion, embeddingSize: size }: Pick<ModelSummary, 'modelVersion' | 'embeddingSize'>,
): Promise<SearchSpace> {
  const next = (after: number) => models.presentRows(modelVersion, size, after)
  return { basis: 'encoder', modelVersion, ...(await inSlices(models.embeddedCount(modelVersion), size, next)) }
}

export async function loadColourSpace({ photos }: Catalogue): Promise<SearchSpace> {
  const size = photos.colourHistogramSize()
  const next = (after: number) => photos.presentColours(size, { after, limit: sliceSize })
  return { basis: 'colour', modelVersion: null, ...(await inSlices(photos.count(), size, next)) }
}

/**
 * Memory is taken once, and touched slice by slice. Photos that came meanwhile are told of, and all is loaded again.
 */
async function inSlices(
  count: number,
  size: number,
  next: (after: number) => RowSlice,
): Promise<Pick<SearchSpace, 'size' | 'photoIds' | 'rows' | 'rowOf'>> {
  const photoIds = new Int32Array(count)
  const rows = new Float32Array(new SharedArrayBuffer(count * size * Float32Array.BYTES_PER_ELEMENT))
  const rowOf = new Map<number, number>()
  // To count and to take memory is a slice's worth, too.
  await turn()
  for (let slice = next(-1); slice.photoIds.length > 0; slice = next(slice.last)) {
    const fitting = Math.min(slice.photoIds.length, count - rowOf.size)
    photoIds.set(slice.photoIds.slice(0, fitting), rowOf.size)
    rows.set(slice.rows.subarray(0, fitting * size), rowOf.size * size)
    for (const photoId of slice.photoIds.slice(0, fitting)) rowOf.set(photoId, rowOf.size)
    if (fitting < slice.photoIds.length) break
    await turn()
  }
  return { size, photoIds: photoIds.subarray(0, rowOf.size), rows: rows.subarray(0, rowOf.size * size), rowOf }
}

export function rowAt({ rows, size }: Pick<SearchSpace, 'rows' | 'size'>, row: number): Float32Array {
  return rows.subarray(row * size, (row + 1) * size)
}
