import { describe, expect, it } from 'vitest'
import { tagQuery } from '../../shared/search.ts'
import { createKnown, todayMs } from './known.ts'
import { parseQuery } from './parse.ts'

/** A Thursday. */
const today = Date.UTC(2026, 10, 26)
const tags = [
  { tagId: 1, name: 'Animals' },
  { tagId: 2, name: 'Animals/Dogs' },
  { tagId: 3, name: 'Toys/Dogs' },
  { tagId: 4, name: 'Été' },
  { tagId: 5, name: 'My old house' },
  { tagId: 6, name: 'Salt and pepper' },
  { tagId: 7, name: 'Salt "Maldon"' },
  { tagId: 8, name: '„Alte“ Stadt' },
]
const places = new Map([['italy', { placeId: 'Q38', name: 'Italy' }]])
const known = createKnown(tags, (name) => places.get(name) ?? null, today)
const wordsOf = (query: string) => parseQuery(query, known).parts.map(({ words }) => words)
const day = (text: string) => Date.parse(`${text}T00:00:00Z`)

describe('dates', () => {
  it.each([
    ['2023', '2023-01-01', '2024-01-01', '2023'],
    ['may 2023', '2023-05-01', '2023-06-01', 'May 2023'],
    ['MAY 2023', '2023-05-01', '2023-06-01', 'May 2023'],
    ['sept 2023', '2023-09-01', '2023-10-01', 'September 2023'],
    ['2023-05', '2023-05-01', '2023-06-01', 'May 2023'],
    ['2023/5', '2023-05-01', '2023-06-01', 'May 2023'],
    ['2023-05-14', '2023-05-14', '2023-05-15', '14 May 2023'],
    ['14.5.2023', '2023-05-14', '2023-05-15', '14 May 2023'],
    ['14 May 2023', '2023-05-14', '2023-05-15', '14 May 2023'],
    ['May 14th, 2023', '2023-05-14', '2023-05-15', '14 May 2023'],
    ['29 february 2024', '2024-02-29', '2024-03-01', '29 February 2024'],
    ['13/05/2023', '2023-05-13', '2023-05-14', '13 May 2023'],
    ['05/13/2023', '2023-05-13', '2023-05-14', '13 May 2023'],
    ['2022-05..2023-01', '2022-05-01', '2023-02-01', 'May 2022 to January 2023'],
    ['2019..2021', '2019-01-01', '2022-01-01', '2019 to 2021'],
    ['may 2022 .. june 2022', '2022-05-01', '2022-07-01', 'May to June 2022'],
    ['2023-05-03..2023-05-09', '2023-05-03', '2023-05-10', '3 May to 9 May 2023'],
    ['summer 2025', '2025-06-01', '2025-09-01', 'June to August 2025'],
    ['winter 2024', '2024-12-01', '2025-03-01', 'December 2024 to February 2025'],
    ['last summer', '2026-06-01', '2026-09-01', 'June to August 2026'],
    ['last autumn', '2025-09-01', '2025-12-01', 'September to November 2025'],
    ['this fall', '2026-09-01', '2026-12-01', 'September to November 2026'],
    ['last winter', '2025-12-01', '2026-03-01', 'December 2025 to February 2026'],
    ['yesterday', '2026-11-25', '2026-11-26', '25 November 2026'],
    ['today', '2026-11-26', '2026-11-27', '26 November 2026'],
    ['last week', '2026-11-16', '2026-11-23', '16 November to 22 November 2026'],
    ['this weekend', '2026-11-28', '2026-11-30', '28 November to 29 November 2026'],
    ['last month', '2026-10-01', '2026-11-01', 'October 2026'],
    ['last year', '2025-01-01', '2026-01-01', '2025'],
    ['last 1000 years', '1026-11-27', '2026-11-27', '27 November 1026 to 26 November 2026'],
    ['last 7 days', '2026-11-20', '2026-11-27', '20 November to 26 November 2026'],
    ['last 2 years', '2024-11-27', '2026-11-27', '27 November 2024 to 26 November 2026'],
    ['date:2023', '2023-01-01', '2024-01-01', '2023'],
    ['date:last summer', '2026-06-01', '2026-09-01', 'June to August 2026'],
    ['date:"may 2023"', '2023-05-01', '2023-06-01', 'May 2023'],
  ])('%s', (query, from, to, words) => {
    const { parts, problem } = parseQuery(query, known)
    const conditions = [{ kind: 'date', fromMs: day(from), toMs: day(to) }]
    expect(problem).toBe(null)
    expect(parts).toMatchObject([{ words, terms: [{ isAbsent: false, conditions }], start: 0, end: query.length }])
  })

  it('may be open, and of any year', () => {
    expect(wordsOf('before 2020')).toEqual(['Before 1 January 2020'])
    expect(wordsOf('after may 2020')).toEqual(['From 1 June 2020 on'])
    expect(wordsOf('since 2020')).toEqual(['From 1 January 2020 on'])
    expect(wordsOf('2020-05..')).toEqual(['From 1 May 2020 on'])
    expect(wordsOf('..2020')).toEqual(['Before 1 January 2021'])
    expect(wordsOf('may')).toEqual(['May of any year'])
    expect(wordsOf('date:dec')).toEqual(['December of any year'])
  })

  it('are of the day that it is here, whatever it is elsewhere', () =>
    expect(todayMs(new Date(2026, 10, 26, 23, 59))).toBe(today))
})

