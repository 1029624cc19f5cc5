/**
 * What the photos of the map are coloured by: groups for the legend, and the group of each photo. Colours are of Okabe
 * and Ito (apart for every kind of colour blindness) and ramps of lightness, each for a light and a dark ground. Pure.
 */
import type { GalleryGroup } from '../../../shared/domain.ts'

/** As "#rrggbb" on a light and on a dark ground. */
export type Colour = [light: string, dark: string]

export interface ColourGroup {
  text: string
  colour: Colour
  count: number
}

export interface Colouring {
  groups: ColourGroup[]
  /** Of each photo, its group, [N]. */
  of: Uint8Array
}

/** Photos of a gallery, in its order. */
export interface Ordered {
  photoIds: Int32Array
  groups: GalleryGroup[]
}

export const plain: Colour = ['#0e6259', '#63c7b8']
export const rest: Colour = ['#aaa59c', '#66635d']
const kinds: Colour[] = [
  ['#0072b2', '#3aa0dc'],
  ['#d55e00', '#f08a45'],
  ['#008a64', '#2fc79b'],
  ['#b0528a', '#dd92bd'],
  ['#a97400', '#e8b730'],
  ['#3e8fc0', '#8fd0f5'],
  ['#55504a', '#d9d5cc'],
]
/** From little to much: away from the ground. */
const ramp: Colour[] = [
  ['#a39b2e', '#4a62a8'],
  ['#8fb65f', '#45719a'],
  ['#4b9c74', '#4f94a0'],
  ['#2b7b80', '#78b795'],
  ['#2f547d', '#b9d77f'],
  ['#382c63', '#f7ee72'],
]

export const noColours = (count: number): Colouring => ({
  groups: [{ text: 'Photos', colour: plain, count }],
  of: new Uint8Array(count),
})

/** Whether photos are the same in the same order. */
export const areSame = (photoIds: Int32Array, others: Int32Array): boolean =>
  photoIds === others || (photoIds.length === others.length && photoIds.every((photoId, at) => photoId === others[at]))

/** The largest folders, and all others together. `nameOf` is how a folder is called. */
export function byFolder(photoIds: Int32Array, ordered: Ordered, nameOf: (path: string) => string): Colouring {
  const keyOf = keysOf(ordered)
  const counts = new Map<string, number>()
  for (const photoId of photoIds) {
    const key = keyOf.get(photoId)
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const largest = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, kinds.length)
  const places = new Map(largest.map(([key], place) => [key, place]))
  const heads = largest.map(([key], place) => ({ text: nameOf(key), colour: kinds[place] }))
  const others = { text: 'Other folders', colour: rest }
  return grouped(photoIds, [...heads, others], (photoId) => places.get(keyOf.get(photoId) ?? '') ?? heads.length)
}

/** Spans of years, the newest away from the ground. */
export function byDate(photoIds: Int32Array, ordered: Ordered): Colouring {
  const keyOf = keysOf(ordered)
  const yearOf = (photoId: number): number => Number((keyOf.get(photoId) ?? '').slice(0, 4))
  const years = [...new Set(Array.from(photoIds, yearOf))].filter((year) => year > 0).sort((a, b) => a - b)
  const perSpan = Math.ceil(years.length / ramp.length)
  const spans = Array.from({ length: Math.ceil(years.length / perSpan) || 0 }, (_, at) =>
    years.slice(at * perSpan, (at + 1) * perSpan),
  )
  const place = new Map(spans.flatMap((span, at) => span.map((year) => [year, at])))
  const heads = spans.map((span, at) => ({
    text: span.length === 1 ? String(span[0]) : `${span[0]} to ${span.at(-1)}`,
    // One alone is as the newest of several.
    colour:
      ramp[ramp.length - 1 - Math.round(((spans.length - 1 - at) * (ramp.length - 1)) / Math.max(1, spans.length - 1))],
  }))
  const undated = { text: 'Without a date', colour: rest }
  return grouped(photoIds, [...heads, undated], (photoId) => place.get(yearOf(photoId)) ?? heads.length)
}

export function byTag(photoIds: Int32Array, carrying: ReadonlySet<number>, name: string): Colouring {
  const heads = [
    { text: name, colour: kinds[1] },
    { text: 'Without this tag', colour: rest },
  ]
  return grouped(photoIds, heads, (photoId) => (carrying.has(photoId) ? 0 : 1))
}

/** How sure the tag is of photos that nobody gave it. */
export function byConfidence(
  photoIds: Int32Array,
  confidences: ReadonlyMap<number, number>,
  carrying: ReadonlySet<number>,
): Colouring {
  const steps = 5
  const heads = Array.from({ length: steps }, (_, at) => ({
    text: `${(100 * at) / steps} to ${(100 * (at + 1)) / steps} % sure`,
    colour: ramp[at],
  }))
  const others = [
    { text: 'Tagged', colour: kinds[1] },
    { text: 'Marked no, or not known', colour: rest },
  ]
  return grouped(photoIds, [...heads, ...others], (photoId) => {
    const confidence = confidences.get(photoId)
    if (carrying.has(photoId)) return steps
    return confidence === undefined ? steps + 1 : Math.min(steps - 1, Math.floor(confidence * steps))
  })
}

function keysOf({ photoIds, groups }: Ordered): Map<number, string> {
  const keys = new Map<number, string>()
  let at = 0
  for (const { key, count } of groups)
    for (const end = at + count; at < end; at++) if (!keys.has(photoIds[at])) keys.set(photoIds[at], key)
  return keys
}

function grouped(
  photoIds: Int32Array,
  heads: Omit<ColourGroup, 'count'>[],
  groupOf: (photoId: number) => number,
): Colouring {
  const of = Uint8Array.from(photoIds, groupOf)
  const counts = new Array<number>(heads.length).fill(0)
  for (const group of of) counts[group]++
  return { groups: heads.map((head, at) => ({ ...head, count: counts[at] })), of }
}
