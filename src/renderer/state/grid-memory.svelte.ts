/** Where a grid was scrolled to, which photo had the ring, what is selected; kept while its screen is away. */
import { nothingSelected, type Selection } from './selection.ts'

/** A photo that stays where it is on the screen when the list around it changes. */
export interface Anchor {
  photoId: number
  index: number
  /** Top of its row below the top of the window, pixels. */
  offset: number
}

export class GridMemory {
  scrollTop = 0
  /** The photo with the ring; `focusIndex` is where it stood last. */
  focusId = $state<number | null>(null)
  focusIndex = $state(0)
  /** Set when the focus should go to the grid as soon as it is drawn (coming back from a photo). */
  takeFocus = false
  /** A place that the grid is asked to go to. */
  jumpIndex = $state<number | null>(null)
  anchor: Anchor | null = null
  tileSize = $state(176)
  selection = $state.raw<Selection>(nothingSelected)

  focusOn(photoId: number | null, index: number): void {
    this.focusId = photoId
    this.focusIndex = index
  }
}
