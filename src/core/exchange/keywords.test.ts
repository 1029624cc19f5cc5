/** Names of tags and the values of the three lists. */
import { expect, test } from 'vitest'
import { listKeys, namesIn, unique, valuesFor, type Said } from './keywords.ts'

const nothing: Said = { subject: [], hierarchicalSubject: [], TagsList: [] }
const saidFor = (names: string[]) => Object.fromEntries(listKeys.map((key) => [key, valuesFor(key, names)])) as Said

test.each<[string, Said]>([
  ['Dogs', { subject: ['Dogs'], hierarchicalSubject: ['Dogs'], TagsList: ['Dogs'] }],
  ['Animals/Dogs', { subject: ['Animals', 'Dogs'], hierarchicalSubject: ['Animals|Dogs'], TagsList: ['Animals/Dogs'] }],
  [' Animals // Dogs / ', saidFor(['Animals/Dogs'])],
  ['a|b/c', { subject: ['a|b', 'c'], hierarchicalSubject: ['a\u2223b|c'], TagsList: ['a|b/c'] }],
  ['AC\u2215DC', { subject: ['AC/DC'], hierarchicalSubject: ['AC/DC'], TagsList: ['AC\u2215DC'] }],
])('"%s" in each list', (name, said) => expect(saidFor([name])).toEqual(said))

test.each([
  ['Dogs'],
  ['Animals/Dogs'],
  ['a|b/c|d'],
  ['AC\u2215DC'],
  ['\u2215'],
  ['"quoted" \'and\' <marked> & more'],
  ['Fêtes/Noël 🎄/👨‍👩‍👧'],
  ['|'],
])('"%s" comes back from all lists together and from each that knows levels', (name) => {
  const said = saidFor([name])
  expect(namesIn(said)).toEqual([name])
  expect(namesIn({ ...nothing, hierarchicalSubject: said.hierarchicalSubject })).toEqual([name])
  expect(namesIn({ ...nothing, TagsList: said.TagsList })).toEqual([name])
})

test('a slash in a flat keyword makes no levels', () =>
  expect(namesIn({ ...nothing, subject: ['AC/DC', 'b', '//'] })).toEqual(['AC\u2215DC', 'b', '\u2215\u2215']))

test('levels of others are no keywords of their own, in any letter case; what is said twice is one', () =>
  expect(
    namesIn({ subject: ['animals', 'DOGS', 'sea'], hierarchicalSubject: ['Animals|Dogs'], TagsList: ['animals/dogs'] }),
  ).toEqual(['Animals/Dogs', 'sea']))

test("darktable's own notes are none", () =>
  expect(namesIn({ ...nothing, hierarchicalSubject: ['darktable|format|jpg', 'darktable'] })).toEqual(['darktable']))

test('blanks are none', () =>
  expect(namesIn({ ...nothing, hierarchicalSubject: ['a||b|', '||'], TagsList: ['/'] })).toEqual(['a/b']))

test('of those that differ in letter case or composition alone the first stays', () =>
  expect(unique(['Café', 'Cafe\u0301', 'CAFÉ', 'b'])).toEqual(['Café', 'b']))
