import { expect, test } from 'vitest'
import { between, middleRegion, moved, resized } from './region.ts'

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
