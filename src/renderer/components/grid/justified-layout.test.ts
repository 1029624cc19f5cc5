import { describe, expect, it } from 'vitest'
import { groupAt, groupsBetween, headingHeight, nextFocus, scrubberMarks } from './grid-layout.ts'
import { indicesIn } from './box-select.svelte.ts'
import { justifiedLayout } from './justified-layout.ts'

const layoutOf = (aspects: number[], counts = [aspects.length], width = 1048, rowHeight = 180) =>
  justifiedLayout({
    width,
    rowHeight,
    shape: { aspects: Uint16Array.from(aspects), groups: counts.map((count, i) => ({ key: String(i), count })) },
  })
/** Shapes as in a library: wide, tall, square, now and then a panorama or a strip. */
const mixed = (count: number): number[] =>
  Array.from(
    { length: count },
    (_, i) => [1333, 1500, 750, 1000, 1778, i % 31 === 0 ? 9000 : 667, i % 37 === 0 ? 90 : 1333][i % 7],
  )

describe('justified rows', () => {
  it.each([
    [1048, 180],
    [500, 96],
    [1900, 320],
    [320, 320],
  ])('fill the width %i at a height near %i', (width, rowHeight) => {
    const layout = layoutOf(mixed(500), [500], width, rowHeight)
    const boxes = Array.from({ length: 500 }, (_, index) => layout.boxOf(index))
    const tops = [...new Set(boxes.map(({ top }) => top))]
    for (const top of tops.slice(0, -1)) {
      const row = boxes.filter((box) => box.top === top)
      expect(row.at(-1)!.left + row.at(-1)!.width).toBeCloseTo(width - 24, 3)
      expect(row[0].height).toBeGreaterThan(Math.min(rowHeight / 3, (width - 48) / 3.3))
      if (row.length > 1) expect(row[0].height).toBeLessThan(rowHeight * 1.6)
      for (const [i, box] of row.entries())
        if (i > 0) expect(box.left - row[i - 1].left - row[i - 1].width).toBeCloseTo(6)
    }
  })
  it('keep proportions, but for what is beyond all bounds', () => {
    const layout = layoutOf([1500, 750, 9000, 90, 1000, 1333])
    const ratio = (index: number) => layout.boxOf(index).width / layout.boxOf(index).height
    expect([0, 1, 2, 3, 4].map(ratio).map((value) => Number(value.toFixed(3)))).toEqual([1.5, 0.75, 3.2, 0.4, 1])
  })
  it('do not stretch the last row of a group, and begin the next under its heading', () => {
    const layout = layoutOf(mixed(12), [1, 9, 2])
    expect(layout.boxOf(0)).toMatchObject({ left: 24, top: headingHeight, height: 180 })
    expect(layout.groups.map(({ first, count }) => [first, count])).toEqual([
      [0, 1],
      [1, 9],
      [10, 2],
    ])
    expect(layout.boxOf(1).top).toBe(layout.groups[1].top + headingHeight)
    expect(layout.boxOf(10).height).toBeLessThanOrEqual(180)
    expect(layout.totalHeight).toBe(layout.groups[2].top + layout.groups[2].height + 24)
  })
  it('are found by height, whole rows at a time', () => {
    const layout = layoutOf(mixed(300), [100, 200])
    for (const y of [0, 50, 500, 1500, 1e9]) {
      const [first, last] = layout.between(y, y)
      expect(layout.boxOf(first).top).toBe(layout.boxOf(last).top)
      if (first > 0) expect(layout.boxOf(first - 1).top).toBeLessThan(layout.boxOf(first).top)
      if (last < 299) expect(layout.boxOf(last + 1).top).toBeGreaterThan(layout.boxOf(last).top)
    }
    expect(layout.between(-500, 1e9)).toEqual([0, 299])
  })
  it('have groups that are found by height, and marks with room between them', () => {
    const layout = layoutOf(mixed(300), [100, 3, 197])
    expect(groupAt(layout, 0)).toBe(0)
    expect(groupAt(layout, layout.groups[1].top)).toBe(1)
    expect(groupAt(layout, 1e9)).toBe(2)
    expect(groupsBetween(layout, 0, layout.groups[1].top + 1).map(({ key }) => key)).toEqual(['0', '1'])
    const marks = scrubberMarks(layout, 300, (key) => `mark ${key}`)
    expect(marks.map(({ text }) => text)).toEqual(['mark 0', 'mark 1'])
    expect(scrubberMarks(layout, 300, () => 'same')).toHaveLength(1)
  })
  it('are selected by a box that touches them', () => {
    const layout = layoutOf(mixed(60), [20, 40])
    const [first, last] = layout.between(headingHeight, headingHeight)
    const box = (index: number) => layout.boxOf(index)
    expect(indicesIn({ left: 0, top: 0, width: 2000, height: headingHeight + 10 }, layout)).toHaveLength(last + 1)
    const { left, top, width, height } = box(first + 1)
    expect(indicesIn({ left: left + 5, top: top + 5, width: 5, height: 5 }, layout)).toEqual([first + 1])
    const both = { left: left + width - 1, top: top + 5, width: 20, height: height - 10 }
    expect(indicesIn(both, layout)).toEqual([first + 1, first + 2])
    expect(indicesIn({ left: 0, top: 5, width: 2000, height: 5 }, layout)).toEqual([])
  })
  it('of nothing are none', () => {
    const [first, last] = layoutOf([], []).between(0, 700)
    expect(last).toBeLessThan(first)
  })
  it('are moved through by keys to what is nearest', () => {
    const layout = layoutOf(mixed(60), [20, 40])
    for (let index = 0, steps = 0; steps < 30; steps++) {
      const next = nextFocus('ArrowDown', index, layout, 700)!
      if (next === index) break
      expect(layout.boxOf(next).top).toBeGreaterThan(layout.boxOf(index).top)
      expect(Math.abs(layout.boxOf(next).left - layout.boxOf(index).left)).toBeLessThan(500)
      index = next
    }
  })
})
