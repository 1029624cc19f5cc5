/** A query cut into words: at spaces, but not inside quotes. Pure. */
import { quotes } from '../../shared/search.ts'

export interface Token {
  /** [start, end) in the query, with the "-" before it. */
  start: number
  end: number
  isAbsent: boolean
  /** What stands before the first ":" outside quotes, as it was typed; null where there is none. */
  key: string | null
  /** What it says, without quotes. */
  text: string
  /** Any of the text was in quotes: it is taken as text. */
  isQuoted: boolean
}

const quoted = `"[^"]*"`
const word = new RegExp(`-?(?:(?:[^\\s"]|${quoted})+)`, 'g')
const withKey = /^([\p{L}]+):(.*)$/su
/** Other quotes become plain ones, place by place. */
export const withPlainQuotes = (query: string): string => query.replace(quotes, '"')

/** The quotes of the query must come in pairs. */
export const tokensOf = (query: string): Token[] =>
  [...withPlainQuotes(query).matchAll(word)].map(({ 0: whole, index }) => tokenOf(whole, index))

function tokenOf(whole: string, start: number): Token {
  const isAbsent = whole.length > 1 && whole.startsWith('-')
  const said = isAbsent ? whole.slice(1) : whole
  const [, key = null, value = said] = withKey.exec(said) ?? []
  return {
    start,
    end: start + whole.length,
    isAbsent,
    key,
    text: value.replaceAll('"', ''),
    isQuoted: value.includes('"'),
  }
}
