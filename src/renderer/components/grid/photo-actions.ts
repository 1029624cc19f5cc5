/** What photos in any grid can do: open, find similar, be marked for the current tag, be given a tag by its name. */
import type { LabelValue, PhotoSummary } from '../../../shared/domain.ts'
import type { AppState } from '../../state/app.svelte.ts'
import type { GridMemory } from '../../state/grid-memory.svelte.ts'
import type { PhotoSource } from '../../state/photo-source.ts'

export interface PhotoActions {
  open(photo: PhotoSummary, index: number): void
  similar(photo: PhotoSummary): void
  /** Null takes marks back. */
  mark(photoIds: number[], label: LabelValue | null): void
  give(photoIds: number[]): void
  markOf(photoId: number): LabelValue | undefined
  /** The tag that marks are for; null where none is chosen. */
  readonly markName: string | null
}

/** `source` is what the photo view steps through; `memory` takes the focus on coming back. */
export function photoActions({ navigation, tags }: AppState, source: PhotoSource, memory: GridMemory): PhotoActions {
  const onStep = (photoId: number, index: number): void => memory.focusOn(photoId, index)
  return {
    open(photo, index) {
      memory.takeFocus = true
      navigation.open({ name: 'photo', photoId: photo.photoId, index, sequence: source, onStep })
    },
    similar({ photoId }) {
      memory.takeFocus = true
      navigation.open({ name: 'similar', photoId })
    },
    mark: (photoIds, label) => void tags.mark(photoIds, label),
    give: (photoIds) => void (tags.giving = photoIds),
    markOf: (photoId) => tags.marks.get(photoId),
    get markName() {
      return tags.current?.name ?? null
    },
  }
}
