/** Photos picked by tick, Shift and Ctrl, as values: each step gives a new selection. Pure. */
import type { PhotoSource } from './photo-source.ts'

export interface Selection {
  readonly ids: ReadonlySet<number>
  /** Where a range by Shift begins. */
  readonly lastId: number | null
}

type Source = Pick<PhotoSource<{ photoId: number }>, 'total' | 'at' | 'indexOf' | 'isWhole'>

export const nothingSelected: Selection = { ids: new Set(), lastId: null }

/** Takes a photo in, or out. */
export function toggled({ ids }: Selection, photoId: number): Selection {
  const next = new Set(ids)
  if (!next.delete(photoId)) next.add(photoId)
  return { ids: next, lastId: photoId }
}

/** Takes in what lies between the last one picked and this, either way; this alone where none was picked. */
export function extended({ ids, lastId }: Selection, photoId: number, source: Source): Selection {
  const to = source.indexOf(photoId)
  const from = lastId === null ? -1 : source.indexOf(lastId)
  if (from < 0) return { ids: new Set([...ids, photoId]), lastId: photoId }
  return { ids: new Set([...ids, ...idsBetween(source, Math.min(from, to), Math.max(from, to))]), lastId }
}

/** Everything that is loaded. */
export const everything = (source: Source): Selection => ({
  ids: new Set(idsBetween(source, 0, source.total - 1)),
  lastId: null,
})

/** Without what has left the list, as a photo that was hidden in another window: nobody sees that it is selected. */
export function stillIn(selection: Selection, source: Source): Selection {
  if (!source.isWhole) return selection
  const ids = new Set([...selection.ids].filter((photoId) => source.indexOf(photoId) >= 0))
  return ids.size === selection.ids.size ? selection : { ids, lastId: selection.lastId }
}

function idsBetween(source: Source, first: number, last: number): number[] {
  const ids: number[] = []
  for (let index = first; index <= last; index++) {
    const photo = source.at(index)
    if (photo !== undefined) ids.push(photo.photoId)
  }
  return ids
}
