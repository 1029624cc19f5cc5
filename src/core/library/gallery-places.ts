/** Under which heading a photo stands in each order, and before which others where no index has the order. */
import { SemblanceError } from '../../shared/errors.ts'
import type { GalleryOrder } from '../../shared/domain.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { GalleryRow } from '../store/gallery.ts'
import { initialOf, naturalKey } from './natural-order.ts'

const mostThousandths = 65_535

export type GalleryCatalogue = Pick<Catalogue, 'gallery' | 'tagRows'>

export interface Placed {
  photoId: number
  /** Width over height, in thousandths. */
  aspect: number
  /** The key of its heading. */
  group: string
  /** Lower comes first; of those alike the one that was taken later, then the one that came first. */
  at: number | string
  takenAtMs: number
}

/** Of a photo: how similar it is (-Infinity where that is not known), and the heading that this puts it under. */
export type Likeness = (photoId: number) => { similarity: number; group: string }
/** Throws NOT_FOUND. */
export type SimilarTo = (photoId: number) => Promise<Likeness>

interface Placing {
  placesOf(rows: GalleryRow[]): Placed[]
  /** None where rows come in their order. */
  compare?(a: Placed, b: Placed): number
}

/** Throws INVALID_ARGUMENT, NOT_FOUND for a photo to be near to. */
export async function placing(
  { tagRows }: GalleryCatalogue,
  order: GalleryOrder,
  near: number | undefined,
  similarTo: SimilarTo | undefined,
): Promise<Placing> {
  if (order === 'name') return sorted(() => byName)
  if (order === 'tag') return sorted(byTag(tagRows))
  if (order === 'similar') return sorted(await bySimilarity(near, similarTo))
  const groupOf = order === 'folder' ? folderOf : monthOf()
  return { placesOf: (rows) => rows.map((row) => placed(row, { group: groupOf(row[3]), at: 0 })) }
}

type Place = Pick<Placed, 'group' | 'at'>

const sorted = (placeIn: (rows: GalleryRow[]) => (row: GalleryRow) => Place): Placing => ({
  placesOf: (rows) => {
    const placeOf = placeIn(rows)
    return rows.map((row) => placed(row, placeOf(row)))
  },
  compare: (a, b) => {
    if (a.at !== b.at) return a.at < b.at ? -1 : 1
    return a.takenAtMs === b.takenAtMs ? a.photoId - b.photoId : b.takenAtMs - a.takenAtMs
  },
})

const placed = (row: GalleryRow, place: Place): Placed => ({
  photoId: row[0],
  aspect: aspectOf(row),
  takenAtMs: typeof row[3] === 'number' ? row[3] : Number.MIN_SAFE_INTEGER,
  ...place,
})

/** In thousandths that 16 bits can hold. */
const aspectOf = ([, width, height]: GalleryRow): number =>
  Math.max(1, Math.min(mostThousandths, Math.round((1000 * width) / height)))

function byName([, , , path]: GalleryRow): Place {
  const name = nameOf(String(path))
  return { group: initialOf(name), at: naturalKey(name) }
}

/** By the first of its tags in the order of their names; those without one are last. */
function byTag(tagRows: GalleryCatalogue['tagRows']): (rows: GalleryRow[]) => (row: GalleryRow) => Place {
  const names = tagRows.names()
  const rankOf = new Map(names.map(({ tagId }, rank) => [tagId, rank]))
  return (rows) => {
    const firsts = new Map<number, number>()
    if (rows.length > 0)
      for (const [photoId, tagId] of tagRows.standingBetween(rows[0][0] - 1, rows.at(-1)![0]))
        firsts.set(photoId, Math.min(firsts.get(photoId) ?? Infinity, rankOf.get(tagId) ?? Infinity))
    return ([photoId]) => {
      const at = firsts.get(photoId) ?? Infinity
      return { group: names[at]?.name ?? '', at }
    }
  }
}

async function bySimilarity(near: number | undefined, similarTo: SimilarTo | undefined) {
  if (near === undefined || similarTo === undefined)
    throw new SemblanceError('INVALID_ARGUMENT', 'By similarity to which photo? Give its id as "near".')
  const likeness = await similarTo(near)
  return () =>
    ([photoId]: GalleryRow): Place => {
      const { similarity, group } = likeness(photoId)
      // The photo itself goes before what is exactly like it.
      return { group, at: photoId === near ? -Infinity : -similarity }
    }
}

const lastSlash = (path: string): number => Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
const nameOf = (path: string): string => path.slice(lastSlash(path) + 1)

/** Of a path with either kind of slash. */
function folderOf(path: GalleryRow[3]): string {
  const text = String(path)
  return text.slice(0, Math.max(lastSlash(text), 0))
}

/** "2024-03"; photos of one month mostly follow each other, so the last answer is kept. */
function monthOf(): (atMs: GalleryRow[3]) => string {
  let [fromMs, toMs, key] = [0, 0, '']
  return (atMs) => {
    if (typeof atMs !== 'number') return ''
    if (atMs >= fromMs && atMs < toMs) return key
    const date = new Date(atMs)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    ;[fromMs, toMs] = [Date.UTC(year, month), Date.UTC(year, month + 1)]
    return (key = date.toISOString().slice(0, -17))
  }
}
