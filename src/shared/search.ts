/** What a person searches for, as it was read, and what may be typed next. Imports only the domain types. */
import type { Gallery } from './domain.ts'

export const shapes = ['portrait', 'landscape', 'square'] as const
export type Shape = (typeof shapes)[number]

/** What a photo is asked for. Texts are folded (`folded`). */
export type Condition =
  /** In a file's name, in a folder's, in both, in the camera's or the lens's; 'anything' is all of these. */
  | { kind: 'text'; field: 'anything' | 'name' | 'folder' | 'camera' | 'lens'; text: string }
  /** The tag or one that lies in it. */
  | { kind: 'tag'; tagId: number }
  /** From the first millisecond on, before the second: the camera's local time read as UTC. */
  | { kind: 'date'; fromMs: number; toMs: number }
  /** 1 to 12, of any year. */
  | { kind: 'month'; month: number }
  | { kind: 'format'; format: string }
  | { kind: 'shape'; shape: Shape }
  | { kind: 'stars'; least: number; most: number }
  /** A country or a part of the world, by its id in the table of places. */
  | { kind: 'place'; placeId: string }
  | { kind: 'near'; latitude: number; longitude: number; distanceKm: number }
  | { kind: 'favourite' | 'tagged' | 'dated' | 'located' }

/** Holds where one of its conditions does; with `isAbsent` where none does. */
export interface SearchTerm {
  conditions: Condition[]
  isAbsent: boolean
}

/** A part of a query, and how it was read. A photo is found where one of the terms holds, of every part. */
export interface SearchPart {
  terms: SearchTerm[]
  /** "June to August 2026". */
  words: string
  /** Where it stands in the query, [start, end). */
  start: number
  end: number
}

export interface FoundPhotos {
  photos: Gallery
  parts: SearchPart[]
}

export const suggestionKinds = ['tag', 'folder', 'date', 'place', 'camera', 'lens', 'format'] as const
export type SuggestionKind = (typeof suggestionKinds)[number]

export interface SearchSuggestion {
  kind: SuggestionKind
  /** What is shown: "Animals/Dogs". */
  name: string
  photoCount: number
  /** What takes the place of [start, end) in the query: `tag:"my dogs"`. */
  text: string
  start: number
  end: number
}

export interface SearchSuggestions {
  suggestions: SearchSuggestion[]
  /** False while what there is to search by is still being gathered, or gathered anew: ask again in a moment. */
  isWhole: boolean
  /** Why the query as it is cannot be read, in words; null where it can. */
  problem: string | null
}

export interface SavedSearch {
  searchId: number
  name: string
  query: string
}

const marks = /\p{M}/gu

/** Text as it is compared: without letter case and accents, composed alike. */
export const folded = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : text.normalize('NFKD').replace(marks, '').toLowerCase()

/** Also as other keyboards and programs write them. */
export const quotes = /["“”„«»]/g
export const withoutQuotes = (text: string): string => text.replaceAll(quotes, '')

/** Of what carries the tag. A name is known without its quotes, which none can stand in. */
export const tagQuery = (name: string): string => `tag:"${withoutQuotes(name)}"`

/** The query without one of its parts. */
export const withoutPart = (query: string, { start, end }: Pick<SearchPart, 'start' | 'end'>): string =>
  `${query.slice(0, start).trimEnd()} ${query.slice(end).trimStart()}`.trim()
