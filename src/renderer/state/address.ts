/** Which screens there are, and their addresses: the part after "#", alike in a browser and in the desktop window. */

import { keptOuts, type KeptOut } from '../../shared/domain.ts'
import { idAt } from './id-at.ts'
import { queryAddress, queryAt, type QueryItem } from './query-address.ts'
import { sortingAddress, sortingAt, type Sorting } from './sorting.ts'

export const tagTabs = ['ranking', 'review', 'tagged'] as const
export type TagTab = (typeof tagTabs)[number]

/** Galleries whose order can be chosen; without one they stand in that which was chosen last. */
export type GalleryScreen = ({ name: 'library' } | { name: 'search'; query: string }) & { sorted?: Sorting }

/** Screens with photos that can be opened and stepped through. */
export type ListScreen =
  | GalleryScreen
  /** Photos that a person keeps out of all lists but these. */
  | { name: 'hidden' }
  | { name: 'removed' }
  | { name: 'map' }
  | { name: 'similar'; query: QueryItem[] }
  | { name: 'tag'; tagId: number; tab: TagTab }
  /** Photos that are listed on another screen (those that spoke for one); only the list of a photo. */
  | { name: 'these'; photoIds: number[] }

export type Screen =
  | ListScreen
  | { name: 'photo'; photoId: number; list: ListScreen }
  | { name: 'learning' }
  | { name: 'problems' }
  | { name: 'duplicates' }
  | { name: 'nowhere' }

/** Those whose address is their name alone. */
type PlainScreen = Extract<Screen, { name: 'library' | 'map' | KeptOut | 'learning' | 'problems' | 'duplicates' }>

export type SearchScreen = Extract<Screen, { name: 'search' }>
export type TagScreen = Extract<Screen, { name: 'tag' }>

/** Of a character that was cut in two: no address can have it. */
const halves = /\p{Surrogate}/gu

/** "#/library/by/name", "#/similar/5/photo/12": a photo's begins with that of its list. */
export const addressOf = (screen: Screen): string => `#/${partsOf(screen).join('/')}`

/** But for the order of a gallery. */
export const isSameScreen = (one: Screen, other: Screen): boolean =>
  addressOf(unsorted(one)) === addressOf(unsorted(other))

const unsorted = (screen: Screen): Screen => (isGallery(screen) ? { ...screen, sorted: undefined } : screen)

function partsOf(screen: Screen): (string | number)[] {
  if (isGallery(screen) && screen.sorted) return [...partsOf(unsorted(screen)), sortingAddress(screen.sorted)]
  if (screen.name === 'photo') return [...partsOf(screen.list), 'photo', screen.photoId]
  if (screen.name === 'similar') return ['similar', queryAddress(screen.query)].filter(Boolean)
  if (screen.name === 'search') return ['search', encodeURIComponent(screen.query.replace(halves, '\ufffd'))]
  if (screen.name === 'tag') return ['tag', screen.tagId, screen.tab]
  if (screen.name === 'these') return ['these', screen.photoIds.join(',')]
  return [screen.name]
}

/** The screen at an address; nothing is the library, what is no address is nowhere. */
export function screenAt(address: string): Screen {
  const [, list, photoId] = /^(.*?)(?:\/photo\/(\d+))?$/.exec(address.replace(/^#?\/?/, ''))!
  const screen = sortedScreen(list)
  if (screen === null) return { name: 'nowhere' }
  if (photoId === undefined) return screen.name === 'these' ? { name: 'library' } : screen
  const id = idAt(photoId)
  return id !== null && isList(screen) ? { name: 'photo', photoId: id, list: screen } : { name: 'nowhere' }
}

/** Of a list, without a photo of it. */
function sortedScreen(address: string): Screen | null {
  const [, list, how] = /^(.*?)(?:\/((?:by|like)\/\w+))?$/.exec(address)!
  const screen = unsortedScreen(list)
  if (how === undefined || screen === null) return screen
  const sorted = sortingAt(how)
  return sorted && isGallery(screen) ? { ...screen, sorted } : null
}

function unsortedScreen(address: string): Screen | null {
  const [name, value = '', tab = 'ranking', ...rest] = address.split('/')
  if (name === '' || ['library', 'map', ...keptOuts, 'learning', 'problems', 'duplicates'].includes(name))
    return value === '' ? ({ name: name || 'library' } as PlainScreen) : null
  if (name === 'similar') return similarAt(address.slice('similar'.length + 1))
  if (name === 'search') return value === '' || address.split('/').length > 2 ? null : { name, query: decoded(value) }
  const ids = value.split(',').map(idAt)
  if (rest.length > 0 || !ids.every((id) => id !== null)) return null
  if (name === 'these') return { name, photoIds: ids }
  if (ids.length > 1) return null
  const known = tagTabs.find((each) => each === tab)
  return name === 'tag' && known ? { name, tagId: ids[0], tab: known } : null
}

/** As it is where somebody put in a "%" by hand. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function similarAt(address: string): Screen | null {
  const query = queryAt(address)
  return query && { name: 'similar', query }
}

const isList = (screen: Screen): screen is ListScreen =>
  ['library', 'map', ...keptOuts, 'similar', 'search', 'tag', 'these'].includes(screen.name)

export const isGallery = (screen: Screen): screen is GalleryScreen =>
  screen.name === 'library' || screen.name === 'search'

/** What a screen lies in, where there is no way back. */
export function parentOf(screen: Screen): Screen {
  return screen.name === 'photo' && screen.list.name !== 'these' ? screen.list : { name: 'library' }
}
