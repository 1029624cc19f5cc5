import { describe, expect, it } from 'vitest'
import { gridLayout, nextFocus } from './grid-layout.ts'

const view = { width: 1048, height: 700, scrollTop: 0, count: 10_000, tileSize: 176 }

describe('gridLayout', () => {
  it('draws few tiles however long the list is', () => {
    const { firstIndex, lastIndex } = gridLayout({ ...view, scrollTop: 150_000 })
    expect(lastIndex - firstIndex).toBeLessThan(100)
    expect(firstIndex).toBeGreaterThan(1000)
  })
  it('fills the width exactly', () => {
    const { columns, size, gap, padding } = gridLayout(view)
    expect(columns * size + (columns - 1) * gap + 2 * padding).toBeCloseTo(view.width)
  })
  it('covers every tile at the very end and none beyond', () => {
    const { totalHeight } = gridLayout(view)
    expect(gridLayout({ ...view, scrollTop: totalHeight - view.height }).lastIndex).toBe(9999)
  })
  it('draws nothing of an empty list, and survives no width', () => {
    const empty = gridLayout({ ...view, count: 0 })
    expect(empty.lastIndex).toBeLessThan(empty.firstIndex)
    expect(gridLayout({ ...view, width: 0 }).columns).toBe(1)
  })
})

describe('nextFocus', () => {
  const grid = { columns: 5, count: 12, visibleRows: 2 }
  it('moves by one and by a row, and stops at the ends', () => {
    expect(nextFocus('ArrowRight', 3, grid)).toBe(4)
    expect(nextFocus('ArrowDown', 3, grid)).toBe(8)
    expect(nextFocus('ArrowDown', 9, grid)).toBe(11)
    expect(nextFocus('ArrowUp', 3, grid)).toBe(3)
    expect(nextFocus('ArrowLeft', 0, grid)).toBe(0)
  })
  it('goes to the ends with Home and End', () => {
    expect(nextFocus('Home', 7, grid)).toBe(0)
    expect(nextFocus('End', 0, grid)).toBe(11)
  })
  it('leaves other keys alone', () => {
    expect(nextFocus('y', 3, grid)).toBeNull()
    expect(nextFocus('toString', 3, grid)).toBeNull()
  })
})
