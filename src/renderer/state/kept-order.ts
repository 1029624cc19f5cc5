/** How galleries are sorted, kept over reloads for all of them. */
import { galleryOrders, type GalleryOrder } from '../../shared/domain.ts'
import type { NamedPhoto } from './last-photo.svelte.ts'

const key = 'semblance.order'

export interface KeptOrder {
  order: GalleryOrder
  /** What "similar" is near to. */
  near: NamedPhoto | null
}

/** By date taken where nothing is kept, or nothing that can be read. */
export function keptOrder(): KeptOrder {
  const [text, photoId, ...name] = (localStorage.getItem(key) ?? '').split(' ')
  const order = galleryOrders.find((each) => each === text) ?? 'taken'
  if (order !== 'similar') return { order, near: null }
  const near = { photoId: Number(photoId), name: name.join(' ') }
  return Number.isInteger(near.photoId) && near.photoId > 0 ? { order, near } : { order: 'taken', near: null }
}

export const keepOrder = ({ order, near }: KeptOrder): void =>
  localStorage.setItem(key, near === null ? order : `${order} ${near.photoId} ${near.name}`)
