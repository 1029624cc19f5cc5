import { expect, test } from 'vitest'
import { photoDate } from './photo-date.ts'

const byFileTime = (modifiedAtMs: number) => {
  const found = { path: '/photos/a.jpg', sizeBytes: 1, modifiedAtMs, picture: null }
  return photoDate(found, '/photos', null)?.origin
}

test.each([0, -1, NaN, Date.UTC(2446, 4, 10), Date.UTC(9999, 11, 31)])('a file time of %d tells nothing', (timeMs) =>
  expect(byFileTime(timeMs)).toBeUndefined(),
)
test.each([1, Date.UTC(2015, 1, 3), Date.UTC(2100, 11, 30)])('a file time of %d does', (timeMs) =>
  expect(byFileTime(timeMs)).toBe('file time'),
)
