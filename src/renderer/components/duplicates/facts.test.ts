import { expect, test } from 'vitest'
import type { Duplicate } from '../../../shared/domain.ts'
import { factsOf } from './facts.ts'

const photo: Duplicate = {
  photoId: 1,
  name: 'a.jpg',
  path: '/p/a.jpg',
  width: 400,
  height: 300,
  capturedAtMs: Date.UTC(2024, 5, 1, 10, 0, 1),
  favourite: false,
  stars: null,
  sizeBytes: 2000,
  modifiedAtMs: 0,
  format: 'JPEG',
  sharpness: null,
}

test('what differs is said of each, the rest once', () => {
  const { alike, unlike } = factsOf([photo, { ...photo, photoId: 2, width: 200, path: '/q/a.jpg' }])
  expect(alike).toEqual(['2 kB', 'JPEG', expect.stringContaining('1 June 2024')])
  expect(unlike).toEqual([
    ['400 × 300', '/p'],
    ['200 × 300', '/q'],
  ])
})

test('of a moment the seconds are said, of files of one photo when they were written', () => {
  const later = { ...photo, photoId: 2, capturedAtMs: photo.capturedAtMs! + 2000 }
  expect(factsOf([photo, later]).unlike).toEqual([['at 10:00:01'], ['at 10:00:03']])
  expect(factsOf([photo, { ...photo, modifiedAtMs: 9e11 }]).unlike[0]).toEqual([expect.stringMatching(/^written/)])
})
