/** Headings of a gallery's groups, and what stands beside the bar to go through them, in each order. */
import type { GalleryOrder } from '../../../shared/domain.ts'
import { formatMonth } from '../../../shared/format.ts'
import { shownName } from '../../../shared/shown-name.ts'

const levels: Record<string, string> = {
  shot: 'Same shot',
  scene: 'Same scene',
  kind: 'Same kind',
  rest: 'The rest',
  '': 'Most alike first',
}
const initials: Record<string, string> = { '0': '0–9', '#': 'Signs' }

function groupTitle(order: GalleryOrder, key: string): string {
  if (order === 'similar') return levels[key] ?? key
  if (order === 'name') return initials[key] ?? key
  if (order === 'tag') return key === '' ? 'Without a tag' : shownName(key)
  return order === 'folder' ? shownName(key) : formatMonth(key)
}

/** Short: a year or a letter; empty for nothing. */
function groupMark(order: GalleryOrder, key: string): string {
  if (order === 'name') return key === '0' ? initials[key] : key
  if (order === 'tag') return [...key][0]?.toUpperCase() ?? ''
  return order === 'folder' || order === 'similar' ? '' : key.slice(0, 4)
}

/** Of a gallery's groups, in the order that it has when they are asked for. */
export const groupWords = (photos: { readonly order: GalleryOrder }) => ({
  titleOf: (key: string): string => groupTitle(photos.order, key),
  markOf: (key: string): string => groupMark(photos.order, key),
})
