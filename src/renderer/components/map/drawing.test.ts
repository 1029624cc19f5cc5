/** Dots where they belong and over the edge, pictures that do not overlap, groups by what photos are coloured by. */
import { expect, test } from 'vitest'
import { byConfidence, byDate, byFolder, byTag } from './colouring.ts'
import { dotRadius, drawDots, pixelOf, roomyOnes } from './drawing.ts'

test('a dot is at its place, cut off at the edge; a selected one has a ring', () => {
  const picture = { pixels: new Uint32Array(100), width: 10, height: 10 }
  const places = Float32Array.of(0, 0, 1, 1)
  const dots = { places, groupOf: Uint8Array.of(0, 1), colours: Uint32Array.of(7, 8), ringColour: 9, radius: 1 }
  drawDots(picture, { scale: 5, dx: 4, dy: 5 }, { ...dots, isSelected: () => false })
  const at = (value: number) => Array.from(picture.pixels).flatMap((pixel, place) => (pixel === value ? place : []))
  expect(at(7)).toEqual([44, 53, 54, 55, 64])
  expect(at(8)).toEqual([8, 9, 19])
  drawDots(picture, { scale: 5, dx: 4, dy: 5 }, { ...dots, isSelected: (index) => index === 0 })
  expect([at(9).length > 20, picture.pixels[54]]).toEqual([true, 7])
  expect(pixelOf('#010203')).toBe(0xff030201)
})

test('dots are larger where there are few and from near, between one pixel and seven', () => {
  const view = { width: 800, height: 800 }
  expect([dotRadius(view, 100_000, 1), dotRadius(view, 2500, 1), dotRadius(view, 0, 1)]).toEqual([1, 2, 7])
  expect([dotRadius(view, 100_000, 0.5), dotRadius(view, 100_000, 32), dotRadius(view, 2500, 400)]).toEqual([1, 4, 7])
})

test('pictures that would lie over another stay dots, and there are so many at most', () => {
  const places = Float32Array.of(0, 0, 3, 0, 20, 0, 40, 0)
  const projection = { scale: 1, dx: 0, dy: 0 }
  expect(roomyOnes([3, 2, 1, 0], places, projection, 10, 9)).toEqual([0, 2, 3])
  expect(roomyOnes([0, 1, 2, 3], places, projection, 10, 2)).toEqual([0, 2])
})

test('by folder, date, tag and confidence every photo is in one group of the legend', () => {
  const photoIds = Int32Array.of(1, 2, 3, 4)
  const inFolders = {
    photoIds: Int32Array.of(2, 3, 1),
    groups: [
      { key: '/a', count: 2 },
      { key: '/b', count: 1 },
    ],
  }
  const folders = byFolder(photoIds, inFolders, (path) => path.slice(1))
  expect(folders.groups.map(({ text, count }) => [text, count])).toEqual([
    ['a', 2],
    ['b', 1],
    ['Other folders', 1],
  ])
  const byMonth = {
    photoIds: Int32Array.of(4, 1, 2),
    groups: [
      { key: '2024-03', count: 1 },
      { key: '2020-01', count: 2 },
    ],
  }
  const dates = byDate(photoIds, byMonth)
  expect([dates.groups.map(({ text, count }) => [text, count]), [...dates.of]]).toEqual([
    [
      ['2020', 2],
      ['2024', 1],
      ['Without a date', 1],
    ],
    [0, 0, 2, 1],
  ])
  expect([...byTag(photoIds, new Set([3]), 'dog').of]).toEqual([1, 1, 0, 1])
  expect([
    ...byConfidence(
      photoIds,
      new Map([
        [1, 1],
        [2, 0.3],
      ]),
      new Set([3]),
    ).of,
  ]).toEqual([4, 1, 5, 6])
})
