/**
 * Selecting by where photos stand. Where not all of the list is here the rest is read first, and what is pressed
 * meanwhile waits for it.
 */
import type { GridMemory } from '../../state/grid-memory.svelte.ts'
import { sourceOf, type PhotoSource } from '../../state/photo-source.ts'
import type { Order, Selection } from '../../state/selection.ts'

interface Selected {
  readonly photos: PhotoSource<{ photoId: number }>
  readonly memory: Pick<GridMemory, 'selection'>
}

/** Null where it wants photos that are not here. */
type Choose = (selection: Selection, order: Order) => Selection | null

export class Selecting {
  /** Whether what is selected is being read; null where it is not. */
  #reading: Promise<boolean> | null = null
  readonly #view: Selected

  constructor(view: Selected) {
    this.#view = view
  }

  get isReading(): boolean {
    return this.#reading !== null
  }

  select(choose: Choose): void {
    const { photos, memory } = this.#view
    const chosen = choose(memory.selection, photos)
    this.cancel()
    if (chosen !== null) memory.selection = chosen
    else if (photos.readIds) this.#follow(photos.readIds(), choose)
  }

  /** Once what is selected is here; never where that failed, or something else was selected meanwhile. */
  whenSelected(act: () => void): void {
    if (this.#reading === null) act()
    else void this.#reading.then((isSelected) => isSelected && act())
  }

  /** What is being read will not be selected. */
  cancel(): void {
    this.#reading = null
  }

  #follow(ids: Promise<number[] | null>, choose: Choose): void {
    const { memory } = this.#view
    const before = memory.selection
    const reading: Promise<boolean> = ids.then((photoIds) => {
      const isCurrent = this.#reading === reading
      if (isCurrent) this.cancel()
      if (!isCurrent || photoIds === null || memory.selection !== before) return false
      memory.selection = choose(before, orderOf(photoIds)) ?? before
      return true
    })
    this.#reading = reading
  }
}

function orderOf(photoIds: number[]): Order {
  const photos = photoIds.map((photoId) => ({ photoId }))
  return sourceOf(() => photos)
}
