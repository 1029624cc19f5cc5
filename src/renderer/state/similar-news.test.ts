import { expect, test } from 'vitest'
import { newsOf } from './similar-news.ts'

const quiet = { photoCount: 9, indexing: { state: 'done' }, training: { newPhotos: null, regions: null } }
const counts = { photos: 1, model: 1, regions: 1 }

function news({ now = {}, status = {}, regionPhotoCount = null as number | null }) {
  const found = newsOf({
    askedAt: counts,
    now: { ...counts, ...now },
    regionPhotoCount,
    status: { ...quiet, ...status } as never,
  })
  return found && `${found.text}${found.isThere ? ' Again' : ''}`
}

test('nothing where all was there', () => {
  expect(news({})).toBeNull()
  expect(news({ regionPhotoCount: 9 })).toBeNull()
  expect(news({ now: { regions: 2 } })).toBeNull()
})

test('what goes on may find more, and finds other photos already where some have come', () => {
  const reading = { indexing: { state: 'running' } }
  expect(news({ status: reading })).toBe('Photos are still being read and looked at: more may be found.')
  expect(news({ status: reading, now: { photos: 2 } })).toMatch(/ Again$/)
  const looking = { training: { newPhotos: { doneCount: 1, totalCount: 2 }, regions: null } }
  expect(news({ status: looking })).toMatch(/^Photos are still/)
})

test('what is over finds other photos', () => {
  expect(news({ now: { model: 2 } })).toBe('Photos have come, gone or been looked at anew since. Again')
})

test('parts that are not there, are being made, and are there since', () => {
  const regions = { doneCount: 0, totalCount: 4, isPaused: false }
  const making = { training: { newPhotos: null, regions } }
  expect(news({ regionPhotoCount: 5 })).toMatch(/^Parts of 4 photos are not looked at yet: .* Again$/)
  expect(news({ regionPhotoCount: 5, status: making })).toMatch(/^Parts of 4 photos are still being looked at: /)
  expect(news({ regionPhotoCount: 5, now: { regions: 2 } })).toMatch(/^Parts of more photos are looked at now/)
})
