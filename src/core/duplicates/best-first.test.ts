import { expect, test } from 'vitest'
import { bestFirst } from './best-first.ts'

const photo = { favourite: false, stars: null, width: 400, height: 300, sharpness: 0.1, sizeBytes: 1000 }

test.each([
  ['a favourite', { favourite: true }, { stars: 5, width: 4000, sharpness: 1 }],
  ['3 stars', { stars: 3 }, { width: 4000, sharpness: 1 }],
  ['the most pixels, 800 × 300', { width: 800 }, { sharpness: 1, sizeBytes: 9000 }],
  ['the sharpest', { sharpness: 0.2 }, { sharpness: 0.15, sizeBytes: 9000 }],
  ['the largest file, 9 kB', { sizeBytes: 9000, sharpness: 0.1 }, { sharpness: 0.11 }],
])('%s is the best', (reason, best, other) => {
  const [first, second] = [
    { ...photo, ...best },
    { ...photo, ...other },
  ]
  for (const all of [
    [first, second],
    [second, first],
  ])
    expect(bestFirst(all)).toEqual({ duplicates: [first, second], bestReason: reason })
})

test('where nothing decides they stay as they are', () => {
  const all = [{ ...photo, sharpness: null }, photo]
  expect(bestFirst(all)).toEqual({ duplicates: all, bestReason: expect.stringContaining('nothing') })
})
