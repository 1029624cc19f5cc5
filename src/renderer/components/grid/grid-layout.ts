/** Where the tiles of a virtual grid stand, and where an arrow key leads. Pure arithmetic; imports nothing. */

const gap = 6
const padding = 24
const overscanRows = 3

export interface GridLayout {
  columns: number
  /** Edge of a tile and height of a row with its gap, pixels. */
  size: number
  rowHeight: number
  gap: number
  padding: number
  totalHeight: number
  /** Tiles to draw, first and last; last < first when there are none. */
  firstIndex: number
  lastIndex: number
  /** Whole rows that fit on screen, at least one. */
  visibleRows: number
}

/** `scrollTop` counts from the first row and may be negative while a header is on screen. All in pixels. */
export function gridLayout(view: {
  width: number
  height: number
  scrollTop: number
  count: number
  tileSize: number
}): GridLayout {
  const inner = Math.max(1, view.width - 2 * padding)
  const columns = Math.max(1, Math.round((inner + gap) / (view.tileSize + gap)))
  const size = (inner - gap * (columns - 1)) / columns
  const rowHeight = size + gap
  const rows = Math.ceil(view.count / columns)
  const firstRow = Math.max(0, Math.min(rows, Math.floor(view.scrollTop / rowHeight) - overscanRows))
  const lastRow = Math.min(rows, Math.ceil((view.scrollTop + view.height) / rowHeight) + overscanRows)
  return {
    columns,
    size,
    rowHeight,
    gap,
    padding,
    totalHeight: rows * rowHeight + padding,
    firstIndex: firstRow * columns,
    lastIndex: Math.min(view.count, lastRow * columns) - 1,
    visibleRows: Math.max(1, Math.floor(view.height / rowHeight)),
  }
}

/** The tile a key leads to from `index`, or null when the key moves nothing. */
export function nextFocus(
  key: string,
  index: number,
  grid: { columns: number; count: number; visibleRows: number },
): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -grid.columns,
    ArrowDown: grid.columns,
    PageUp: -grid.columns * grid.visibleRows,
    PageDown: grid.columns * grid.visibleRows,
    Home: -grid.count,
    End: grid.count,
  }
  if (!Object.hasOwn(steps, key) || grid.count === 0) return null
  const target = index + steps[key]
  const vertical = key === 'ArrowUp' || key === 'ArrowDown'
  if (vertical && target < 0) return index
  return Math.max(0, Math.min(grid.count - 1, target))
}
