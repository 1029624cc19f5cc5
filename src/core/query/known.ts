/** What a query is read against: today, the tags, the table of places. Pure. */
import { folded, withoutQuotes } from '../../shared/search.ts'

export interface KnownTag {
  tagId: number
  /** With the tags that it lies in. */
  name: string
}

export interface Place {
  placeId: string
  name: string
}

export interface Known {
  /** 00:00 UTC of the day that it is here. */
  todayMs: number
  tags: readonly KnownTag[]
  /** Those with the whole name, else those whose name ends so: "dogs" is "Animals/Dogs". */
  tagsNamed(name: string): readonly KnownTag[]
  /** By a name or a code. */
  placeOf(name: string): Place | null
}

/** What is said to a person of a query that cannot be read. Never leaves `parseQuery`. */
export class Unreadable extends Error {}

export function refuse(message: string): never {
  throw new Unreadable(message)
}

/** "Animals / Dogs" is "animals/dogs"; quotes do not count, since no query can say them. */
const keyOf = (name: string): string =>
  folded(withoutQuotes(name))
    .trim()
    .replace(/\s*\/\s*/g, '/')

export function createKnown(tags: readonly KnownTag[], placeOf: Known['placeOf'], todayMs: number): Known {
  const whole = new Map<string, KnownTag[]>()
  const ends = new Map<string, KnownTag[]>()
  for (const tag of tags) {
    add(whole, keyOf(tag.name), tag)
    for (const end of endsOf(keyOf(tag.name))) add(ends, end, tag)
  }
  const tagsNamed = (name: string) => whole.get(keyOf(name)) ?? ends.get(keyOf(name)) ?? []
  return { todayMs, tags, tagsNamed, placeOf }
}

const add = (map: Map<string, KnownTag[]>, key: string, tag: KnownTag) => map.set(key, [...(map.get(key) ?? []), tag])

/** Of "animals/dogs/poodles" "dogs/poodles" and "poodles". */
function endsOf(key: string): string[] {
  const parts = key.split('/')
  return parts.slice(1).map((_, at) => parts.slice(at + 1).join('/'))
}

/** The day that it is here, as capture dates are written: local time read as UTC. */
export const todayMs = (now = new Date()): number => Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
