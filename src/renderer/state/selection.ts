/** Photos picked by tick, Shift and Ctrl, as values: each step gives a new selection. Pure. */
import type { PhotoSource } from './photo-source.ts'

export interface Selection {
  readonly ids: ReadonlySet<number>
  /** Where a range by Shift begins. */
  readonly lastId: number | null
}

/** Of the list that is selected from. What of it is not here is undefined. */
export type Order = Pick<PhotoSource<{ photoId: number }>, 'total' | 'at' | 'indexOf' | 'isWhole'>

export const nothingSelected: Selection = { ids: new Set(), lastId: null }

/** Takes a photo in, or out. */
export function toggled({ ids }: Selection, photoId: number): Selection {
  const next = new Set(ids)
  if (!next.delete(photoId)) next.add(photoId)
  return { ids: next, lastId: photoId }
}

/**
 * Takes in what lies between the last one picked and this, either way; this alone where none was picked, or that has
 * gone. Null where photos between are not here.
 */
export function extended(selection: Selection, photoId: number, order: Order): Selection | null {
  const { ids, lastId } = selection
  const [from, to] = [lastId === null ? -1 : order.indexOf(lastId), order.indexOf(photoId)]
  const isKnown = from >= 0 && to >= 0
  if (!isKnown && lastId !== null && !order.isWhole) return null
  const between = isKnown ? idsBetween(order, Math.min(from, to), Math.max(from, to)) : [photoId]
  return between && { ids: new Set([...ids, ...between]), lastId: isKnown ? lastId : photoId }
}

/** Null where not all is here. */
export function everything(order: Order): Selection | null {
  const all = idsBetween(order, 0, order.total - 1)
  return all && { ids: new Set(all), lastId: null }
}

/** Without what has left the list, as a photo that was hidden in another window: nobody sees that it is selected. */
export function stillIn(selection: Selection, order: Order): Selection {
  if (!order.isWhole) return selection
  const ids = new Set([...selection.ids].filter((photoId) => order.indexOf(photoId) >= 0))
  return ids.size === selection.ids.size ? selection : { ids, lastId: selection.lastId }
}

function idsBetween(order: Order, first: number, last: number): number[] | null {
  const ids: number[] = []
  for (let index = first; index <= last; index++) {
    const photo = order.at(index)
    if (photo === undefined) return null
    ids.push(photo.photoId)
  }
  return ids
}
