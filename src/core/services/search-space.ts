/** What is searched, loaded in slices: a library of 100,000 photos is read while the core goes on answering. */
import { setImmediate as turn } from 'node:timers/promises'
import type { SimilarityBasis } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'

/** One space to search in: unit rows and the photos they belong to. Photos without a present file are left out. */
export interface SearchSpace {
  basis: SimilarityBasis
  modelVersion: number | null
  /** D. */
  size: number
  photoIds: Int32Array
  rows: Float32Array
  rowOf: Map<number, number>
}

/** Some milliseconds' worth. */
const sliceSize = 1000

/** Rows [n, D] after one that came before, and the last's own place. */
interface Slice {
  photoIds: number[]
  rows: Float32Array
  last: number
}

export async function loadEncoderSpace({ models }: Catalogue): Promise<SearchSpace | null> {
  const active = models.active()
  if (!active) return null
  const { modelVersion, embeddingSize: size } = active
  const loaded = await inSlices(size, (after) => models.presentRows(modelVersion, size, { after, limit: sliceSize }))
  return { basis: 'encoder', modelVersion, ...loaded }
}

export async function loadColourSpace({ photos }: Catalogue): Promise<SearchSpace> {
  const size = photos.colourHistogramSize()
  return { basis: 'colour', modelVersion: null, ...(await inSlices(size, (after) => photos.presentColours(size, { after, limit: sliceSize }))) }
}

async function inSlices(size: number, next: (after: number) => Slice): Promise<Pick<SearchSpace, 'size' | 'photoIds' | 'rows' | 'rowOf'>> {
  const slices: Slice[] = []
  const rowOf = new Map<number, number>()
  for (let slice = next(-1); slice.photoIds.length > 0; slice = next(slice.last)) {
    slices.push(slice)
    for (const photoId of slice.photoIds) rowOf.set(photoId, rowOf.size)
    await turn()
  }
  const photoIds = new Int32Array(rowOf.size)
  const rows = new Float32Array(rowOf.size * size)
  let row = 0
  for (const slice of slices) {
    photoIds.set(slice.photoIds, row)
    rows.set(slice.rows, row * size)
    row += slice.photoIds.length
  }
  return { size, photoIds, rows, rowOf }
}

export function rowAt({ rows, size }: Pick<SearchSpace, 'rows' | 'size'>, row: number): Float32Array {
  return rows.subarray(row * size, (row + 1) * size)
}
