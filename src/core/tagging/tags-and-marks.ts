/** Tags, marks and what was done to them, as the contract has it. */
import type { PhotoApi, PhotoEvents } from '../../shared/contract.ts'
import type { Action, HistoryEntry, TaggedPhoto } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { actionInWords } from './history-words.ts'
import { tagOrThrow } from './marks.ts'
import { checkedName } from './tag-name.ts'

type Methods = Pick<
  PhotoApi,
  | 'listTags'
  | 'createTag'
  | 'renameTag'
  | 'mergeTags'
  | 'setExclusive'
  | 'deleteTag'
  | 'setLabels'
  | 'listLabels'
  | 'listTagged'
  | 'undo'
  | 'redo'
  | 'listHistory'
>

export type Changed = <T>(value: T) => T

/** Tells of a change, and passes on what came of it. */
export const tellingOf =
  (emit: (event: 'changed', value: PhotoEvents['changed']) => void): Changed =>
  (value) => {
    emit('changed', { what: 'tags' })
    return value
  }

export function createTagsAndMarks(catalogue: Catalogue, changed: Changed): Methods {
  const { tags, labels, photos, history } = catalogue
  const tagOf = (tagId: number) => tagOrThrow(catalogue, tagId)
  return {
    listTags: async () => tags.list(),
    createTag: async ({ name }) => changed(tags.create(checkedName(name))),
    renameTag: async ({ tagId, name }) => (tagOf(tagId), changed(tags.rename(tagId, checkedName(name)))),
    mergeTags: async ({ tagId, intoTagId }) => {
      if (tagId === intoTagId) throw new SemblanceError('INVALID_ARGUMENT', 'A tag cannot be merged with itself.')
      tagOf(tagId)
      tagOf(intoTagId)
      return changed(tags.merge(tagId, intoTagId))
    },
    setExclusive: async ({ tagId, exclusive }) => (tagOf(tagId), changed(tags.setExclusive(tagId, exclusive))),
    deleteTag: async ({ tagId }) => (tagOf(tagId), changed({ removedLabelCount: tags.remove(tagId) })),
    setLabels: async ({ tagId, labels: marks }) => {
      tagOf(tagId)
      labels.set(tagId, marks)
      return changed(tagOf(tagId))
    },
    listLabels: async ({ tagId }) => {
      tagOf(tagId)
      const marks = labels.list(tagId)
      const summaries = photos.summaries(marks.map(({ photoId }) => photoId))
      return marks.flatMap((mark) =>
        summaries.has(mark.photoId) ? [{ ...summaries.get(mark.photoId)!, ...mark }] : [],
      )
    },
    listTagged: async ({ tagId, offset, limit, runId }) => {
      tagOf(tagId)
      const all = taggedBy(catalogue, tagId).filter((each) => runId === undefined || each.runId === runId)
      return { total: all.length, photos: withSummaries(catalogue, all.slice(offset, offset + limit)) }
    },
    undo: async () => changed(entryOf(await history.undo())),
    redo: async () => changed(entryOf(await history.redo())),
    listHistory: async ({ limit }) => history.list({ limit }).map((action) => entryOf(action)!),
  }
}

type Tagged = Pick<TaggedPhoto, 'photoId' | 'label' | 'runId' | 'confidence'> & { tagId: number }

/** A photo once: marks, newest first, then what was found, surest first. */
function taggedBy(catalogue: Catalogue, tagId: number): Tagged[] {
  const within = catalogue.tags.within(tagId)
  const marks = within.flatMap((id) => catalogue.labels.list(id).map((mark) => ({ ...mark, tagId: id })))
  const yes = marks.filter(({ label }) => label === 'yes').sort((a, b) => b.labelledAtMs - a.labelledAtMs)
  const found = within.flatMap((id) => catalogue.tagRuns.machineTags(id).map((each) => ({ ...each, tagId: id })))
  const seen = catalogue.photos.keptOutIds()
  return [
    ...yes.map(({ photoId, label, tagId: id }) => ({ photoId, label, runId: null, confidence: null, tagId: id })),
    ...found.map(({ photoId, runId, confidence, tagId: id }) => ({
      photoId,
      label: null,
      runId,
      confidence,
      tagId: id,
    })),
  ].filter(({ photoId }) => !seen.has(photoId) && seen.add(photoId))
}

function withSummaries({ photos, tagRuns }: Catalogue, page: Tagged[]): TaggedPhoto[] {
  const summaries = photos.summaries(page.map(({ photoId }) => photoId))
  return page.flatMap(({ tagId, ...tagged }) => {
    const summary = summaries.get(tagged.photoId)
    if (!summary) return []
    const stored = tagged.runId === null ? null : tagRuns.machineTag(tagId, tagged.photoId)?.voters
    const voters = (stored ?? []).map(([photoId, label, similarity]) => ({ photoId, label, similarity }))
    return [{ ...summary, ...tagged, voters }]
  })
}

function entryOf(action: Action | null): HistoryEntry | null {
  if (!action) return null
  const { actionId, kind, atMs, undoneAtMs } = action
  const note = 'note' in action ? (action.note as string | null) : null
  return { actionId, kind, text: actionInWords(action), atMs, undone: undoneAtMs !== null, note }
}
