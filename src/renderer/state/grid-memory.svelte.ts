/** Where a grid was scrolled to and which photo had the focus, kept while its screen is away. */
export class GridMemory {
  scrollTop = 0
  focusIndex = $state(0)
  /** Set when the focus should go to the grid as soon as it is drawn (coming back from a photo). */
  takeFocus = false
  tileSize = $state(176)
}
