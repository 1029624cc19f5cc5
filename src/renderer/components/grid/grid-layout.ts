/** Where the photos of a grid stand, and where an arrow key leads. Pure arithmetic; imports nothing. */

/** Pixels from the top left corner of all rows. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** Photos under one heading, which is at their top. Pixels. */
export interface GridGroup {
  key: string
  first: number
  count: number
  top: number
  height: number
}

export interface GridLayout {
  count: number
  totalHeight: number
  groups: GridGroup[]
  boxOf(index: number): Box
  /** The photos of the rows that lie between two heights, first and last; last < first where there are none. */
  between(top: number, bottom: number): [number, number]
}

export const gap = 6
export const padding = 24
export const headingHeight = 44
/** Of a word beside the bar. */
const markHeight = 18

/** Squares of about `tileSize` that fill the width. Pixels. */
export function squareLayout({
  width,
  count,
  tileSize,
}: {
  width: number
  count: number
  tileSize: number
}): GridLayout {
  const inner = Math.max(1, width - 2 * padding)
  const columns = Math.max(1, Math.round((inner + gap) / (tileSize + gap)))
  const size = (inner - gap * (columns - 1)) / columns
  const step = size + gap
  const rows = Math.ceil(count / columns)
  const rowAt = (y: number): number => Math.max(0, Math.min(rows - 1, Math.floor(y / step)))
  return {
    count,
    totalHeight: rows * step + padding,
    groups: [],
    boxOf: (index) => ({
      left: padding + (index % columns) * step,
      top: Math.floor(index / columns) * step,
      width: size,
      height: size,
    }),
    between: (top, bottom) => [rowAt(top) * columns, Math.min(count, (rowAt(bottom) + 1) * columns) - 1],
  }
}

/** The photo a key leads to from `index`, or null when the key moves nothing. `height` is that of the window on it. */
export function nextFocus(key: string, index: number, layout: GridLayout, height: number): number | null {
  const { count } = layout
  const inLine: Record<string, number> = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: count - 1 }
  const page = Math.max(height, 1)
  const upOrDown: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }
  if (count === 0) return null
  if (Object.hasOwn(inLine, key)) return Math.max(0, Math.min(count - 1, inLine[key]))
  return Object.hasOwn(upOrDown, key) ? inOtherRow(index, upOrDown[key], layout) : null
}

/** The photo nearest above or below, by that many pixels or else by one row. */
function inOtherRow(index: number, pixels: number, layout: GridLayout): number {
  const { left, top, width, height } = layout.boxOf(index)
  const [first, last] = layout.between(top + height / 2, top + height / 2)
  const beyond = pixels < 0 ? first - 1 : last + 1
  if (beyond < 0 || beyond >= layout.count) return Math.abs(pixels) > 1 ? (pixels < 0 ? 0 : layout.count - 1) : index
  const next = layout.boxOf(beyond)
  const middle = top + height / 2 + pixels
  const isFar = pixels < 0 ? middle < next.top : middle > next.top + next.height
  const y = isFar ? middle : next.top + next.height / 2
  return nearest(left + width / 2, layout.between(y, y), layout)
}

function nearest(x: number, [first, last]: [number, number], layout: GridLayout): number {
  const distance = (index: number): number => {
    const { left, width } = layout.boxOf(index)
    return Math.abs(left + width / 2 - x)
  }
  let best = first
  for (let index = first + 1; index <= last; index++) if (distance(index) < distance(best)) best = index
  return best
}

/** The groups that lie between two heights. */
export const groupsBetween = ({ groups }: GridLayout, top: number, bottom: number): GridGroup[] =>
  groups.filter((group) => group.top < bottom && group.top + group.height > top)

/** The place of the group at a height. */
export const groupAt = ({ groups }: GridLayout, y: number): number =>
  lastUpTo(
    groups.map(({ top }) => top),
    y,
  )

/** Where words stand beside a bar for all of the grid, pixels: each once, where it first comes, with room. */
export function scrubberMarks(
  { groups, totalHeight }: GridLayout,
  height: number,
  markOf: (key: string) => string,
): { text: string; y: number }[] {
  const marks: { text: string; y: number }[] = []
  for (const { key, top } of groups) {
    const [text, y, last] = [markOf(key), (top / totalHeight) * height, marks.at(-1)]
    if (text !== '' && text !== last?.text && (last === undefined || y >= last.y + markHeight)) marks.push({ text, y })
  }
  return marks
}

/** The place of the last of these rising numbers that is not above `value`; 0 where all are. */
export function lastUpTo(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (rising[middle] <= value) low = middle
    else high = middle - 1
  }
  return low
}
