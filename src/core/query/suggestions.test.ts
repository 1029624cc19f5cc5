import { expect, it } from 'vitest'
import { folded, suggestionKinds, withoutPart } from '../../shared/search.ts'
import { suggestionsFor } from './suggestions.ts'

const names = {
  tag: ['Animals/Dogs', 'Été', 'My old house'],
  folder: ['Photos/Dogs at sea', 'Photos/2023'],
  date: ['2023', '2022'],
  place: ['Italy'],
  camera: ['Canon EOS 5D', 'Nikon "D70"'],
  lens: ['EF 50mm'],
  format: ['HEIC', 'JPEG'],
}
const words = suggestionKinds.flatMap((kind) =>
  names[kind].map((name, at) => ({ kind, name, key: folded(name), photoCount: 10 - at })),
)
/** "|" is the caret. What the box says after each suggestion. */
const texts = (typed: string) => {
  const [caret, query] = [typed.indexOf('|'), typed.replace('|', '')]
  return suggestionsFor(query, caret, words).map(
    ({ text, start, end }) => query.slice(0, start) + text + query.slice(end),
  )
}

it.each([
  ['do|', ['tag:Animals/Dogs', 'folder:"Photos/Dogs at sea"']],
  ['2023 -DOG|', ['2023 -tag:Animals/Dogs', '2023 -folder:"Photos/Dogs at sea"']],
  ['ete|', ['tag:Été']],
  ['tag:e| 2023', ['tag:Été 2023']],
  ['ld|', []],
  ['oto|', ['folder:"Photos/Dogs at sea"', 'folder:Photos/2023']],
  ['tag:"my o|', ['tag:"My old house"']],
  ['camera:|', ['camera:"Canon EOS 5D"', 'camera:Nikon']],
  ['20|', ['2023', '2022', 'folder:Photos/2023']],
  ['foo:x|', []],
  ['zzz|', []],
])('%s', (typed, expected) => expect(texts(typed)).toEqual(expected))

it('years come newest first, however many photos they have', () => {
  const years = [
    ['2021', 30],
    ['2023', 1],
    ['2019', 20],
    ['2022', 9],
  ] as const
  const made = years.map(([name, photoCount]) => ({ kind: 'date' as const, name, key: name, photoCount }))
  const all = [...made, { kind: 'tag' as const, name: '20 dogs', key: '20 dogs', photoCount: 25 }]
  const names = (typed: string) => suggestionsFor(typed, typed.length, all).map(({ name }) => name)
  expect(names('20')).toEqual(['2023', '2022', '2021', '2019', '20 dogs'])
  expect(names('')).toEqual(['20 dogs', '2023', '2022'])
})

it('nothing typed shows a few of each kind, most photos first', () => {
  expect(suggestionsFor('', 0, words).map(({ kind }) => kind)).toEqual([
    'tag',
    'tag',
    'folder',
    'folder',
    'date',
    'date',
    'place',
    'camera',
  ])
})

it('a part is taken out with the space that it leaves', () => {
  expect(withoutPart('a b c', { start: 2, end: 3 })).toBe('a c')
  expect(withoutPart('a b', { start: 0, end: 1 })).toBe('b')
  expect(withoutPart('a', { start: 0, end: 1 })).toBe('')
})
