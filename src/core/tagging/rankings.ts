/**
 * Rankings of the rest by a tag's marks, kept while they may be asked for: one for each tag as it is now, and some of
 * before, whose pages people are looking at.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Band, Cutoff, RankedPhoto } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { rowAt, type SearchSpace } from '../search/search-space.ts'
import type { Similarity } from '../search/similarity.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { StandingTag } from '../store/tag-runs.ts'
import { suggestedCount, usefulCutoffs } from './cutoffs.ts'
import { evenPlaces } from './evenly.ts'
import { chosenTogether, marksOf, tagOrThrow, type Mark } from './marks.ts'
import type { Ranker } from './ranker.ts'
import type { Marks } from './scorer.ts'

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
/** Marks that are compared with a photo to say what speaks for it. */
const mostHeard = 2000
/** More take the thread some milliseconds at each step. */
const manyMarks = 5000
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
    const marks = await marksIn(space, tagId)
    if (!marks.some(({ label }) => label === 'yes')) throw await notEnough(tagId)
    const rivals = await rivalsOf(tagId, space, marks)
    const carrying = tagged.filter(({ photoId }) => space.rowOf.has(photoId))
    const without = Int32Array.from(carrying, ({ photoId }) => space.rowOf.get(photoId)!)
    if (marks.length > manyMarks) await turn()
    const chosen = rowsOf(chosenTogether(marks), space)
    if (marks.length > manyMarks) await turn()
    const asked = { marks: asRows(marks, space), chosen, rivals, without }
    const { order, scores, confidences, counts, ranges } = await ranker.rank(space, asked)
    const all = counts.map((count, i): Cutoff => ({ count, precision: ranges[i] }))
    const cutoffs = usefulCutoffs(all)
    const rankingId = `${tagId}.${++made}`
    const suggested = suggestedCount(cutoffs)
    return { rankingId, tagId, space, marks, order, scores, confidences, cutoffs, suggestedCount: suggested }
  }

  /** Of photos in the space, freely chosen ones first: estimates take these for those that say what a tag is. */
  async function marksIn(space: SearchSpace, tagId: number): Promise<Mark[]> {
    const all = await marksOf(catalogue, tagId)
    await turn()
    const known = all.filter(({ photoId }) => space.rowOf.has(photoId))
    return [...known.filter(({ asked }) => asked === null), ...known.filter(({ asked }) => asked !== null)]
  }

  /** Of each the marks, without what follows from the tag's own yes. One without a yes is no rival. */
  async function rivalsOf(tagId: number, space: SearchSpace, marks: Mark[]): Promise<Marks[]> {
    const rivals: Marks[] = []
    const rivalIds = tags.rivals(tagId)
    if (rivalIds.length === 0) return []
    const ownYes = new Set(marks.flatMap(({ photoId, label }) => (label === 'yes' ? photoId : [])))
    for (const rival of rivalIds) {
      const said = (await marksOf(catalogue, rival)).filter(
        ({ photoId }) => space.rowOf.has(photoId) && !ownYes.has(photoId),
      )
      rivals.push(asRows(said, space))
    }
    return rivals.filter(({ yes }) => yes.length > 0)
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
    const yes = (await marksOf(catalogue, tagId)).filter(({ label }) => label === 'yes')
    const { rowOf } = await similarity.colourSpace()
    const isThere = yes.some(({ photoId }) => rowOf.has(photoId))
    const why = isThere
      ? `The model in use has not looked at the photos marked as "${name}" yet. It does so after indexing ` +
        '("semblance index"): wait for it, or mark others.'
      : `All photos marked as "${name}" are hidden or removed, or their files are gone. Mark one that is there.`
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
    const begun = taggedWith([...tags.within(tagId), ...tags.excluding(tagId)])
      .then((tagged) => make(tagId, tagged))
      .then(keep)
    current.set(tagId, begun)
    begun.catch(() => current.get(tagId) === begun && current.delete(tagId))
    return begun
  }

  async function taggedWith(tagIds: number[]): Promise<StandingTag[]> {
    const tagged: StandingTag[] = []
    for (const tagId of tagIds) for (const each of await tagRuns.machineTags(tagId)) tagged.push(each)
    return tagged
  }

  /** Of before, in its order. Throws NOT_FOUND when it is forgotten. */
  function before(rankingId: string): Ranking {
    const found = kept.get(rankingId)
    if (!found) throw new SemblanceError('NOT_FOUND', 'This ranking is no longer kept. Rank again.')
    // What is looked at is kept the longest.
    kept.delete(rankingId)
    return keep(found)
  }

  /** What speaks for each of these places: the marks most like it, the most first. */
  async function votersAt({ space, marks, order }: Ranking, places: number[]): Promise<RankedPhoto['voters'][]> {
    if (places.length === 0) return []
    const asked = Int32Array.from(places, (place) => order[place])
    const heard = Array.from(evenPlaces(marks.length, mostHeard), (place) => marks[place])
    const why = await ranker.why(space, rowsOf(heard, space), asked)
    return why.map((reasons) => reasons.map(({ mark, similarity: cosine }) => ({ ...heard[mark], similarity: cosine })))
  }

  /** Photos at places of a ranking, with what speaks for them. */
  async function photosAt(ranking: Ranking, places: number[]): Promise<RankedPhoto[]> {
    const { space, order, confidences } = ranking
    const voters = await votersAt(ranking, places)
    const summaries = photos.summaries(places.map((place) => space.photoIds[order[place]]))
    return places.flatMap((place, i) => {
      const summary = summaries.get(space.photoIds[order[place]])
      if (!summary) return []
      return [{ ...summary, confidence: confidences[place], band: bandOf(confidences[place]), voters: voters[i] }]
    })
  }

  /** Of a ranking's marks, those that the others speak against, clearest first. */
  const contradicted = ({ space, marks }: Ranking) => ranker.contradicted(space, asRows(marks, space))

  const photoIdAt = ({ space, order }: Ranking, place: number): number => space.photoIds[order[place]]
  const vectorAt = ({ space, order }: Ranking, place: number): Float32Array => rowAt(space, order[place])

  return {
    now,
    make,
    space: similarity.space,
    before,
    photosAt,
    votersAt,
    contradicted,
    taggedWith,
    photoIdAt,
    vectorAt,
    forget: () => current.clear(),
  }
}

const rowsOf = (marks: Mark[], { rowOf }: Pick<SearchSpace, 'rowOf'>): Int32Array =>
  Int32Array.from(marks, ({ photoId }) => rowOf.get(photoId)!)

function asRows(marks: Mark[], { rowOf }: SearchSpace): Marks {
  const [yes, no] = (['yes', 'no'] as const).map((label) => marks.filter((mark) => mark.label === label))
  return { yes: rowsOf(yes, { rowOf }), no: rowsOf(no, { rowOf }) }
}
