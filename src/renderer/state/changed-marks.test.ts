import { expect, it } from 'vitest'
import { changedMarkCount } from './changed-marks.ts'

it('counts photos that were marked, marked otherwise, or had their mark taken back', () => {
  const then = new Map([
    [1, 'yes'],
    [2, 'yes'],
    [3, 'no'],
  ] as const)
  const now = new Map([
    [1, 'yes'],
    [2, 'no'],
    [4, 'no'],
  ] as const)
  expect(changedMarkCount(then, now)).toBe(3)
  expect(changedMarkCount(then, then)).toBe(0)
})
