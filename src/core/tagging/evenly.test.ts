import { expect, test } from 'vitest'
import { evenly } from './evenly.ts'

test('of many some, from the first on and evenly; of few all', () => {
  const all = Int32Array.from({ length: 1000 }, (_, i) => 2 * i)
  expect([...evenly(all, 4)]).toEqual([0, 500, 1000, 1500])
  expect(evenly(all, 1000)).toBe(all)
  expect(evenly(new Int32Array(0), 3)).toHaveLength(0)
})
