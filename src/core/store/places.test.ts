import { expect, it } from 'vitest'
import { isInPlace, loadPlaces } from './places.ts'

const [rome, london, atSea] = [
  [41.9, 12.5],
  [51.5, -0.12],
  [-40, -20],
] as const

it.each([
  ['italy', rome, true],
  ['ita', rome, true],
  ['europe', rome, true],
  ['france', rome, false],
  ['united kingdom', london, true],
  ['england', london, true],
  ['scotland', london, false],
  ['europe', atSea, false],
] as const)('%s has %j: %s', async (name, [latitude, longitude], isThere) => {
  const { placeId } = (await loadPlaces()).placeOf(name)!
  expect(isInPlace(latitude, longitude, placeId)).toBe(isThere)
})

it('tells countries by name, nothing at sea, and knows no others', async () => {
  const { countryAt, placeOf } = await loadPlaces()
  expect([rome, london, atSea].map(([latitude, longitude]) => countryAt(latitude, longitude))).toEqual([
    'Italy',
    'United Kingdom',
    null,
  ])
  expect(placeOf('atlantis')).toBe(null)
})
