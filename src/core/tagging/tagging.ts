/**
 * Label a few, tag the rest: a person's labels vote on every unlabelled photo; applying writes machine tags as one run
 * that one call takes back. Machine tags never vote.
 */
import type { PhotoApi, PhotoEvents } from '../../shared/contract.ts'
import type { LabelValue, RankedPhoto, TagSummary } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { tagName } from '../../shared/schemas.ts'
import { shownName } from '../../shared/shown-name.ts'
import {
  background,
  bandOf,
  estimatePrecision,
  sureConfidence,
  voteForAll,
  type LabelledRows,
  type Vote,
} from './few-label.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { rowAt, type SearchSpace } from '../search/search-space.ts'
import type { Similarity } from '../search/similarity.ts'

type TaggingMethods = Pick<
  PhotoApi,
  | 'listTags'
  | 'createTag'
  | 'renameTag'
  | 'deleteTag'
  | 'setLabels'
  | 'listLabels'
  | 'rankTag'
  | 'applyTag'
  | 'listRuns'
  | 'undoRun'
>

export interface TaggingDependencies {
  catalogue: Catalogue
  similarity: Similarity
  emit(event: 'changed', value: PhotoEvents['changed']): void
}

interface Ranking {
  /** What it was made from: the space and the labels. */
  key: string
  space: SearchSpace
  labels: { photoId: number; label: LabelValue }[]
  /** Unlabelled photos, most confident first; from `ranking`, without those a run has tagged already. */
  ranked: { photoId: number; vote: Vote }[]
  estimatedPrecision: number | null
}

export function createTagging({ catalogue, similarity, emit }: TaggingDependencies): TaggingMethods {
  const { tags, tagRuns, photos } = catalogue
  let cached: Ranking | null = null

  const changed = <T>(value: T): T => {
    emit('changed', { what: 'tags' })
    return value
  }

  function tagOrThrow(tagId: number): TagSummary {
    const tag = tags.get(tagId)
    if (!tag) throw new SemblanceError('NOT_FOUND', `There is no tag ${tagId}. It may have been deleted.`)
    return tag
  }

  /** Marks count when their photo is there and the model in use has seen it. */
  async function whatIsMissing({ tagId, name }: TagSummary): Promise<string> {
    const yes = catalogue.labels.list(tagId).filter(({ label }) => label === 'yes')
    if (yes.length === 0) return `Mark at least one photo as "${name}" first; three to ten work better.`
    const { rowOf } = await similarity.colourSpace()
    const isThere = yes.some(({ photoId }) => rowOf.has(photoId))
    if (!isThere) return `The files of all photos marked as "${name}" are gone. Mark one that is there.`
    return `The model in use has not looked at the photos marked as "${name}" yet. It does so after indexing ("semblance index"): wait for it, or mark others.`
  }

  async function ranking(tagId: number): Promise<Ranking> {
    const tag = tagOrThrow(tagId)
    const space = await similarity.space()
    const labels = catalogue.labels.list(tagId).filter(({ photoId }) => space.rowOf.has(photoId))
    if (!labels.some(({ label }) => label === 'yes'))
      throw new SemblanceError('NOT_ENOUGH_LABELS', await whatIsMissing(tag))
    const marks = labels.map(({ photoId, label }) => photoId + label).join()
    const key = `${tagId}/${space.modelVersion}/${space.photoIds.length}/${marks}`
    if (cached?.key !== key || cached.space !== space) cached = { key, ...rank(space, labels) }
    const tagged = new Set(tagRuns.machineTags(tagId).map(({ photoId }) => photoId))
    return { ...cached, ranked: cached.ranked.filter(({ photoId }) => !tagged.has(photoId)) }
  }

  const toRanked = (slice: Ranking['ranked'], labels: Ranking['labels']): RankedPhoto[] => {
    const summaries = photos.summaries(slice.map(({ photoId }) => photoId))
    return slice.flatMap(({ photoId, vote }) => {
      const summary = summaries.get(photoId)
      const voters = vote.voters.map(({ label, similarity }) => ({ ...labels[label], similarity }))
      return summary ? [{ ...summary, confidence: vote.confidence, band: bandOf(vote.confidence), voters }] : []
    })
  }

  return {
    listTags: async () => tags.list(),
    createTag: async ({ name }) => changed(tags.create(checkedName(name))),
    renameTag: async ({ tagId, name }) => (tagOrThrow(tagId), changed(tags.rename(tagId, checkedName(name)))),
    deleteTag: async ({ tagId }) => (tagOrThrow(tagId), changed({ removedLabelCount: tags.remove(tagId) })),
    setLabels: async ({ tagId, labels }) => {
      tagOrThrow(tagId)
      catalogue.labels.set(tagId, labels)
      return changed(tagOrThrow(tagId))
    },
    listLabels: async ({ tagId }) => {
      tagOrThrow(tagId)
      const labels = catalogue.labels.list(tagId)
      const summaries = photos.summaries(labels.map(({ photoId }) => photoId))
      return labels.flatMap((label) =>
        summaries.has(label.photoId) ? [{ ...summaries.get(label.photoId)!, ...label }] : [],
      )
    },
    rankTag: async ({ tagId, offset, limit }) => {
      const { space, labels, ranked, estimatedPrecision } = await ranking(tagId)
      const countOf = (band: string) => ranked.filter(({ vote }) => bandOf(vote.confidence) === band).length
      return {
        basis: space.basis,
        modelVersion: space.modelVersion,
        total: ranked.length,
        sureCount: countOf('sure'),
        askCount: countOf('ask'),
        estimatedPrecision,
        photos: toRanked(ranked.slice(offset, offset + limit), labels),
      }
    },
    applyTag: async ({ tagId, minimumConfidence = sureConfidence }) => {
      const { space, ranked } = await ranking(tagId)
      const assignments = ranked
        .filter(({ vote }) => vote.confidence >= minimumConfidence)
        .map(({ photoId, vote }) => ({ photoId, confidence: vote.confidence }))
      return changed(tagRuns.create({ tagId, modelVersion: space.modelVersion, minimumConfidence, assignments }))
    },
    listRuns: async ({ tagId }) => tagRuns.list(tagId),
    undoRun: async ({ runId }) => changed({ removedCount: tagRuns.undo(runId) }),
  }
}

