/** How a gallery is sorted: as a part of its address, and the last choice, which is that of an address without one. */
import { galleryOrders, type GalleryOrder } from '../../shared/domain.ts'
import { idAt } from './id-at.ts'
import type { NamedPhoto } from './last-photo.svelte.ts'

const key = 'semblance.order'

export interface Sorting {
  order: GalleryOrder
  /** What "similar" is near to; null in other orders. */
  near: NamedPhoto | null
}

export const byDateTaken: Sorting = { order: 'taken', near: null }

/** Whatever the photo's name, which comes later. */
export const isSame = (one: Sorting, other: Sorting): boolean =>
  one.order === other.order && one.near?.photoId === other.near?.photoId

/** "by/name", "like/12". */
export const sortingAddress = ({ order, near }: Sorting): string => (near ? `like/${near.photoId}` : `by/${order}`)

/** Null where it is none. */
export function sortingAt(text: string): Sorting | null {
  const [, how, value] = /^(by|like)\/(\w+)$/.exec(text) ?? []
  if (how === 'like') return nearTo(value)
  const order = galleryOrders.find((each) => each === value)
  return order === undefined || order === 'similar' ? null : { order, near: null }
}

/** By date taken where nothing is kept, or nothing that can be read. */
export function keptSorting(): Sorting {
  const [text, photoId, ...name] = (localStorage.getItem(key) ?? '').split(' ')
  const order = galleryOrders.find((each) => each === text) ?? 'taken'
  if (order !== 'similar') return { order, near: null }
  return nearTo(photoId, name.join(' ')) ?? byDateTaken
}

function nearTo(text = '', name = ''): Sorting | null {
  const photoId = idAt(text)
  return photoId === null ? null : { order: 'similar', near: { photoId, name } }
}

export const keepSorting = ({ order, near }: Sorting): void =>
  localStorage.setItem(key, near === null ? order : `${order} ${near.photoId} ${near.name}`)
