/** What the word at the caret may become. Pure. */
import {
  folded,
  quotes,
  suggestionKinds,
  withoutQuotes,
  type SearchSuggestion,
  type SuggestionKind,
} from '../../shared/search.ts'
import { tokensOf, type Token } from './tokens.ts'
import type { Word } from './vocabulary.ts'

const mostSuggestions = 8
const shortestWithin = 3
/** Of each kind while nothing is typed. */
const mostOfKind = 2

/** `caret` is a place in the query. An open quotation mark is taken as closed. */
export function suggestionsFor(query: string, caret: number, words: readonly Word[]): SearchSuggestion[] {
  const { start, end, key, text, isAbsent, isQuoted } = tokenAt(query, caret)
  const kinds = kindsFor(key, isQuoted)
  const wanted = folded(text)
  const wordsSo = words.filter((word) => kinds.includes(word.kind) && rank(word, wanted) !== null)
  const weightOf = weighed(wordsSo)
  const found = wordsSo.sort(
    (one, other) =>
      rank(one, wanted)! - rank(other, wanted)! || weightOf(other) - weightOf(one) || byKindAndName(one, other),
  )
  const chosen = wanted === '' && key === null ? fewOfEach(found) : found
  return chosen.slice(0, mostSuggestions).map(({ kind, name, photoCount }) => {
    return { kind, name, photoCount, text: `${isAbsent ? '-' : ''}${textOf(kind, name)}`, start, end }
  })
}

/** By how many photos have it; years stand together, as high as the one with the most of them. */
function weighed(words: readonly Word[]): (word: Word) => number {
  const ofDates = words.reduce((most, { kind, photoCount }) => (kind === 'date' ? Math.max(most, photoCount) : most), 0)
  return ({ kind, photoCount }) => (kind === 'date' ? ofDates : photoCount)
}

/** The newest year comes first. */
function byKindAndName(one: Word, other: Word): number {
  if (one.kind !== other.kind) return suggestionKinds.indexOf(one.kind) - suggestionKinds.indexOf(other.kind)
  return one.key < other.key === (one.kind === 'date') ? 1 : -1
}

const nothing = { key: null, text: '', isAbsent: false, isQuoted: false }

function tokenAt(query: string, caret: number): Token {
  const isOpen = query.slice(0, caret).split('"').length % 2 === 0
  const token = tokensOf(isOpen ? `${query.slice(0, caret)}"` : query).find(
    ({ start, end }) => start < caret && caret <= end,
  )
  if (!token) return { ...nothing, start: caret, end: caret }
  return isOpen ? { ...token, end: caret } : token
}

const kindsFor = (key: string | null, isQuoted: boolean): readonly SuggestionKind[] => {
  if (key === null) return isQuoted ? [] : suggestionKinds
  return suggestionKinds.filter((kind) => kind === key.toLowerCase())
}

/** What begins so, what has a word that begins so, and what has it within a word, where it is not in too many. */
function rank({ key }: Word, wanted: string): 0 | 1 | 2 | null {
  if (key.startsWith(wanted)) return 0
  if ([' ', '/', '\\', '_', '-'].some((before) => key.includes(before + wanted))) return 1
  return wanted.length >= shortestWithin && key.includes(wanted) ? 2 : null
}

function fewOfEach(words: readonly Word[]): Word[] {
  return suggestionKinds.flatMap((kind) => words.filter((word) => word.kind === kind).slice(0, mostOfKind))
}

function textOf(kind: SuggestionKind, name: string): string {
  if (kind === 'date') return name
  const value = kind === 'format' ? name.toLowerCase() : kind === 'tag' ? withoutQuotes(name) : longestPiece(name)
  return `${kind}:${/\s/.test(value) ? `"${value}"` : value}`
}

/** Quotes cannot be looked for, but what is between them. */
const longestPiece = (name: string): string =>
  name
    .split(quotes)
    .map((piece) => piece.trim())
    .reduce((longest, piece) => (piece.length > longest.length ? piece : longest))
