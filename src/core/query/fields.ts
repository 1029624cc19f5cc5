/** What may stand before a ":", and how what follows is read. Pure. */
import { echoed } from '../../shared/shown-name.ts'
import { folded, shapes, type Condition } from '../../shared/search.ts'
import { formats } from '../imaging/formats.ts'
import { refuse, type Known } from './known.ts'
import { alike, starsInWords } from './words.ts'

export interface Reading {
  conditions: Condition[]
  words: string
}

type Field = (value: string, known: Known) => Reading

const capital = (word: string): string => word[0].toUpperCase() + word.slice(1)

/** Throws where nothing is left to look for. */
export function textReading(field: Extract<Condition, { kind: 'text' }>['field'], said: string): Reading {
  const text = folded(said)
  if (text.trim() === '') refuse('There is nothing to look for in it. Write a word, or letters of one.')
  return {
    conditions: [{ kind: 'text', field, text }],
    words: `${field === 'anything' ? 'Text' : capital(field)} “${said}”`,
  }
}

export const tagReading = (tags: readonly { tagId: number; name: string }[]): Reading => ({
  conditions: tags.map(({ tagId }) => ({ kind: 'tag', tagId })),
  words: `Tag ${tags.map(({ name }) => name).join(' or ')}`,
})

const readable = formats.filter(({ decoder }) => decoder !== null)

/** By its name or an ending of its files; a RAW file by "raw" alone, since endings there are of makers. */
export function formatReading(value: string): Reading | null {
  const name = folded(value)
  const found = readable.find(
    (format) => format.name.toLowerCase() === name || (format.name !== 'RAW' && format.extensions.includes(name)),
  )
  return found ? { conditions: [{ kind: 'format', format: found.name }], words: found.name } : null
}

export function shapeReading(value: string): Reading | null {
  const shape = shapes.find((each) => each === folded(value))
  return shape ? { conditions: [{ kind: 'shape', shape }], words: capital(shape) } : null
}

/** "4", "3+", ">=3", "2..4". */
function starsReading(value: string): Reading {
  const [, sign = '', first, last] = /^(>=|<=|>|<|=)?([0-5])(\+|\.\.[0-5])?$/.exec(value) ?? []
  const stars = Number(first)
  const most = last?.startsWith('..') ? Number(last.slice(2)) : null
  const ranges: Record<string, [number, number]> = {
    '': last === '+' ? [stars, 5] : [stars, most ?? stars],
    '=': [stars, stars],
    '>=': [stars, 5],
    '>': [stars + 1, 5],
    '<=': [0, stars],
    '<': [0, stars - 1],
  }
  const [from, to] = first === undefined || (sign !== '' && last !== undefined) ? [1, 0] : ranges[sign]
  if (from > to) refuse(`“stars:${echoed(value)}” says no number of stars. Write stars:4, stars:>=3 or stars:2..4.`)
  return { conditions: [{ kind: 'stars', least: from, most: to }], words: starsInWords(from, to) }
}

/** "48.137,11.575", with a distance "48.137,11.575,50km". */
export function nearReading(value: string): Reading {
  const [, ...said] =
    /^(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)(?:\s*,\s*(\d+(?:\.\d+)?)\s*(?:km)?)?$/.exec(value) ?? []
  const [latitude, longitude, distanceKm] = [Number(said[0]), Number(said[1]), Number(said[2] ?? 10)]
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && distanceKm > 0))
    refuse(
      `“near:${echoed(value)}” is no place. Write near:48.137,11.575 or, with a distance, near:48.137,11.575,50km.`,
    )
  const words = `Within ${distanceKm} km of ${latitude}, ${longitude}`
  return { conditions: [{ kind: 'near', latitude, longitude, distanceKm }], words }
}

const placeReading: Field = (value, known) => {
  const place = known.placeOf(folded(value))
  if (!place) refuse(`There is no country “${echoed(value)}”. Write its English name, or near:LATITUDE,LONGITUDE.`)
  return { conditions: [{ kind: 'place', placeId: place.placeId }], words: `Place ${place.name}` }
}

const oneTag: Field = (value, known) => {
  const tags = known.tagsNamed(value)
  const names = known.tags.map(({ name }) => name)
  if (tags.length === 0)
    refuse(`There is no tag “${echoed(value)}”.${alike(names, value)} Without “tag:” it is looked for as text.`)
  return tagReading(tags)
}

const choices = (values: readonly string[]) => values.map((value) => value.toLowerCase()).join(', ')
const formatNames = readable.map(({ name }) => name)

/** Dates are read in `parse.ts`, since they may be several words. */
export const fields: Record<string, Field> = {
  tag: oneTag,
  name: (value) => textReading('name', value),
  folder: (value) => textReading('folder', value),
  camera: (value) => textReading('camera', value),
  lens: (value) => textReading('lens', value),
  format: (value) =>
    formatReading(value) ?? refuse(`“${echoed(value)}” is no format. There are ${choices(formatNames)}.`),
  shape: (value) => shapeReading(value) ?? refuse(`“${echoed(value)}” is no shape. There are ${choices(shapes)}.`),
  stars: starsReading,
  place: placeReading,
  near: nearReading,
}

export const fieldNames = [...Object.keys(fields), 'date']
