/**
 * Keywords as other programs write them, and as names of tags. A name has its levels between slashes ("Animals/Dogs"):
 * dc:subject holds each level by itself, lr:hierarchicalSubject "Animals|Dogs", digiKam:TagsList "Animals/Dogs".
 *
 * A slash or a bar inside a level would come out as two levels, so there it is the sign that looks like it: U+2215 in
 * names and in digiKam's list, U+2223 in Lightroom's; what comes in is turned back.
 */
import { keyOf } from '../store/tag-names.ts'
import type { ListName } from './xmp-lists.ts'

export const listKeys = ['subject', 'hierarchicalSubject', 'TagsList'] as const
export type ListKey = (typeof listKeys)[number]

/** What stands in each list, as it stands there. */
export type Said = Record<ListKey, string[]>

export const lists: Record<ListKey, ListName> = {
  subject: { uri: 'http://purl.org/dc/elements/1.1/', prefix: 'dc', name: 'subject', kind: 'Bag' },
  hierarchicalSubject: {
    uri: 'http://ns.adobe.com/lightroom/1.0/',
    prefix: 'lr',
    name: 'hierarchicalSubject',
    kind: 'Bag',
  },
  TagsList: { uri: 'http://www.digikam.org/ns/1.0/', prefix: 'digiKam', name: 'TagsList', kind: 'Seq' },
}

const [slash, bar] = ['\u2215', '\u2223']

/** Blank levels are none. */
const levelsOf = (name: string): string[] =>
  name
    .split('/')
    .map((each) => each.trim())
    .filter((each) => each !== '')

const withSlashes = (level: string) => level.replaceAll(slash, '/')
const level = (flat: string) => flat.replaceAll('/', slash)

/** What the names come to in a list. */
export function valuesFor(key: ListKey, names: string[]): string[] {
  const levels = names.map(levelsOf)
  if (key === 'subject') return unique(levels.flat().map(withSlashes))
  if (key === 'TagsList') return unique(levels.map((each) => each.join('/')))
  return unique(levels.map((each) => each.map((one) => withSlashes(one).replaceAll('|', bar)).join('|')))
}

/** What darktable keeps for itself about files ("darktable|format|jpg"). */
const isOfProgram = (name: string) => name.startsWith('darktable/')

/** The keywords that the lists say. A flat one that is a level of another is that one's, not a keyword of its own. */
export function namesIn({ subject, hierarchicalSubject, TagsList }: Said): string[] {
  const paths = [
    ...hierarchicalSubject.map((value) =>
      value
        .split('|')
        .map((one) => level(one.replaceAll(bar, '|')))
        .join('/'),
    ),
    ...TagsList,
  ].map((path) => levelsOf(path).join('/'))
  const known = [...hierarchicalSubject, ...TagsList, ...valuesFor('subject', paths)]
  const flat = without(subject, known).map(level)
  return unique([...paths, ...flat]).filter((name) => name !== '' && !isOfProgram(name))
}

/** Whether a tag is one of these, or lies in one. */
export const isOneOf = (name: string, chosen: string[]): boolean =>
  chosen.some((each) => `${keyOf(name)}/`.startsWith(`${keyOf(each)}/`))

/** Of those that differ in letter case alone, the first. */
export function unique(values: string[]): string[] {
  return [...new Map(values.toReversed().map((value) => [keyOf(value), value])).values()].toReversed()
}

export function without(values: string[], others: string[]): string[] {
  const keys = new Set(others.map(keyOf))
  return values.filter((value) => !keys.has(keyOf(value)))
}

/** Those of `values` that `others` has, too. */
export function within(values: string[], others: string[]): string[] {
  const keys = new Set(others.map(keyOf))
  return values.filter((value) => keys.has(keyOf(value)))
}
