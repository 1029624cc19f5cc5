/**
 * Rankings of the rest by a tag's marks, kept while they may be asked for: one for each tag as it is now, and some of
 * before, whose pages people are looking at.
 */
import type { Band, Cutoff, RankedPhoto } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { rowAt, type SearchSpace } from '../search/search-space.ts'
import type { Similarity } from '../search/similarity.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { suggestedCount, usefulCutoffs } from './cutoffs.ts'
import { marksOf, tagOrThrow, type Mark } from './marks.ts'
import type { Ranker } from './ranker.ts'

export interface Ranking {
  rankingId: string
  tagId: number
  space: SearchSpace
  /** That the space has seen, by the rows they are ranked by. */
  marks: Mark[]
  /** Best first, rows of the space. */
  order: Int32Array
  scores: Float32Array
  confidences: Float32Array
  cutoffs: Cutoff[]
  suggestedCount: number
}

export const scorerName = 'logistic'
const mostKept = 8
const sureConfidence = 0.8
const askConfidence = 0.3

export function bandOf(confidence: number): Band {
  if (confidence >= sureConfidence) return 'sure'
  return confidence >= askConfidence ? 'ask' : 'no'
}

export type Rankings = ReturnType<typeof createRankings>

export function createRankings(catalogue: Catalogue, similarity: Similarity, ranker: Ranker) {
  const { tags, tagRuns, photos } = catalogue
  const current = new Map<number, Promise<Ranking>>()
  const kept = new Map<string, Ranking>()
  let made = 0

  /** `tagged` are photos that are not ranked, as they carry the tag. */
  async function make(tagId: number, tagged: { photoId: number }[]): Promise<Ranking> {
    const space = await similarity.space()
    const known = marksOf(catalogue, tagId).filter(({ photoId }) => space.rowOf.has(photoId))
    // Freely chosen ones first: estimates take the first yes for those that say what a tag is.
    const marks = known.toSorted((a, b) => Number(a.asked !== null) - Number(b.asked !== null))
    if (!marks.some(({ label }) => label === 'yes')) throw await notEnough(tagId)
    const rowsOf = (wanted: Mark[]) => Int32Array.from(wanted, ({ photoId }) => space.rowOf.get(photoId)!)
    const [yes, no] = (['yes', 'no'] as const).map((label) => rowsOf(marks.filter((mark) => mark.label === label)))
    const carrying = tagged.filter(({ photoId }) => space.rowOf.has(photoId))
    const without = Int32Array.from(carrying, ({ photoId }) => space.rowOf.get(photoId)!)
    const { order, scores, confidences, counts, ranges } = await ranker.rank(space, { yes, no }, without)
    const all = counts.map((count, i): Cutoff => ({ count, precision: ranges[i] }))
    const cutoffs = usefulCutoffs(all)
    const rankingId = `${tagId}.${++made}`
    const suggested = suggestedCount(cutoffs)
    return { rankingId, tagId, space, marks, order, scores, confidences, cutoffs, suggestedCount: suggested }
  }

  function keep(ranking: Ranking): Ranking {
    kept.set(ranking.rankingId, ranking)
    const [oldest] = kept.keys()
    if (kept.size > mostKept) kept.delete(oldest)
    return ranking
  }

  /** Marks count when their photo is there and the model in use has seen it. */
  async function notEnough(tagId: number): Promise<SemblanceError> {
    const { name } = tagOrThrow(catalogue, tagId)
    const yes = marksOf(catalogue, tagId).filter(({ label }) => label === 'yes')
    const { rowOf } = await similarity.colourSpace()
    const isThere = yes.some(({ photoId }) => rowOf.has(photoId))
    const why = isThere
      ? `The model in use has not looked at the photos marked as "${name}" yet. It does so after indexing ` +
        '("semblance index"): wait for it, or mark others.'
      : `The files of all photos marked as "${name}" are gone. Mark one that is there.`
    const first = `Mark at least one photo as "${name}" first; three to ten work better.`
    return new SemblanceError('NOT_ENOUGH_LABELS', yes.length === 0 ? first : why)
  }

  /** As the marks are now; made once while they stay. Throws NOT_FOUND, NOT_ENOUGH_LABELS. */
  async function now(tagId: number): Promise<Ranking> {
    tagOrThrow(catalogue, tagId)
    const found = await (current.get(tagId) ?? begin(tagId))
    // Photos or a model came: another space is searched by now.
    return found.space === (await similarity.space()) ? found : begin(tagId)
  }

  function begin(tagId: number): Promise<Ranking> {
    const carried = [...tags.within(tagId), ...tags.excluding(tagId)]
    const tagged = carried.flatMap((id) => tagRuns.machineTags(id))
    const begun = make(tagId, tagged).then(keep)
    current.set(tagId, begun)
    begun.catch(() => current.get(tagId) === begun && current.delete(tagId))
    return begun
  }

  /** Of before, in its order. Throws NOT_FOUND when it is forgotten. */
  function before(rankingId: string): Ranking {
    const found = kept.get(rankingId)
    if (!found) throw new SemblanceError('NOT_FOUND', 'This ranking is no longer kept. Rank again.')
    // What is looked at is kept the longest.
    kept.delete(rankingId)
    return keep(found)
  }

  /** Photos at places of a ranking, with what speaks for them. */
  async function photosAt(ranking: Ranking, places: number[]): Promise<RankedPhoto[]> {
    const { space, marks, order, confidences } = ranking
    const asked = Int32Array.from(places, (place) => order[place])
    const marked = Int32Array.from(marks, ({ photoId }) => space.rowOf.get(photoId)!)
    const why = places.length > 0 ? await ranker.why(space, marked, asked) : []
    const summaries = photos.summaries(Array.from(asked, (row) => space.photoIds[row]))
    return places.flatMap((place, i) => {
      const summary = summaries.get(space.photoIds[order[place]])
      if (!summary) return []
      const voters = why[i].map(({ mark, similarity: cosine }) => ({ ...marks[mark], similarity: cosine }))
      return [{ ...summary, confidence: confidences[place], band: bandOf(confidences[place]), voters }]
    })
  }

  const photoIdAt = ({ space, order }: Ranking, place: number): number => space.photoIds[order[place]]
  const vectorAt = ({ space, order }: Ranking, place: number): Float32Array => rowAt(space, order[place])

  return { now, make, space: similarity.space, before, photosAt, photoIdAt, vectorAt, forget: () => current.clear() }
}
