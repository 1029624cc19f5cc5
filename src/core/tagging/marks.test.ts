/** Which marks were chosen by the person, and which answer what was shown. */
import { expect, test } from 'vitest'
import type { ReviewReason } from '../../shared/domain.ts'
import { chosenTogether, type Mark } from './marks.ts'

const mark = (photoId: number, labelledAtMs: number, asked: ReviewReason | null = null): Mark => ({
  photoId,
  label: 'yes',
  asked,
  labelledAtMs,
})
const idsOf = (marks: Mark[]) => chosenTogether(marks).map(({ photoId }) => photoId)

test('yes of several photos at once are chosen, and those of a group that was given its name', () => {
  expect(idsOf([mark(1, 10), mark(2, 10), mark(3, 11), mark(4, 12, 'typical'), mark(5, 12, 'typical')])).toEqual([
    1, 2, 4, 5,
  ])
})

test('yes to what was shown, a yes alone, and a no are answers', () => {
  const no = [6, 7].map((photoId): Mark => ({ ...mark(photoId, 13), label: 'no' }))
  expect(idsOf([mark(1, 10, 'likely'), mark(2, 10, 'likely'), mark(3, 11), mark(4, 12), ...no])).toEqual([])
})
