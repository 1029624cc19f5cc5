/**
 * Find similar: exact search over the active model's bank, held in memory. Before a model is ready, and for photos it
 * has not seen, colours serve instead; the result says which it was. Embeddings of two models are never compared.
 */
import type { PhotoApi } from '../../shared/contract.ts'
import type { SimilarPhotos } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { decodePixels } from '../imaging/decode.ts'
import { colourHistogram } from './colour-histogram.ts'
import { highest, similaritiesTo } from './nearest.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { kept } from '../store/kept.ts'
import { loadColourSpace, loadEncoderSpace, rowAt, type SearchSpace } from './search-space.ts'

export interface SimilarityDependencies {
  catalogue: Catalogue
  /** [P, P, 3] pixels to [D] by the active model; null when there is none. */
  embedImage(pixels: Uint8Array): Promise<Float32Array | null>
}

export interface Similarity extends Pick<PhotoApi, 'findSimilar' | 'findSimilarToImage'> {
  /** The encoder's space where a model is active, else colour's. */
  space(): Promise<SearchSpace>
  colourSpace(): Promise<SearchSpace>
  /** Forget what was loaded: photos or the model changed. */
  invalidate(): void
}

export function createSimilarity({ catalogue, embedImage }: SimilarityDependencies): Similarity {
  const encoderSpace = kept(() => loadEncoderSpace(catalogue))
  const colours = kept(() => loadColourSpace(catalogue))

  const colourSpace = (): Promise<SearchSpace> => colours.get()
  const space = async (): Promise<SearchSpace> => (await encoderSpace.get()) ?? colourSpace()

  async function search(
    within: SearchSpace,
    query: Float32Array,
    limit: number,
    except?: number,
  ): Promise<SimilarPhotos> {
    // The model in use counts as known where colour stands in for it.
    const modelVersion = within.modelVersion ?? (await space()).modelVersion
    const startedMs = performance.now()
    const best = highest(similaritiesTo(query, within.rows), limit, (row) => within.photoIds[row] === except)
    const summaries = catalogue.photos.summaries(best.map(({ row }) => within.photoIds[row]))
    const results = best.flatMap(({ row, similarity }) => {
      const summary = summaries.get(within.photoIds[row])
      return summary ? [{ ...summary, similarity: Math.min(1, Math.max(-1, similarity)) }] : []
    })
    return { basis: within.basis, modelVersion, durationMs: performance.now() - startedMs, results }
  }

  /** A photo that was read since colours were loaded, as while indexing goes on, is searched by as well. */
  async function spaceOf(photoId: number): Promise<SearchSpace> {
    const within = await space()
    if (within.rowOf.has(photoId)) return within
    if (!(await colourSpace()).rowOf.has(photoId) && catalogue.photos.isShown(photoId)) colours.forget()
    const byColour = await colourSpace()
    if (!byColour.rowOf.has(photoId))
      throw new SemblanceError(
        'NOT_FOUND',
        `There is no photo ${photoId} in the library, its file is gone, or it is hidden.`,
      )
    return byColour
  }

  return {
    space,
    colourSpace,
    invalidate: () => {
      encoderSpace.forget()
      colours.forget()
    },
    findSimilar: async ({ photoId, limit }) => {
      const within = await spaceOf(photoId)
      return search(within, rowAt(within, within.rowOf.get(photoId)!), limit, photoId)
    },
    findSimilarToImage: async ({ imageBase64, limit }) => {
      const { pixels } = await decodePixels(Buffer.from(imageBase64, 'base64'))
      const embedding = await embedImage(pixels)
      const within = await space()
      if (!embedding || within.basis === 'colour') return search(await colourSpace(), colourHistogram(pixels), limit)
      return search(within, embedding, limit)
    },
  }
}
