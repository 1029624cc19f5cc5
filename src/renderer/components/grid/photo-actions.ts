/** What photos in any grid can do: open, find similar, be marked for the current tag, be given a tag by its name. */
import type { LabelValue, PhotoSummary } from '../../../shared/domain.ts'
import type { AppState } from '../../state/app.svelte.ts'
import type { ListScreen } from '../../state/address.ts'

export interface PhotoActions {
  open(photo: PhotoSummary): void
  similar(photo: PhotoSummary): void
  /** Null takes marks back. */
  mark(photoIds: number[], label: LabelValue | null): void
  give(photoIds: number[]): void
  markOf(photoId: number): LabelValue | undefined
  /** The tag that marks are for; null where none is chosen. */
  readonly markName: string | null
}

/** `list` is what the photo view steps through. */
export function photoActions({ navigation, tags }: AppState, list: ListScreen): PhotoActions {
  return {
    open: ({ photoId }) => navigation.open({ name: 'photo', photoId, list }),
    similar: ({ photoId }) => navigation.open({ name: 'similar', photoId }),
    mark: (photoIds, label) => void tags.mark(photoIds, label),
    give: (photoIds) => void (tags.giving = photoIds),
    markOf: (photoId) => tags.marks.get(photoId),
    get markName() {
      return tags.current?.name ?? null
    },
  }
}
