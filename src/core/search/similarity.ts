/**
 * Find similar: exact search over the active model's bank, held in memory. Before a model is ready, and for photos it
 * has not seen, colours serve instead; the result says which it was. Embeddings of two models are never compared.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { PhotoApi } from '../../shared/contract.ts'
import type { SimilarPhoto, SimilarPhotos, SimilarQuery } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { createKnownCutoffs } from './known-cutoffs.ts'
import { raisedCutoffs } from './level-cutoffs.ts'
import { dot, judged, levelOf, type Judgement } from './levels.ts'
import { highest, similaritiesInTurns, type Neighbour } from './nearest.ts'
import { storedRegions } from '../imaging/regions.ts'
import { vectorOf, wholePhotoOf, type ExampleSources } from './query-examples.ts'
import { queryScores, type Examples } from './query-scores.ts'
import { createRegionSearch, looksForRegion } from './region-search.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { kept } from '../store/kept.ts'
import { loadColourSpace, loadEncoderSpace, rowAt, type SearchSpace } from './search-space.ts'

export interface SimilarityDependencies extends ExampleSources {
  catalogue: Catalogue
  /** A region is looked for, and those of some photos are not there yet. */
  onRegionsWanted?(): void
}

export interface Similarity extends Pick<PhotoApi, 'findSimilar'> {
  /** The encoder's space where a model is active, else colour's. */
  space(): Promise<SearchSpace>
  colourSpace(): Promise<SearchSpace>
  /**
   * Of any photo how similar it is to this one and at which level: "" where levels are not known, "rest" beyond them,
   * and -Infinity for photos that the model in use has not seen. Throws NOT_FOUND.
   */
  likenessTo(photoId: number): Promise<(photoId: number) => { similarity: number; group: string }>
  /** Forget what was loaded: photos or the model changed. */
  invalidate(): void
  close(): Promise<void>
}

type Question = Parameters<PhotoApi['findSimilar']>[0]

/** Some milliseconds' worth. */
const sliceSize = 200

export function createSimilarity({ catalogue, onRegionsWanted, ...sources }: SimilarityDependencies): Similarity {
  const encoderSpace = kept(() => loadEncoderSpace(catalogue))
  const knownCutoffs = createKnownCutoffs(catalogue)
  const regionSearch = createRegionSearch({ catalogue, onRegionsWanted })
  const colours = kept(() => loadColourSpace(catalogue))

  const colourSpace = (): Promise<SearchSpace> => colours.get()
  const space = async (): Promise<SearchSpace> => (await encoderSpace.get()) ?? colourSpace()

  async function search(
    within: SearchSpace,
    examples: Examples,
    { query, limit, levels = false }: Question,
  ): Promise<SimilarPhotos> {
    // The model in use counts as known where colour stands in for it.
    const modelVersion = within.modelVersion ?? (await space()).modelVersion
    const cutoffs = levels ? await knownCutoffs.of(within) : null
    const startedMs = performance.now()
    const exampleIds = new Set(query.flatMap((example) => ('photoId' in example ? example.photoId : [])))
    const isLeftOut = (row: number) => exampleIds.has(within.photoIds[row])
    const whole = await queryScores(examples, (vector) => similaritiesInTurns(vector, within.rows))
    const withRegions = query.some(looksForRegion) ? await regionSearch.bestOf(whole, within, examples) : null
    const { scores, nearest } = withRegions ?? whole
    const raised = cutoffs && withRegions && raisedCutoffs(cutoffs, whole.nearest, nearest)
    await turn()
    const best = highest(scores, limit, isLeftOut)
    const durationMs = performance.now() - startedMs
    await turn()
    const judgement =
      cutoffs && (await judged(best, within, nearest, { levels: raised ?? cutoffs, fold: cutoffs.shot }, isLeftOut))
    const results = await inSlices(best, within, judgement, withRegions?.regions ?? null)
    return {
      basis: within.basis,
      modelVersion,
      durationMs,
      levelCounts: judgement && judgement.levelCounts,
      regionPhotoCount: withRegions && withRegions.photoCount,
      results,
    }
  }

  /** Names are read in slices: a thousand of them keep the thread. */
  async function inSlices(
    best: Neighbour[],
    { photoIds }: SearchSpace,
    judgement: Judgement | null,
    regions: Int8Array | null,
  ): Promise<SimilarPhoto[]> {
    const results: SimilarPhoto[] = []
    for (let from = 0; from < best.length; from += sliceSize) {
      if (from > 0) await turn()
      const slice = best.slice(from, from + sliceSize)
      const summaries = catalogue.photos.summaries(slice.map(({ row }) => photoIds[row]))
      slice.forEach(({ row, similarity }, at) => {
        const summary = summaries.get(photoIds[row])
        const under = judgement?.under[from + at] ?? -1
        if (summary)
          results.push({
            ...summary,
            similarity: Math.min(1, Math.max(-1, similarity)),
            level: judgement?.levels[from + at] ?? null,
            foldedUnder: under < 0 ? null : photoIds[best[under].row],
            region: storedRegions[regions?.[row] ?? -1] ?? null,
          })
      })
    }
    return results
  }

  /** Where all of these photos are; photos that were read since colours were loaded, as while indexing, are, too. */
  async function spaceWith(photoIds: number[]): Promise<SearchSpace> {
    const within = await space()
    const missingIn = ({ rowOf }: SearchSpace) => photoIds.filter((photoId) => !rowOf.has(photoId))
    if (missingIn(within).length === 0) return within
    if (missingIn(await colourSpace()).some((photoId) => catalogue.photos.isShown(photoId))) colours.forget()
    const byColour = await colourSpace()
    const [missing] = missingIn(byColour)
    if (missing === undefined) return byColour
    throw new SemblanceError(
      'NOT_FOUND',
      `There is no photo ${missing} in the library, its file is gone, or it is hidden.`,
    )
  }

  /** Null where one of them has no vector there. */
  async function examplesIn(within: SearchSpace, query: SimilarQuery): Promise<Examples | null> {
    const vectors = await Promise.all(query.map((example) => vectorOf(example, within, sources)))
    if (vectors.includes(null)) return null
    const those = (minus: boolean) => vectors.filter((_, at) => (query[at].minus ?? false) === minus) as Float32Array[]
    return { plus: those(false), minus: those(true) }
  }

  async function likenessTo(photoId: number) {
    const within = await spaceWith([photoId])
    const cutoffs = await knownCutoffs.of(within)
    const vector = rowAt(within, within.rowOf.get(photoId)!)
    return (other: number) => {
      const row = within.rowOf.get(other)
      const similarity = row === undefined ? -Infinity : dot(vector, within.rows, row)
      return { similarity, group: cutoffs ? (levelOf(similarity, cutoffs) ?? 'rest') : '' }
    }
  }

  return {
    space,
    colourSpace,
    likenessTo,
    invalidate: () => {
      encoderSpace.forget()
      colours.forget()
    },
    findSimilar: async (question) => {
      const { query } = question
      const within = await spaceWith(query.flatMap((example) => wholePhotoOf(example) ?? []))
      const examples = await examplesIn(within, query)
      if (examples !== null) return search(within, examples, question)
      const byColour = await colourSpace()
      return search(byColour, (await examplesIn(byColour, query))!, question)
    },
    close: async () => void (await Promise.all([knownCutoffs.close(), regionSearch.close()])),
  }
}
