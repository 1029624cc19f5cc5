/** What a photo in any grid can do: open, find similar, be marked for the current tag. */
import type { LabelValue, PhotoSummary } from '../../shared/domain.ts'
import type { AppState } from '../state/app.svelte.ts'
import type { GridMemory } from '../state/grid-memory.svelte.ts'
import type { PhotoSequence } from '../state/navigation.svelte.ts'

/** Props for PhotoGrid. `sequence` is what the photo view steps through; `grid` takes the focus on coming back. */
export function photoActions({ navigation, tags }: AppState, sequence: PhotoSequence, grid: GridMemory) {
  const leave = (): void => {
    grid.takeFocus = true
  }
  const onStep = (index: number): void => {
    grid.focusIndex = index
  }
  return {
    onOpen(photo: PhotoSummary, index: number): void {
      leave()
      navigation.open({ name: 'photo', photoId: photo.photoId, index, sequence, onStep })
    },
    onSimilar(photo: PhotoSummary): void {
      leave()
      navigation.open({ name: 'similar', photoId: photo.photoId })
    },
    onMark(photo: PhotoSummary, label: LabelValue): void {
      void tags.mark(photo, label)
    },
    markOf: (photoId: number): LabelValue | undefined => tags.marks.get(photoId),
  }
}
