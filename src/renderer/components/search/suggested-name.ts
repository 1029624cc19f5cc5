/** What a person may call a search: as it was typed, since "last summer" is another one next year. Pure. */
import { withoutQuotes, type Condition, type SearchPart } from '../../../shared/search.ts'

/** Better said as they were read: "3 stars or more". */
const signs: Condition['kind'][] = ['stars', 'near', 'format', 'shape']
const key = /(^|[\s-])\p{L}+:(?=\S)/gu

/** "Warm colours, last summer, not dogs". */
export function suggestedName(query: string, parts: readonly SearchPart[]): string {
  const name = parts
    .map((part) => (isOfSigns(part) ? asRead(part) : asTyped(query.slice(part.start, part.end))))
    .join(', ')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

const isOfSigns = ({ terms }: SearchPart): boolean =>
  terms.every(({ conditions }) => conditions.every(({ kind }) => signs.includes(kind)))

const asRead = ({ words }: SearchPart): string =>
  words.replaceAll(/\bNot: /g, 'not ').replaceAll(/\b[A-Z](?=[a-z]+\b)/g, (letter) => letter.toLowerCase())

const asTyped = (said: string): string =>
  withoutQuotes(said.replaceAll(key, '$1'))
    .replaceAll(/(^|\s)-(?=\S)/g, '$1not ')
    .replaceAll(/\s+/g, ' ')
    .trim()
