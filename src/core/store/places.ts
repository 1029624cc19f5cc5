/**
 * Countries and parts of the world by name, and which of them a place on the earth lies in; offline.
 * Imports only the table of places and shared.
 */
import type * as CountryCoder from '@rapideditor/country-coder'
import { folded } from '../../shared/search.ts'

export interface Places {
  /** By an English name or a code ("italy", "usa", "europe"), folded. */
  placeOf(name: string): { placeId: string; name: string } | null
  isIn(latitude: number, longitude: number, placeId: string): boolean
  /** The country's English name; null at sea. */
  countryAt(latitude: number, longitude: number): string | null
}

/** Remembered places; about a kilometre each. */
const mostKept = 20_000
let loaded: Places | null = null

/** The table is 0.7 MB: it is read when it is first asked for. */
export async function loadPlaces(): Promise<Places> {
  return (loaded ??= placesOf(await import('@rapideditor/country-coder')))
}

/** Throws before they were loaded. */
export const isInPlace: Places['isIn'] = (latitude, longitude, placeId) => loaded!.isIn(latitude, longitude, placeId)

function placesOf({ borders, featuresContaining }: typeof CountryCoder): Places {
  const byName = new Map<string, { placeId: string; name: string }>()
  for (const { properties } of borders.features) {
    const { id, nameEn, aliases = [], iso1A2, iso1A3, level } = properties
    if (level === 'world' || level === 'unitedNations') continue
    for (const name of [nameEn, ...aliases, iso1A2, iso1A3])
      if (name !== undefined && !byName.has(folded(name))) byName.set(folded(name), { placeId: id, name: nameEn })
  }
  const at = remembered((longitude, latitude) => {
    const regions = featuresContaining([longitude, latitude]).map(({ properties }) => properties)
    const country = regions.find(({ level }) => level === 'country')?.nameEn ?? null
    return { placeIds: regions.map(({ id }) => id), country }
  })
  return {
    placeOf: (name) => byName.get(name) ?? null,
    isIn: (latitude, longitude, placeId) => at(latitude, longitude).placeIds.includes(placeId),
    countryAt: (latitude, longitude) => at(latitude, longitude).country,
  }
}

function remembered<T>(find: (longitude: number, latitude: number) => T): (latitude: number, longitude: number) => T {
  const known = new Map<string, T>()
  return (latitude, longitude) => {
    const key = `${latitude.toFixed(2)},${longitude.toFixed(2)}`
    const before = known.get(key)
    if (before !== undefined) return before
    const found = find(longitude, latitude)
    known.set(key, found)
    keepNewest(known)
    return found
  }
}

function keepNewest(known: Map<string, unknown>): void {
  if (known.size > mostKept) known.delete(known.keys().next().value!)
}
