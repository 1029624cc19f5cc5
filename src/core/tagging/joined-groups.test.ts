import { expect, test } from 'vitest'
import { joinedGroups } from './joined-groups.ts'

/** Unit rows at these angles. */
const at = (...angles: number[]) => Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]))

test('a row joins the group that it is as near to as half of its own are, and no other', () => {
  const rows = at(0, 0.1, -0.1, 0.05, 1.5, 1.6, 1.7, 1.61, 0.8)
  const groups = [Int32Array.of(0, 1, 2), Int32Array.of(4, 5, 6)]
  const joined = joinedGroups(groups, rows, 2, new Set([0, 1, 2, 4, 5, 6]))
  expect(joined.map((group) => [...group])).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ])
})

test('where all rows are known the groups stay', () => {
  const groups = [Int32Array.of(0)]
  expect(joinedGroups(groups, at(0, 1), 2, new Set([0, 1]))).toBe(groups)
})