describe('all else', () => {
  it.each([
    ['beach', ['Text “beach”']],
    ['"last summer"', ['Text “last summer”']],
    ['“last summer”', ['Text “last summer”']],
    ['constructor 2023', ['Text “constructor”', '2023']],
    ['__proto__ 2023', ['Text “__proto__”', '2023']],
    ['last 5000 years', ['Text “last”', 'Text “5000”', 'Text “years”']],
    ['last chance', ['Text “last”', 'Text “chance”']],
    ['my old house 2023', ['Tag My old house or text “my old house”', '2023']],
    ['MY OLD HOUSE', ['Tag My old house or text “MY OLD HOUSE”']],
    ['ete', ['Tag Été or text “ete”']],
    ['e\u0301te\u0301', ['Tag Été or text “e\u0301te\u0301”']],
    ['tag:dogs', ['Tag Animals/Dogs or Toys/Dogs']],
    ['-tag:animals/dogs', ['Not: Tag Animals/Dogs']],
    ['tag:"animals / dogs"', ['Tag Animals/Dogs']],
    ['tag:my old house', ['Tag My old house']],
    ['jpg heif', ['JPEG', 'HEIC']],
    ['format:raw -portrait', ['RAW', 'Not: Portrait']],
    ['shape:square', ['Square']],
    ['camera:"EOS 5D" lens:50mm', ['Camera “EOS 5D”', 'Lens “50mm”']],
    ['name:img folder:2023', ['Name “img”', 'Folder “2023”']],
    ['favourites', ['Favourite']],
    ['untagged undated', ['Untagged', 'Without a date']],
    ['without a date', ['Without a date']],
    ['with a place', ['With a place']],
    ['stars:4', ['4 stars']],
    ['stars:>=3', ['3 stars or more']],
    ['stars:3+', ['3 stars or more']],
    ['stars:<2', ['1 star or fewer']],
    ['stars:2..4', ['2 to 4 stars']],
    ['italy', ['Place Italy or text “italy”']],
    ['place:ITALY', ['Place Italy']],
    ['near 48.137,11.575', ['Within 10 km of 48.137, 11.575']],
    ['near:-33.9,18.4,50km', ['Within 50 km of -33.9, 18.4']],
    ['dogs or été 2023', ['Tag Animals/Dogs or Toys/Dogs or text “dogs” or Tag Été or text “été”', '2023']],
    ['🐕', ['Text “🐕”']],
    ['100%_*?', ['Text “100%_*?”']],
    ["'; DROP TABLE photo; --", ["Text “';”", 'Text “DROP”', 'Text “TABLE”', 'Text “photo;”', 'Not: Text “-”']],
    ['-', ['Text “-”']],
    ['20230514', ['Text “20230514”']],
    ['beach and 2023', ['Text “beach”', '2023']],
    ['beach AND -italy', ['Text “beach”', 'Not: Place Italy or text “italy”']],
    ['-and', ['Not: Text “and”']],
    ['and', ['Text “and”']],
    ['rock and', ['Text “rock”', 'Text “and”']],
    ['"and" beach', ['Text “and”', 'Text “beach”']],
    ['and or beach', ['Text “and” or Text “beach”']],
    ['beach and and and sea', ['Text “beach”', 'Text “sea”']],
    ['salt and pepper', ['Tag Salt and pepper or text “salt and pepper”']],
    ['foo..bar', ['Text “foo..bar”']],
    ['', []],
    ['  \n\t', []],
  ])('%j', (query, words) => {
    expect(parseQuery(query, known).problem).toBe(null)
    expect(wordsOf(query)).toEqual(words)
  })

  it('what is denied stays denied where it is one of several', () => {
    const { parts } = parseQuery('-ete or -untagged', known)
    expect(parts).toMatchObject([
      {
        terms: [
          {
            isAbsent: true,
            conditions: [
              { kind: 'tag', tagId: 4 },
              { kind: 'text', text: 'ete' },
            ],
          },
          { isAbsent: false, conditions: [{ kind: 'tagged' }] },
        ],
        start: 0,
        end: 17,
      },
    ])
  })

  it('parts know where they stand', () => {
    const query = ' dogs   -"a b"  last summer'
    const { parts } = parseQuery(query, known)
    expect(parts.map(({ start, end }) => query.slice(start, end))).toEqual(['dogs', '-"a b"', 'last summer'])
  })
})

