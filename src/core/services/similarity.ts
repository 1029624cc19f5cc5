/**
 * Find similar: exact search over the active model's bank, held in memory. Before a model is ready, and for photos it has
 * not seen, colours serve instead; the result says which it was. Embeddings of two models are never compared.
 */
import type { PhotoApi } from '../../shared/contract.ts'
import type { SimilarityBasis, SimilarPhotos } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { decodePixels } from '../imaging/decode.ts'
import { colourHistogram } from '../learning/colour-histogram.ts'
import { highest, similaritiesTo } from '../learning/nearest.ts'
import type { Catalogue } from '../store/catalogue.ts'

export interface SimilarityDependencies {
  catalogue: Catalogue
  /** [P, P, 3] pixels to [D] by the active model; null when there is none. */
  embedImage(pixels: Uint8Array): Promise<Float32Array | null>
}

/** One space to search in: unit rows and the photos they belong to. */
export interface SearchSpace {
  basis: SimilarityBasis
  modelVersion: number | null
  /** D. */
  size: number
  photoIds: Int32Array
  rows: Float32Array
  rowOf: Map<number, number>
}

export interface Similarity extends Pick<PhotoApi, 'findSimilar' | 'findSimilarToImage'> {
  /** The encoder's space where a model is active, else colour's. Photos without a present file are left out. */
  space(): SearchSpace
  colourSpace(): SearchSpace
  /** Forget what was loaded: photos or the model changed. */
  invalidate(): void
}

export function createSimilarity({ catalogue, embedImage }: SimilarityDependencies): Similarity {
  let encoderSpace: SearchSpace | null = null
  let colours: SearchSpace | null = null

  function loadEncoderSpace(): SearchSpace | null {
    const active = catalogue.models.active()
    if (!active) return null
    const { modelVersion } = active
    const { photoIds, embeddings, embeddingSize } = catalogue.models.loadBank(modelVersion)
    return presentOnly(catalogue, { basis: 'encoder', modelVersion, size: embeddingSize, photoIds, rows: embeddings })
  }

  function loadColourSpace(): SearchSpace {
    const { photoIds, histograms, size } = catalogue.photos.loadColourHistograms()
    return presentOnly(catalogue, { basis: 'colour', modelVersion: null, size, photoIds, rows: histograms })
  }

  const colourSpace = (): SearchSpace => (colours ??= loadColourSpace())
  const space = (): SearchSpace => (encoderSpace ??= loadEncoderSpace()) ?? colourSpace()

  /** The model in use counts as known where colour stands in for it. */
  const modelVersion = (within: SearchSpace): number | null => within.modelVersion ?? space().modelVersion

  function search(within: SearchSpace, query: Float32Array, limit: number, except?: number): SimilarPhotos {
    const startedMs = performance.now()
    const best = highest(similaritiesTo(query, within.rows), limit, (row) => within.photoIds[row] === except)
    const summaries = catalogue.photos.summaries(best.map(({ row }) => within.photoIds[row]))
    const results = best.flatMap(({ row, similarity }) => {
      const summary = summaries.get(within.photoIds[row])
      return summary ? [{ ...summary, similarity: Math.min(1, Math.max(-1, similarity)) }] : []
    })
    return { basis: within.basis, modelVersion: modelVersion(within), durationMs: performance.now() - startedMs, results }
  }

  return {
    space,
    colourSpace,
    invalidate: () => (encoderSpace = colours = null),
    findSimilar: async ({ photoId, limit }) => {
      const within = space().rowOf.has(photoId) ? space() : colourSpace()
      if (!within.rowOf.has(photoId)) throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library, or its file is gone.`)
      return search(within, rowAt(within, within.rowOf.get(photoId)!), limit, photoId)
    },
    findSimilarToImage: async ({ imageBase64, limit }) => {
      const { pixels } = await decodePixels(Buffer.from(imageBase64, 'base64'))
      const embedding = await embedImage(pixels)
      const within = space()
      if (!embedding || within.basis === 'colour') return search(colourSpace(), colourHistogram(pixels), limit)
      return search(within, embedding, limit)
    },
  }
}

export function rowAt({ rows, size }: Pick<SearchSpace, 'rows' | 'size'>, row: number): Float32Array {
  return rows.subarray(row * size, (row + 1) * size)
}

function presentOnly(catalogue: Catalogue, all: Omit<SearchSpace, 'rowOf'>): SearchSpace {
  const present = new Set(catalogue.photos.pixelSlots().photoIds)
  const kept = [...all.photoIds.keys()].filter((row) => present.has(all.photoIds[row]))
  if (kept.length === all.photoIds.length) return { ...all, rowOf: rowsById(all.photoIds) }
  const photoIds = Int32Array.from(kept, (row) => all.photoIds[row])
  const rows = new Float32Array(kept.length * all.size)
  kept.forEach((row, at) => rows.set(rowAt(all, row), at * all.size))
  return { ...all, photoIds, rows, rowOf: rowsById(photoIds) }
}

function rowsById(photoIds: Int32Array): Map<number, number> {
  return new Map(Array.from(photoIds, (photoId, row) => [photoId, row]))
}
