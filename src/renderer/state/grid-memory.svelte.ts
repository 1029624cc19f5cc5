/** Where a grid was scrolled to, which photo had the ring, what is selected; kept while its screen is away. */
import { nothingSelected, type Selection } from './selection.ts'

/** A photo that stays where it is on the screen when the list, the window or the size of the photos changes. */
export interface Anchor {
  /** Null until the photo that stands there is known. */
  photoId: number | null
  index: number
  /** Its top below the top of the window, and how high the grid was then, pixels. */
  offset: number
  height: number
}

/** What is kept of a grid over a reload. */
export interface GridPlace {
  scrollTop: number
  focusId: number | null
  focusIndex: number
  hadFocus: boolean
  isRingMoved: boolean
  anchor: Anchor | null
}

export class GridMemory {
  scrollTop = 0
  /** The photo with the ring; `focusIndex` is where it stood last. */
  focusId = $state<number | null>(null)
  focusIndex = $state(0)
  /** Whether the focus was in the grid: it goes there again as soon as it is drawn. */
  hadFocus = false
  /** The ring was moved while the grid was away: it is to be seen. */
  isRingMoved = false
  /** A place that the grid is asked to go to. */
  jumpIndex = $state<number | null>(null)
  anchor: Anchor | null = null
  selection = $state.raw<Selection>(nothingSelected)

  focusOn(photoId: number | null, index: number): void {
    this.focusId = photoId
    this.focusIndex = index
  }

  /** Moves the ring while the grid is away. */
  stepTo(photoId: number, index: number): void {
    this.focusOn(photoId, index)
    this.isRingMoved = true
  }

  read = (): GridPlace => {
    const { scrollTop, focusId, focusIndex, hadFocus, isRingMoved, anchor } = this
    return { scrollTop, focusId, focusIndex, hadFocus, isRingMoved, anchor }
  }

  write = (place: GridPlace): void => void Object.assign(this, place)
}
