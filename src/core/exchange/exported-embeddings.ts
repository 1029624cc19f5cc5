/** Embeddings as files for other programs: embeddings.npy [N, D], and embeddings.json that says whose each row is. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { Bank } from '../store/bank.ts'
import { fromNpy, toNpy } from './npy.ts'

interface ExportedRow {
  row: number
  path: string | null
  /** Of the photo's bytes: what it is found by in another library. */
  contentHash: string | null
}

export function embeddingFiles(
  catalogue: Catalogue,
  { photoIds, embeddings, embeddingSize }: Bank,
): Record<string, string | Uint8Array> {
  const summaries = catalogue.photos.summaries([...photoIds])
  const rows = Array.from(photoIds, (photoId, row): ExportedRow => ({
    row,
    path: summaries.get(photoId)?.path ?? null,
    contentHash: catalogue.photos.contentHash(photoId),
  }))
  return { 'embeddings.npy': toNpy(embeddings, embeddingSize), 'embeddings.json': JSON.stringify(rows, null, 1) }
}

/**
 * The rows of those files in `dir` that belong to photos of this library, [K, D]; none where there are no such files.
 * Throws INVALID_ARGUMENT when they cannot be read, do not belong together, or are not of `embeddingSize`.
 */
export function readEmbeddings(catalogue: Catalogue, dir: string, embeddingSize: number): Bank {
  const paths = ['embeddings.npy', 'embeddings.json'].map((name) => join(dir, name))
  const found = paths.every(existsSync) ? matched(catalogue, paths, embeddingSize) : []
  const embeddings = new Float32Array(found.length * embeddingSize)
  found.forEach(({ values }, i) => embeddings.set(values, i * embeddingSize))
  return { photoIds: Int32Array.from(found, ({ photoId }) => photoId), embeddings, embeddingSize }
}

function matched(
  catalogue: Catalogue,
  [npy, json]: string[],
  embeddingSize: number,
): { photoId: number; values: Float32Array }[] {
  const { values, columnCount, exported } = parsed(npy, json)
  if (
    columnCount !== embeddingSize ||
    values.length !== exported.length * embeddingSize ||
    !values.every(Number.isFinite)
  ) {
    throw invalid(
      npy,
      `expected ${exported.length} rows of ${embeddingSize} numbers as embeddings.json and the encoder say, found ${values.length / columnCount} of ${columnCount}`,
    )
  }
  const photoIdOf = new Map(
    Array.from(catalogue.photos.pixelSlots().photoIds, (photoId) => [catalogue.photos.contentHash(photoId), photoId]),
  )
  return exported.flatMap(({ row, contentHash }) => {
    const photoId = contentHash === null ? undefined : photoIdOf.get(contentHash)
    photoIdOf.delete(contentHash)
    return photoId === undefined
      ? []
      : [{ photoId, values: values.subarray(row * embeddingSize, (row + 1) * embeddingSize) }]
  })
}

function parsed(npy: string, json: string) {
  try {
    return { ...fromNpy(readFileSync(npy)), exported: checkedRows(JSON.parse(readFileSync(json, 'utf8'))) }
  } catch (error) {
    throw invalid(npy, (error as Error).message)
  }
}

const rowSchema = z.object({ row: z.int().min(0), contentHash: z.string().nullable() })

/** A row that is not there would be none of a photo's. */
function checkedRows(read: unknown): Pick<ExportedRow, 'row' | 'contentHash'>[] {
  const { data: rows } = z.array(rowSchema).safeParse(read)
  if (!rows || rows.some(({ row }) => row >= rows.length))
    throw new Error('embeddings.json does not say whose each row is')
  return rows
}

const invalid = (path: string, why: string) =>
  new SemblanceError(
    'INVALID_ARGUMENT',
    `${path} cannot be read as exported embeddings: ${why}. Import encoder.safetensors from a folder of its own to embed every photo anew.`,
  )
