import { expect, it } from 'vitest'
import { initialOf, naturalKey } from './natural-order.ts'

it('puts 2 before 10, signs first and numbers before letters, whatever case, accents and leading zeros', () => {
  const inOrder = [
    '_x.jpg',
    '2.jpg',
    '0010.jpg',
    '20240101_2.jpg',
    'Éa 2.jpg',
    'ea 10.jpg',
    'IMG_9.jpg',
    'img_0010.jpg',
  ]
  const sorted = inOrder.toReversed().sort((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1))
  expect(sorted).toEqual(inOrder)
  expect(naturalKey('a2.jpg') < naturalKey('a100000000000000000000.jpg')).toBe(true)
})

it('is headed by the letter, one heading for all digits and one for signs', () => {
  expect(['émile', 'Zoo', '7', '٣', '_a', '', '日本', 'ǆ'].map(initialOf)).toEqual([
    'E',
    'Z',
    '0',
    '0',
    '#',
    '#',
    '日',
    'D',
  ])
})
