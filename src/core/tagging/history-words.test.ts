/** What was done, in words that also read well after "Undone:". */
import { expect, test } from 'vitest'
import type { Action } from '../../shared/domain.ts'
import { actionInWords, stepInWords } from './history-words.ts'

const [name, count] = ['Hats', 3]
const cases: [Action['kind'], Action['detail'], string][] = [
  ['mark', { name, count, label: 'yes' }, 'Marked 3 photos for "Hats"'],
  ['mark', { name, count, label: 'no' }, 'Marked 3 photos no for "Hats"'],
  ['mark', { name, count, label: null }, 'Removed the marks of 3 photos for "Hats"'],
  ['mark', { name, count }, 'Marked 3 photos for "Hats"'],
  ['undo run', { name, count }, 'Removed "Hats" from 3 photos'],
  ['undo run', { name, count: 0 }, 'Removed "Hats" from 0 photos'],
  ['no favourite', { count: 1 }, 'Removed a photo from the favourites'],
  ['rate', { count }, 'Removed the stars of 3 photos'],
  ['remove', { count }, 'Removed 3 photos from the library'],
]

test.each(cases)('%s %j: %s', (kind, detail, text) => {
  expect(actionInWords({ kind, detail })).toBe(text)
})

test('a step that takes long is told as going on', () => {
  const progress = { doneCount: 1, totalCount: 3, perSecond: 1, remainingMs: 2000, afterStop: '' }
  const phases = (['do', 'undo', 'redo'] as const).map(
    (way) => stepInWords({ kind: 'remove', detail: { count }, way, ...progress }).phase,
  )
  expect(phases).toEqual([
    'Removing 3 photos from the library',
    'Undoing: Removed 3 photos from the library',
    'Redoing: Removed 3 photos from the library',
  ])
})
