/** What was said of a photo, told in words and signs. */
import { expect, test } from 'vitest'
import type { Exposure, PhotoDetail, PhotoTag } from '../../../shared/domain.ts'
import {
  chosenInSigns,
  chosenInWords,
  exposureInWords,
  focalLengthInWords,
  offeredInWords,
  originInWords,
  placeInWords,
  starsInWords,
} from './photo-words.ts'

test.each([
  [true, 3, 'favourite, 3 stars', '♥ ★3'],
  [true, null, 'favourite', '♥'],
  [false, 1, '1 star', '★1'],
  [false, 0, '', ''],
  [false, null, '', ''],
])('favourite %s with %s stars', (favourite, stars, words, signs) => {
  expect([chosenInWords({ favourite, stars }), chosenInSigns({ favourite, stars })]).toEqual([words, signs])
})

test.each<[Partial<PhotoDetail>, string | null]>([
  [{ favourite: true, stars: 3, ownRating: 3, rating: 1 }, '♥ favourite ★★★ (the file says ★)'],
  [{ stars: 2, ownRating: null, rating: 2 }, '★★'],
  [{ stars: 0, ownRating: 0, rating: 5 }, 'none (the file says ★★★★★)'],
  [{ stars: 4, ownRating: 4, rating: 0 }, '★★★★ (the file says none)'],
  [{ stars: null, ownRating: null, rating: null }, null],
])('stars %o', (detail, words) => {
  expect(starsInWords({ favourite: false, ...detail } as PhotoDetail)).toBe(words)
})

test('what an edited photo is offered is told, and nothing where it brings nothing', () => {
  const nothing = { offeredMarkCount: 0, offeredFavourite: false, offeredStars: null } as PhotoDetail
  expect(offeredInWords(nothing)).toBe('')
  expect(offeredInWords({ ...nothing, offeredMarkCount: 3, offeredFavourite: true, offeredStars: 2 })).toBe(
    '3 marks, ♥ favourite, ★★',
  )
  expect(offeredInWords({ ...nothing, offeredStars: 0 })).toBe('no stars')
})

test.each([
  ['Italy', 43.77, 11.25, 'Italy, 43.770° N, 11.250° E'],
  [null, -33.8688, -151.20934, '33.869° S, 151.209° W'],
  [null, null, null, null],
])('place %s, %s, %s', (country, latitude, longitude, words) => {
  expect(placeInWords({ country, latitude, longitude } as PhotoDetail)).toBe(words)
})

test('where a tag comes from is told: from a person, else from a run', () => {
  const tag = { label: null, confidence: null } as PhotoTag
  const told = [tag, { ...tag, label: 'yes' as const }, { ...tag, label: 'no' as const }, { ...tag, confidence: 0.87 }]
  expect(told.map(originInWords)).toEqual(['', 'you said yes', 'you said no', 'found, 87\u00a0%'])
})

const unsaid: Exposure = {
  seconds: null,
  fNumber: null,
  iso: null,
  biasStops: null,
  focalLengthMm: null,
  focalLength35Mm: null,
  flashFired: null,
}

test.each<[Partial<Exposure>, string | null, string | null]>([
  [{ seconds: 1 / 250, fNumber: 2.8, iso: 400 }, '1/250\u00a0s, f/2.8, ISO\u00a0400', null],
  [{ seconds: 2.5, biasStops: -2 / 3, flashFired: true }, '2.5\u00a0s, −0.7\u00a0stops, with flash', null],
  [{ seconds: 0.4, biasStops: 0.02, flashFired: false }, '0.4\u00a0s', null],
  [{ biasStops: 1 }, '+1\u00a0stop', null],
  [{ focalLengthMm: 4.25, focalLength35Mm: 26 }, null, '4.3\u00a0mm (26\u00a0mm on 35\u00a0mm film)'],
  [{ focalLengthMm: 50, focalLength35Mm: 50 }, null, '50\u00a0mm'],
  [{ focalLength35Mm: 26 }, null, '26\u00a0mm on 35\u00a0mm film'],
])('exposure %o', (said, exposure, focalLength) => {
  expect([exposureInWords({ ...unsaid, ...said }), focalLengthInWords({ ...unsaid, ...said })]).toEqual([
    exposure,
    focalLength,
  ])
})
