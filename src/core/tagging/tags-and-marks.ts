/** Tags, marks and what was done to them, as the contract has it. */
import type { PhotoApi, PhotoEvents } from '../../shared/contract.ts'
import type { Action, HistoryEntry, TaggedPhoto } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { packed, unpackedIds } from '../tools/packed.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { actionInWords } from './history-words.ts'
import { tagOrThrow } from './marks.ts'
import { checkedName } from './tag-name.ts'
import { newestFirst, type Tagged, type TaggedPhotos } from './tagged-photos.ts'

type Methods = Pick<
  PhotoApi,
  | 'listTags'
  | 'createTag'
  | 'renameTag'
  | 'mergeTags'
  | 'setExclusive'
  | 'deleteTag'
  | 'setLabels'
  | 'labelPhotos'
  | 'getMarks'
  | 'listLabels'
  | 'getTagged'
  | 'listTagged'
  | 'undo'
  | 'redo'
  | 'listHistory'
  | 'cancelStep'
>

export type Changed = <T>(value: T) => T

/** Tells of a change, and passes on what came of it. */
export const tellingOf =
  (emit: (event: 'changed', value: PhotoEvents['changed']) => void): Changed =>
  (value) => {
    emit('changed', { what: 'tags' })
    return value
  }

export function createTagsAndMarks(catalogue: Catalogue, tagged: TaggedPhotos, changed: Changed): Methods {
  const { tags, labels, photos, history, longSteps } = catalogue
  const tagOf = (tagId: number) => tagOrThrow(catalogue, tagId)
  /** What was stopped has changed some, too. */
  const whenOver = <T>(work: Promise<T>): Promise<T> => work.finally(() => changed(null))
  const taggedBy = async (tagId: number, runId?: number): Promise<Tagged[]> => {
    tagOf(tagId)
    const all = await tagged.of(tagId)
    return runId === undefined ? all : all.filter((each) => each.runId === runId)
  }
  return {
    listTags: async () => tags.list(),
    createTag: async ({ name }) => changed(tags.create(checkedName(name))),
    renameTag: async ({ tagId, name }) => (tagOf(tagId), changed(tags.rename(tagId, checkedName(name)))),
    mergeTags: async ({ tagId, intoTagId }) => {
      if (tagId === intoTagId) throw new SemblanceError('INVALID_ARGUMENT', 'A tag cannot be merged with itself.')
      tagOf(tagId)
      tagOf(intoTagId)
      return whenOver(tags.merge(tagId, intoTagId))
    },
    setExclusive: async ({ tagId, exclusive }) => (tagOf(tagId), changed(tags.setExclusive(tagId, exclusive))),
    deleteTag: async ({ tagId }) => (tagOf(tagId), changed({ removedLabelCount: tags.remove(tagId) })),
    setLabels: async ({ tagId, labels: marks }) => {
      tagOf(tagId)
      labels.set(tagId, marks)
      return changed(tagOf(tagId))
    },
    labelPhotos: async ({ tagId, photoIds, label, asked }) => {
      tagOf(tagId)
      await whenOver(labels.setAll(tagId, unpackedIds(photoIds), label, asked))
      return tagOf(tagId)
    },
    getMarks: async ({ tagId }) => {
      tagOf(tagId)
      return {
        yes: packed(await labels.readMarkedAs(tagId, 'yes')),
        no: packed(await labels.readMarkedAs(tagId, 'no')),
      }
    },
    listLabels: async ({ tagId, label, offset, limit }) => {
      tagOf(tagId)
      const marks = await newestFirst(await labels.read(tagId), (mark) => label === undefined || mark.label === label)
      return { total: marks.length, photos: withSummary(photos, marks.slice(offset, offset + limit)) }
    },
    getTagged: async ({ tagId, runId }) => {
      const all = await taggedBy(tagId, runId)
      return { photoIds: packed(Int32Array.from(all, ({ photoId }) => photoId)) }
    },
    listTagged: async ({ tagId, offset, limit, runId }) => {
      const all = await taggedBy(tagId, runId)
      return { total: all.length, photos: withVoters(catalogue, all.slice(offset, offset + limit)) }
    },
    undo: async () => entryOf(await whenOver(history.undo())),
    redo: async () => entryOf(await whenOver(history.redo())),
    listHistory: async ({ limit }) => history.list({ limit }).map((action) => entryOf(action)!),
    cancelStep: async () => ({ cancelled: longSteps.cancel() }),
  }
}

function withVoters({ photos, tagRuns }: Catalogue, page: Tagged[]): TaggedPhoto[] {
  return withSummary(photos, page).map(({ tagId, ...tagged }) => {
    const stored = tagged.runId === null ? null : tagRuns.machineTag(tagId, tagged.photoId)?.voters
    return { ...tagged, voters: (stored ?? []).map(([photoId, label, similarity]) => ({ photoId, label, similarity })) }
  })
}

/** Photos that are no more are left out. */
function withSummary<Row extends { photoId: number }>({ summaries }: Catalogue['photos'], rows: Row[]) {
  const found = summaries(rows.map(({ photoId }) => photoId))
  return rows.flatMap((row) => {
    const summary = found.get(row.photoId)
    return summary ? [{ ...summary, ...row }] : []
  })
}

function entryOf(action: Action | null): HistoryEntry | null {
  if (!action) return null
  const { actionId, kind, atMs, undoneAtMs } = action
  const note = 'note' in action ? (action.note as string | null) : null
  return { actionId, kind, text: actionInWords(action), atMs, undone: undoneAtMs !== null, note }
}