/** Also for hosts that call the core without the contract's own check. Throws INVALID_ARGUMENT. */
function checkedName(name: string): string {
  const { data, error } = tagName.safeParse(name)
  if (error)
    throw new SemblanceError(
      'INVALID_ARGUMENT',
      `"${shownName(name)}" is no name for a tag: ${error.issues[0].message}`,
    )
  return data
}

function rank(space: SearchSpace, labels: Ranking['labels']): Omit<Ranking, 'key'> {
  const labelled = labelledRows(space, labels)
  const isLabelled = new Set(labels.map(({ photoId }) => photoId))
  const candidates = [...space.photoIds.keys()].filter((row) => !isLabelled.has(space.photoIds[row]))
  const rows = new Float32Array(candidates.length * space.size)
  candidates.forEach((row, at) => rows.set(rowAt(space, row), at * space.size))
  const ranked = voteForAll(rows, labelled, space.size)
    .map((vote, at) => ({ photoId: space.photoIds[candidates[at]], vote }))
    .sort((a, b) => b.vote.confidence - a.vote.confidence || a.photoId - b.photoId)
  const estimatedPrecision = estimatePrecision(labelled, space.size, background(rows, labelled, space.size))
  return { space, labels, ranked, estimatedPrecision }
}

function labelledRows(space: SearchSpace, labels: Ranking['labels']): LabelledRows {
  const rows = new Float32Array(labels.length * space.size)
  labels.forEach(({ photoId }, at) => rows.set(rowAt(space, space.rowOf.get(photoId)!), at * space.size))
  return { rows, isYes: labels.map(({ label }) => label === 'yes') }
}
