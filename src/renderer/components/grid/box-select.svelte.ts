/** Photos selected by a box that is drawn over them with the mouse; with Ctrl or Shift beside those that are. */
import { nothingSelected, type Selection } from '../../state/selection.ts'
import type { Box, GridLayout } from './grid-layout.ts'
import type { GridView } from './grid-view.svelte.ts'

/** Less is a click. */
const leastPixels = 8
/** So near to its edges, pixels, the grid scrolls on. */
const edge = 32

export class BoxSelect {
  /** While it is drawn, pixels from the top left of all rows. */
  box = $state.raw<Box | null>(null)
  #from: { x: number; y: number } | null = null
  #before: Selection = nothingSelected
  readonly #view: GridView<{ photoId: number }>

  constructor(view: GridView<{ photoId: number }>) {
    this.#view = view
  }

  down(event: PointerEvent): void {
    const onControl = event.target instanceof Element && event.target.closest('button:not(.open)') !== null
    const { x, y } = this.#pointOf(event)
    const onScrollbar = x > this.#view.width
    if (event.button !== 0 || event.pointerType !== 'mouse' || onControl || onScrollbar) return
    this.#from = { x, y }
    const isAdded = event.shiftKey || event.ctrlKey || event.metaKey
    this.#before = isAdded ? this.#view.memory.selection : nothingSelected
  }

  moved(event: PointerEvent): void {
    if (this.#from === null) return
    const { x, y } = this.#pointOf(event)
    const [width, height] = [Math.abs(x - this.#from.x), Math.abs(y - this.#from.y)]
    if (this.box === null && Math.max(width, height) < leastPixels) return
    // From now on a tile under it is not clicked.
    this.#view.viewport?.setPointerCapture(event.pointerId)
    this.box = { left: Math.min(x, this.#from.x), top: Math.min(y, this.#from.y), width, height }
    this.#select(this.box)
    this.#scrollOn(y - this.#view.scrollTop)
  }

  up = (): void => {
    this.#from = null
    this.box = null
  }

  #select(box: Box): void {
    const { photos, layout, memory } = this.#view
    const ids = new Set(this.#before.ids)
    let lastId: number | null = null
    for (const index of indicesIn(box, layout)) {
      lastId = photos.at(index)?.photoId ?? lastId
      if (lastId !== null) ids.add(lastId)
    }
    memory.selection = { ids, lastId }
  }

  #scrollOn(y: number): void {
    const { height, scrollTop } = this.#view
    if (y < edge) this.#view.goTo(Math.max(0, scrollTop - edge))
    else if (y > height - edge) this.#view.goTo(scrollTop + edge)
  }

  #pointOf(event: PointerEvent): { x: number; y: number } {
    const { left, top } = this.#view.viewport!.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top + this.#view.scrollTop }
  }
}

/** The photos that a box touches. */
export function indicesIn({ left, top, width, height }: Box, layout: GridLayout): number[] {
  const [first, last] = layout.between(top, top + height)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step).filter((index) => {
    const box = layout.boxOf(index)
    const isBeside = box.left > left + width || box.left + box.width < left
    return !isBeside && box.top <= top + height && box.top + box.height >= top
  })
}
