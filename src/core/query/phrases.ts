/** What words without a ":" may say: a tag, a date, a format and the like; else they are text. Pure. */
import { folded, type Condition } from '../../shared/search.ts'
import { echoed } from '../../shared/shown-name.ts'
import { dateRange, isLikeDate, monthOf, namedMonth } from './date-range.ts'
import { formatReading, nearReading, shapeReading, tagReading, textReading, type Reading } from './fields.ts'
import { refuse, type Known } from './known.ts'
import { rangeInWords } from './words.ts'

/** A reading that may say that something is not there. */
export interface Phrase extends Reading {
  isAbsent?: boolean
}

/** Words of one phrase at most. */
export const mostWords = 7
/** Shorter names of places are other words, too. */
const shortestPlace = 4

const said = (
  kind: Extract<Condition['kind'], 'favourite' | 'tagged' | 'dated' | 'located'>,
  words: string,
): Phrase => ({
  conditions: [{ kind }],
  words,
})
const not = (phrase: Phrase): Phrase => ({ ...phrase, isAbsent: true })
const phrases: [Phrase, ...string[]][] = [
  [said('favourite', 'Favourite'), 'favourite', 'favourites', 'favorite', 'favorites'],
  [not(said('tagged', 'Untagged')), 'untagged', 'without tags', 'without a tag', 'without tag'],
  [said('tagged', 'Tagged'), 'tagged', 'with tags', 'with a tag'],
  [not(said('dated', 'Without a date')), 'undated', 'without date', 'without a date'],
  [said('dated', 'With a date'), 'with date', 'with a date'],
  [not(said('located', 'Without a place')), 'without place', 'without a place'],
  [said('located', 'With a place'), 'with place', 'with a place'],
]
const phraseOf = new Map(phrases.flatMap(([phrase, ...names]) => names.map((name) => [name, phrase] as const)))

/** What the words say together; null where they say nothing, as words of a text do. */
export function phraseReading(words: string[], known: Known): Phrase | null {
  const text = words.join(' ')
  const tags = known.tagsNamed(text)
  if (tags.length > 0) return either(tagReading(tags), text)
  const key = folded(text)
  return phraseOf.get(key) ?? dateReading(words, known) ?? nearWords(key) ?? oneWord(words, known) ?? named(text, known)
}

function oneWord(words: string[], { todayMs }: Known): Phrase | null {
  const [word] = words
  if (words.length > 1) return null
  const month = namedMonth(folded(word))
  return month === null ? (formatReading(word) ?? shapeReading(word)) : monthReading(month, todayMs)
}

const nearWords = (key: string): Phrase | null => (/^near -?\d.*,/.test(key) ? nearReading(key.slice(5)) : null)

/** Of a name the text is looked for, too: files and folders have such names. */
function either(reading: Reading, text: string): Phrase {
  const { conditions } = textReading('anything', text)
  return { conditions: [...reading.conditions, ...conditions], words: `${reading.words} or text “${text}”` }
}

function named(text: string, known: Known): Phrase | null {
  const place = text.length < shortestPlace ? null : known.placeOf(folded(text))
  const words = `Place ${place?.name}`
  return place && either({ conditions: [{ kind: 'place', placeId: place.placeId }], words }, text)
}

function monthReading(month: number, todayMs: number): Phrase {
  const name = new Date(todayMs)
  name.setUTCMonth(month - 1, 1)
  const words = `${name.toLocaleString('en-GB', { month: 'long', timeZone: 'UTC' })} of any year`
  return { conditions: [{ kind: 'month', month }], words }
}

/** Null where the words are no date; throws where they look like one and are none. */
export function dateReading(words: string[], { todayMs }: Known): Phrase | null {
  const keys = words.map((word) => folded(word).replace(/,$/, ''))
  const range = dateRange(keys, todayMs)
  if (range && range.fromMs >= range.toMs)
    refuse(`“${echoed(words.join(' '))}” ends before it begins. Put the earlier date first.`)
  if (range) return { conditions: [{ kind: 'date', ...range }], words: rangeInWords(range) }
  if (
    keys
      .join(' ')
      .split('..')
      .some((end) => isLikeDate(end.trim()))
  )
    refuse(
      `“${echoed(words.join(' '))}” is no date. Write a day as 2023-05-14, a month as 2023-05, or use words: 14 May 2023.`,
    )
  return null
}

/** After "date:" a month is enough, also by its first letters. Throws where it is no date. */
export function dateOnly(words: string[], known: Known): Phrase | null {
  const month = words.length === 1 ? monthOf(folded(words[0])) : null
  return month === null ? dateReading(words, known) : monthReading(month, known.todayMs)
}
