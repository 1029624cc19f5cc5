import { expect, test } from 'vitest'
import { foldedUnder, levelCounts, levelOf } from './levels.ts'
import type { SearchSpace } from './search-space.ts'

const cutoffs = { shot: 0.9, scene: 0.6, kind: 0.3 }
/** On the circle, at these degrees. */
const at = (...degrees: number[]) =>
  Float32Array.from(degrees.flatMap((angle) => [Math.cos((angle / 180) * Math.PI), Math.sin((angle / 180) * Math.PI)]))

test('the strictest level, and how many reach each, without the examples', () => {
  expect([0.95, 0.9, 0.7, 0.3, 0.1].map((value) => levelOf(value, cutoffs))).toEqual([
    'shot',
    'shot',
    'scene',
    'kind',
    null,
  ])
  const similarities = Float32Array.of(1, 0.95, 0.7, 0.4, 0.1)
  expect(levelCounts(similarities, cutoffs, (row) => row === 0)).toEqual({ shot: 1, scene: 2, kind: 3 })
})

test('results under the first of their shot, which is under none', async () => {
  const space = { rows: at(0, 10, 20, 30, 40, 50), size: 2 } as SearchSpace
  // 25 degrees are 0.906.
  expect([...(await foldedUnder([0, 1, 2, 3, 4, 5], space, 0.9))]).toEqual([-1, 0, 0, -1, 3, 3])
  expect([...(await foldedUnder([3, 0, 5], space, 0.9))]).toEqual([-1, -1, 0])
})
