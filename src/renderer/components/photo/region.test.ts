import { expect, test } from 'vitest'
import { between, middleRegion, moved, onTile, placeInWords, resized } from './region.ts'

test('a box between two corners, whichever comes first, never outside and never nothing', () => {
  const box = { x: 0.1, y: 0.2, width: 0.5, height: 0.3 }
  expect(between({ x: 0.1, y: 0.2 }, { x: 0.6, y: 0.5 })).toEqual(box)
  expect(between({ x: 0.6, y: 0.2 }, { x: 0.1, y: 0.5 })).toEqual(box)
  expect(between({ x: 0.5, y: -1 }, { x: 2, y: 3 })).toEqual({ x: 0.5, y: 0, width: 0.5, height: 1 })
  expect(between({ x: 1, y: 1 }, { x: 1, y: 1 })).toEqual({ x: 0.98, y: 0.98, width: 0.02, height: 0.02 })
})

test('moved and resized up to the edges', () => {
  expect(moved(middleRegion, 0.1, -0.02)).toEqual({ ...middleRegion, x: 0.35, y: 0.23 })
  expect(moved(middleRegion, 1, 1)).toEqual({ ...middleRegion, x: 0.5, y: 0.5 })
  expect(resized(middleRegion, 1, -1)).toEqual({ ...middleRegion, width: 0.75, height: 0.02 })
})

test('over a tile that shows the middle of a wide or high photo alone', () => {
  const [tile, corner] = [
    { width: 100, height: 100 },
    { x: 0, y: 0, width: 0.5, height: 0.5 },
  ]
  expect(onTile(corner, { width: 300, height: 300 }, tile)).toEqual(corner)
  expect(onTile(corner, { width: 400, height: 200 }, tile)).toEqual({ x: 0, y: 0, width: 0.5, height: 0.5 })
  expect(onTile({ ...corner, x: 0.5 }, { width: 400, height: 200 }, tile)).toMatchObject({ x: 0.5, width: 0.5 })
  expect(onTile({ x: 0.4, y: 0.25, width: 0.2, height: 0.5 }, { width: 400, height: 200 }, tile)).toEqual({
    x: expect.closeTo(0.3),
    y: 0.25,
    width: expect.closeTo(0.4),
    height: 0.5,
  })
  expect(onTile({ ...corner, y: 0.75, height: 0.25 }, { width: 200, height: 400 }, tile)).toMatchObject({
    y: 1,
    height: 0,
  })
})

test('where it is, in words', () => {
  const at = (x: number, y: number) => placeInWords({ x, y, width: 0.6, height: 0.6 })
  expect([at(0, 0), at(0.4, 0), at(0, 0.4), at(0.4, 0.4), at(0.2, 0.2)]).toEqual([
    'upper left',
    'upper right',
    'lower left',
    'lower right',
    'middle',
  ])
  expect(placeInWords({ x: 0, y: 0, width: 1, height: 0.5 })).toBe('upper')
})
