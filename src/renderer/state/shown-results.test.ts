import { expect, test } from 'vitest'
import type { SimilarityLevel, SimilarPhoto } from '../../shared/domain.ts'
import { shownResults, type LevelChoice } from './shown-results.ts'

const photo = (photoId: number, level: SimilarityLevel | null, foldedUnder: number | null = null) =>
  ({ photoId, level, foldedUnder }) as SimilarPhoto
const results = [
  photo(1, 'shot'),
  photo(2, 'shot', 1),
  photo(3, 'scene'),
  photo(4, 'scene', 1),
  photo(5, 'kind', 3),
  photo(6, null),
]
const shown = (choice: LevelChoice, ...opened: number[]) =>
  shownResults(results, choice, new Set(opened)).map(({ photoId, foldedCount }) => [photoId, foldedCount])

test('of one shot the first alone, with how many are under it', () =>
  expect(shown('nearest')).toEqual([
    [1, 2],
    [3, 1],
    [6, 0],
  ]))

test('opened, they come right after it', () =>
  expect(shown('nearest', 1)).toEqual([
    [1, 2],
    [2, 0],
    [4, 0],
    [3, 1],
    [6, 0],
  ]))

test('a level has what reaches it, and counts only that', () => {
  expect(shown('shot')).toEqual([[1, 1]])
  expect(shown('scene')).toEqual([
    [1, 2],
    [3, 0],
  ])
  expect(shown('kind', 3)).toEqual([
    [1, 2],
    [3, 1],
    [5, 0],
  ])
})
