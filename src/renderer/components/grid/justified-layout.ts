/**
 * Rows of photos in their true proportions, each row as wide as the grid, under a heading for each group. Pure
 * arithmetic on packed numbers: a hundred thousand photos are laid out in some milliseconds.
 */
import type { Shape } from '../../state/photo-source.ts'
import { gap, headingHeight, lastUpTo, padding, type Box, type GridGroup, type GridLayout } from './grid-layout.ts'

/** Those beyond are cut to it, so that a panorama takes no row of its own, and a tall strip is wide enough to press. */
const [narrowest, widest] = [0.4, 3.2]

/** Rows of about `rowHeight`; the last of a group is not stretched. Pixels. */
export function justifiedLayout(view: { width: number; rowHeight: number; shape: Shape }): GridLayout {
  const { aspects, groups } = view.shape
  const sums = summed(aspects)
  const inner = Math.max(1, view.width - 2 * padding)
  const heightOf = (from: number, to: number): number => (inner - gap * (to - from - 1)) / (sums[to] - sums[from])
  const firsts: number[] = []
  const tops: number[] = []
  const heights: number[] = []
  const placed: GridGroup[] = []
  let [first, top] = [0, 0]

  for (const { key, count } of groups) {
    const group = { key, first, count, top, height: 0 }
    top += headingHeight
    for (const end = first + count; first < end;) {
      const to = rowEnd(first, end)
      const height = to === end ? Math.min(view.rowHeight, heightOf(first, to)) : heightOf(first, to)
      firsts.push(first)
      tops.push(top)
      heights.push(height)
      ;[first, top] = [to, top + height + gap]
    }
    placed.push({ ...group, height: top - group.top })
  }

  /** Photos are taken until the row is low enough; the last one stays where the height comes nearer by it. */
  function rowEnd(from: number, end: number): number {
    let to = from + 1
    while (to < end && heightOf(from, to) > view.rowHeight) to++
    if (to === from + 1 || heightOf(from, to) > view.rowHeight) return to
    return view.rowHeight - heightOf(from, to) > heightOf(from, to - 1) - view.rowHeight ? to - 1 : to
  }

  function boxOf(index: number): Box {
    const row = lastUpTo(firsts, index)
    const [start, height] = [firsts[row], heights[row]]
    const left = padding + (sums[index] - sums[start]) * height + gap * (index - start)
    return { left, top: tops[row], width: (sums[index + 1] - sums[index]) * height, height }
  }

  return {
    count: aspects.length,
    totalHeight: top + padding,
    groups: placed,
    boxOf,
    between: (from, to) => [firsts[lastUpTo(tops, from)] ?? 0, (firsts[lastUpTo(tops, to) + 1] ?? aspects.length) - 1],
  }
}

/** Of each photo, the widths of those before it, in heights. */
function summed(aspects: Uint16Array): Float64Array {
  const sums = new Float64Array(aspects.length + 1)
  for (let index = 0; index < aspects.length; index++)
    sums[index + 1] = sums[index] + Math.max(narrowest, Math.min(widest, aspects[index] / 1000))
  return sums
}