describe('what cannot be read is told', () => {
  it.each([
    ['"not closed', /quotation mark has no other/],
    ['a "b" c"', /quotation mark has no other/],
    ['""', /nothing to look for/],
    ['-""', /nothing to look for/],
    ['\u0301', /nothing to look for/],
    ['tag:', /“tag:” needs something after it.*tag:dogs/],
    ['tag: dogs', /without a space/],
    ['tag:""', /needs something/],
    ['tag:cats', /There is no tag “cats”\. Without “tag:”/],
    ['tag:anim', /There is no tag “anim”. There is “Animals”/],
    ['2023-13-45', /“2023-13-45” is no date/],
    ['2023-02-30', /is no date/],
    ['2023-00', /is no date/],
    ['0023-02-29', /is no date/],
    ['05/06/2023', /is no date/],
    ['2023-13..2024', /is no date/],
    ['date:banana', /“banana” is no date/],
    ['date:', /needs something/],
    ['30 february 2023', /“30 february 2023” is no date/],
    ['june 31 2023', /is no date/],
    ['2023..2021', /ends before it begins/],
    ['stars:9', /no number of stars/],
    ['stars:>5', /no number of stars/],
    ['format:docx', /no format. There are jpeg/],
    ['shape:round', /no shape/],
    ['place:atlantis', /no country/],
    ['near:here', /no place/],
    ['near:95,10', /no place/],
    ['near:10,10,0', /no place/],
    ['foo:bar', /“foo:” is nothing to search by.*"foo:bar" in quotes/],
    ['C:\\photos', /“c:” is nothing to search by/],
    ['or dogs', /“or” stands between/],
    ['dogs or', /“or” stands between/],
    ['dogs or or cats', /“or” stands between/],
    ['x'.repeat(10_000), /longer than 1000/],
    ['a '.repeat(60), /more than 50/],
  ])('%j', (query, message) => {
    const { parts, problem } = parseQuery(query, known)
    expect(problem).toMatch(message)
    expect(parts).toEqual([])
  })

  it('nothing that is typed throws', () => {
    const pieces = [
      '"',
      '-',
      ':',
      'tag:',
      ' ',
      'or',
      '..',
      '%',
      '\\',
      '\0',
      '\ud800',
      '🐕',
      '2023',
      '/',
      'last',
      ',',
      '*',
    ]
    let seed = 1
    const next = () => (seed = (seed * 48_271) % 2_147_483_647)
    for (let i = 0; i < 3000; i++) {
      const query = Array.from({ length: 1 + (next() % 12) }, () => pieces[next() % pieces.length]).join('')
      const { parts, problem } = parseQuery(query, known)
      expect(problem === null || parts.length === 0).toBe(true)
    }
  })
})

it.each(tags)('the query of a tag finds it alone, whatever is in its name: $name', ({ tagId, name }) => {
  const { parts, problem } = parseQuery(tagQuery(name), known)
  expect(problem).toBeNull()
  expect(parts.map(({ terms }) => terms[0].conditions)).toEqual([[{ kind: 'tag', tagId }]])
})
