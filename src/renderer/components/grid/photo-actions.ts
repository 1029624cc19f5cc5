/** What photos in any grid can do: open, find similar, be marked or given a tag, be said something of, be kept out. */
import type { KeptOut, LabelValue, PhotoSummary } from '../../../shared/domain.ts'
import type { AppState } from '../../state/app.svelte.ts'
import type { ListScreen } from '../../state/address.ts'
import type { Choices } from '../../state/choices.svelte.ts'
import type { Fold } from '../../state/similar.svelte.ts'
import { copyPaths, fileManagerOf } from '../../state/paths.ts'

type Photo = Pick<PhotoSummary, 'photoId'>

export interface PhotoActions {
  open(photo: Photo): void
  /** A new query of these photos. */
  similar(photoIds: number[]): void
  /** Into the query that stands, as looked for or not. */
  example(photoIds: number[], minus: boolean): void
  /** Null takes marks back. */
  mark(photoIds: number[], label: LabelValue | null): void
  give(photoIds: number[]): void
  copyPaths(photoIds: number[]): void
  exportCopies(photoIds: number[]): void
  /** Null where there is no file manager to show a photo in. */
  readonly showInFolder: ((photoId: number) => Promise<void>) | null
  readonly choices: Choices
  /** What the photos of this list are kept out as; null where they are in sight. */
  readonly keptOut: KeptOut | null
  /** Of photos of one shot that stand behind the first; not in every list. */
  foldOf?(photoId: number): Fold | undefined
  fold?(photoId: number): void
  markOf(photoId: number): LabelValue | undefined
  /** The tag that marks are for; null where none is chosen. */
  readonly markName: string | null
}

/** `list` is what the photo view steps through. */
export function photoActions(app: AppState, list: ListScreen): PhotoActions {
  const { navigation, queries, tags, choices } = app
  return {
    open: ({ photoId }) => navigation.open({ name: 'photo', photoId, list }),
    similar: (photoIds) => queries.findPhotos(photoIds),
    example: (photoIds, minus) => queries.add(photoIds.map((photoId) => ({ photoId, minus }))),
    mark: (photoIds, label) => void tags.mark(photoIds, label, list.name === 'tag' ? list.tagId : undefined),
    give: (photoIds) => void (tags.giving = photoIds),
    copyPaths: (photoIds) => void copyPaths(app, photoIds),
    exportCopies: (photoIds) => app.copies.ask(photoIds),
    showInFolder: fileManagerOf(app),
    choices,
    keptOut: list.name === 'hidden' || list.name === 'removed' ? list.name : null,
    markOf: (photoId) => tags.marks.get(photoId),
    get markName() {
      return tags.current?.name ?? null
    },
  }
}
