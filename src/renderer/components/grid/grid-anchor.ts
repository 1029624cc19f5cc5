/** The photo of a grid that stays in its place on the screen while the list or the layout changes. Pure. */
import type { Anchor } from '../../state/grid-memory.svelte.ts'
import { headingHeight, type GridLayout } from './grid-layout.ts'

/** Pixels: of the grid in the window, and of what it is scrolled to. */
interface Seen {
  layout: GridLayout
  height: number
  viewTop: number
  scrollTop: number
}

/** The photo with the ring where that is seen, else the first that is seen whole; none at the very top. */
export function takeAnchor(seen: Seen, ring: number | null, idOf: (index: number) => number | null): Anchor | null {
  const { layout, height, viewTop, scrollTop } = seen
  if (ring === null && scrollTop <= 0) return null
  const index = ring ?? firstWhole(seen)
  if (index >= layout.count) return null
  return { photoId: idOf(index), index, offset: layout.boxOf(index).top + viewTop - scrollTop, height }
}

function firstWhole({ layout, scrollTop }: Seen): number {
  // Below the heading, which lies over the photos.
  const head = layout.groups.length > 0 ? headingHeight : 0
  const [first, last] = layout.between(scrollTop + head, scrollTop + head)
  return layout.boxOf(first).top >= scrollTop + head - 1 || last + 1 >= layout.count ? first : last + 1
}

/** What to scroll to so that the anchor is where it was; within the grid also where that is lower now. */
export function heldTop({ index, offset, height }: Anchor, { layout, height: now, viewTop }: Seen): number {
  const box = layout.boxOf(Math.min(index, layout.count - 1))
  const room = Math.max(0, now - box.height)
  const below = now < height ? Math.min(offset - viewTop, room) : offset - viewTop
  return Math.max(0, Math.min(box.top - below, layout.totalHeight - now))
}
