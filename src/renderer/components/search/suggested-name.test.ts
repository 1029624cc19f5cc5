import { expect, test } from 'vitest'
import type { Condition, SearchPart } from '../../../shared/search.ts'
import { suggestedName } from './suggested-name.ts'

/** As the search box takes it, how it was read, and of what kind it is. */
type Part = [typed: string, words: string, kind: Condition['kind']]
const beach: Part = ['beach', 'Text “beach”', 'text']
const warm: Part = ['tag:"Warm colours"', 'Tag Warm colours', 'tag']
const summer: Part = ['last summer', 'June to August 2026', 'date']

test.each<[string, Part[]]>([
  ['Beach', [beach]],
  ['Warm colours, last summer, not dogs', [warm, summer, ['-tag:dogs', 'Not: Tag Dogs', 'tag']]],
  ['Dogs or cats, beach', [['tag:dogs or tag:cats', 'Tag Dogs or Tag Cats', 'tag'], beach]],
  [
    '3 stars or more, italy',
    [
      ['stars:>=3', '3 stars or more', 'stars'],
      ['place:italy', 'Place Italy', 'place'],
    ],
  ],
  [
    'Not 0 stars, HEIC',
    [
      ['-stars:0', 'Not: 0 stars', 'stars'],
      ['heic', 'HEIC', 'format'],
    ],
  ],
  [
    'Not portrait, WebP',
    [
      ['-portrait', 'Not: Portrait', 'shape'],
      ['format:webp', 'WebP', 'format'],
    ],
  ],
  ['Within 20 km of 48.1, 11.5', [['near:48.1,11.5,20km', 'Within 20 km of 48.1, 11.5', 'near']]],
  [
    'Tante Anna, without a date',
    [
      ['„Tante Anna“', 'Text “Tante Anna”', 'text'],
      ['without a date', 'No date', 'dated'],
    ],
  ],
])('%s', (name, read) => {
  const query = read.map(([typed]) => typed).join(' ')
  const parts = read.map(([typed, words, kind]): SearchPart => {
    const start = query.indexOf(typed)
    const terms = [{ conditions: [{ kind } as Condition], isAbsent: typed.startsWith('-') }]
    return { terms, words, start, end: start + typed.length }
  })
  expect(suggestedName(query, parts)).toBe(name)
})
