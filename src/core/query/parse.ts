/**
 * Reads what is typed into the search box.
 *
 *   query  = part { [ "and" ] part }       a photo is found where all parts hold
 *   part   = term { "or" term }
 *   term   = [ "-" ] ( field ":" value | phrase | "text" | word )
 *   field  = tag name folder date camera lens format shape stars place near
 *   phrase = a tag's name, a date, a format, a shape, a country, "untagged", "without a date" and the like
 *
 * The longest phrase is taken; what is in quotes is text. Pure; never throws: bad input gives a problem in words.
 */
import type { SearchPart, SearchTerm } from '../../shared/search.ts'
import { echoed } from '../../shared/shown-name.ts'
import { fieldNames, fields, textReading } from './fields.ts'
import { refuse, Unreadable, type Known } from './known.ts'
import { dateOnly, mostWords, phraseReading, type Phrase } from './phrases.ts'
import { tokensOf, withPlainQuotes, type Token } from './tokens.ts'

export interface ParsedQuery {
  parts: SearchPart[]
  /** Why it cannot be read, in words; null where it can. Then there are no parts. */
  problem: string | null
}

const mostLetters = 1000
const mostParts = 50

export function parseQuery(query: string, known: Known): ParsedQuery {
  try {
    return { parts: partsOf(query, known), problem: null }
  } catch (error) {
    if (error instanceof Unreadable) return { parts: [], problem: error.message }
    throw error
  }
}

interface Read extends Phrase {
  /** Tokens that it is made of. */
  count: number
}

function partsOf(query: string, known: Known): SearchPart[] {
  if (query.length > mostLetters) refuse(`This is longer than ${mostLetters} characters. Search for less at a time.`)
  if (withPlainQuotes(query).split('"').length % 2 === 0)
    refuse('A quotation mark has no other. Put one at the end of the text, or leave it out.')
  const tokens = tokensOf(query)
  const parts: SearchPart[] = []
  let isOr = false
  for (let at = 0; at < tokens.length;) {
    if (isOrWord(tokens[at])) {
      if (isOr || parts.length === 0 || at + 1 === tokens.length)
        refuse('“or” stands between two things: dogs or cats. In quotes it is text.')
      isOr = true
      at++
      continue
    }
    if (isAndBetween(tokens, at)) {
      at++
      continue
    }
    const read = readAt(tokens, at, known)
    const part = partOf(read, tokens[at], tokens[at + read.count - 1])
    if (isOr) parts.push(joined(parts.pop()!, part))
    else parts.push(part)
    isOr = false
    at += read.count
  }
  if (parts.length > mostParts) refuse(`These are more than ${mostParts} things at a time. Search for fewer.`)
  return parts
}

const isPlain = ({ key, isQuoted }: Token): boolean => key === null && !isQuoted
const isWord = (token: Token, word: string): boolean =>
  isPlain(token) && !token.isAbsent && token.text.toLowerCase() === word
const isOrWord = (token: Token): boolean => isWord(token, 'or')
/** It says nothing that a space does not; at an end, and beside "or", it is text. */
const isAndBetween = (tokens: Token[], at: number): boolean =>
  isWord(tokens[at], 'and') && at > 0 && at + 1 < tokens.length && ![tokens[at - 1], tokens[at + 1]].some(isOrWord)

function readAt(tokens: Token[], at: number, known: Known): Read {
  const token = tokens[at]
  if (token.key !== null) return fieldAt(tokens, at, known)
  if (token.isQuoted) return { ...textReading('anything', token.text), count: 1 }
  const phrase = longest(tokens, at, (words) => phraseReading(words, known))
  return phrase ?? { ...textReading('anything', token.text), count: 1 }
}

/** The reading of as many words from here on as there is one for. */
function longest(tokens: Token[], at: number, read: (words: string[]) => Phrase | null): Read | null {
  let end = at + 1
  while (end < at + mostWords && end < tokens.length && isPlain(tokens[end]) && !tokens[end].isAbsent) {
    if (isOrWord(tokens[end])) break
    end++
  }
  for (; end > at; end--) {
    const phrase = read(tokens.slice(at, end).map(({ text }) => text))
    if (phrase) return { ...phrase, count: end - at }
  }
  return null
}

function fieldAt(tokens: Token[], at: number, known: Known): Read {
  const { key, text, isQuoted } = tokens[at]
  const name = key!.toLowerCase()
  if (!fieldNames.includes(name)) {
    const whole = echoed(`${key}:${text}`)
    const all = `${fieldNames.slice(0, -1).join(':, ')}: or ${fieldNames.at(-1)}:`
    refuse(`“${echoed(name)}:” is nothing to search by. Use ${all}, or write "${whole}" in quotes to find it as text.`)
  }
  if (text.trim() === '') refuse(`“${name}:” needs something after it, without a space${examples[name] ?? ''}.`)
  if (name === 'date') {
    const date = isQuoted ? dateOnly(text.trim().split(/\s+/), known) : null
    const read = date ? { ...date, count: 1 } : longest(tokens, at, (words) => dateOnly(words, known))
    return read ?? refuse(`“${echoed(text)}” is no date. Write date:2023, date:2023-05-14, date:may or last summer.`)
  }
  const isTag = (words: string[]) => known.tagsNamed(words.join(' ')).length > 0
  const several = name === 'tag' && !isQuoted
  const words = several && longest(tokens, at, (said) => (isTag(said) ? fields.tag(said.join(' '), known) : null))
  return words || { ...fields[name](text, known), count: 1 }
}

const examples: Record<string, string> = {
  tag: ': tag:dogs',
  date: ': date:2023',
  stars: ': stars:>=3',
  format: ': format:heic',
  near: ': near:48.137,11.575',
}

function partOf({ conditions, words, isAbsent = false }: Phrase, first: Token, last: Token): SearchPart {
  const term: SearchTerm = { conditions, isAbsent: isAbsent !== first.isAbsent }
  const { start } = first
  return { terms: [term], words: first.isAbsent ? `Not: ${words}` : words, start, end: last.end }
}

const joined = (one: SearchPart, other: SearchPart): SearchPart => ({
  terms: [...one.terms, ...other.terms],
  words: `${one.words} or ${other.words}`,
  start: one.start,
  end: other.end,
})
