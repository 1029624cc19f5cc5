import { expect, test } from 'vitest'
import { keepNewest } from './keep-newest.ts'

test('the oldest go until so many are left', () => {
  const map = new Map([3, 1, 2].map((key) => [key, key]))
  keepNewest(map, 5)
  expect([...map.keys()]).toEqual([3, 1, 2])
  keepNewest(map, 2)
  expect([...map.keys()]).toEqual([1, 2])
})
