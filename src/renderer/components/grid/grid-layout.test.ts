import { describe, expect, it } from 'vitest'
import { nextFocus, squareLayout } from './grid-layout.ts'

const view = { width: 1048, count: 10_000, tileSize: 176 }

describe('squares', () => {
  it('draws few however long the list is', () => {
    const [first, last] = squareLayout(view).between(150_000, 150_700)
    expect(last - first).toBeLessThan(100)
    expect(first).toBeGreaterThan(1000)
  })
  it('fill the width exactly', () => {
    const layout = squareLayout(view)
    const [, last] = layout.between(0, 0)
    const { left, width } = layout.boxOf(last)
    expect(left + width + 24).toBeCloseTo(view.width)
  })
  it('are all there at the very end and none beyond', () => {
    const layout = squareLayout(view)
    expect(layout.between(layout.totalHeight - 700, layout.totalHeight)[1]).toBe(9999)
  })
  it('of an empty list are none, and there is one column without a width', () => {
    const [first, last] = squareLayout({ ...view, count: 0 }).between(0, 700)
    expect(last).toBeLessThan(first)
    expect(squareLayout({ ...view, width: 0 }).between(0, 0)).toEqual([0, 0])
  })
})

describe('nextFocus', () => {
  // Five in a row, two rows on screen.
  const grid = squareLayout({ width: 2 * 24 + 5 * 100 + 4 * 6, count: 12, tileSize: 100 })
  const next = (key: string, index: number) => nextFocus(key, index, grid, 212)
  it('moves by one and by a row, and stops at the ends', () => {
    expect(next('ArrowRight', 3)).toBe(4)
    expect(next('ArrowDown', 3)).toBe(8)
    expect(next('ArrowDown', 9)).toBe(11)
    expect(next('ArrowDown', 11)).toBe(11)
    expect(next('ArrowUp', 3)).toBe(3)
    expect(next('ArrowUp', 8)).toBe(3)
    expect(next('ArrowLeft', 0)).toBe(0)
  })
  it('moves by what is on screen', () => {
    expect(next('PageDown', 1)).toBe(11)
    expect(next('PageUp', 11)).toBe(1)
    expect(next('PageUp', 3)).toBe(0)
    expect(next('PageDown', 10)).toBe(11)
    expect(nextFocus('PageDown', 1, grid, 40)).toBe(6)
  })
  it('goes to the ends with Home and End', () => {
    expect(next('Home', 7)).toBe(0)
    expect(next('End', 0)).toBe(11)
  })
  it('leaves other keys alone', () => {
    expect(next('y', 3)).toBeNull()
    expect(next('toString', 3)).toBeNull()
    expect(nextFocus('End', 0, squareLayout({ ...view, count: 0 }), 212)).toBeNull()
  })
})
