import { expect, test } from 'vitest'
import { evenPlaces } from './evenly.ts'

test('of many some, from the first on and evenly; of few all', () => {
  expect([...evenPlaces(1000, 4)]).toEqual([0, 250, 500, 750])
  expect([...evenPlaces(3, 4)]).toEqual([0, 1, 2])
  expect([...evenPlaces(0, 4)]).toEqual([])
})
