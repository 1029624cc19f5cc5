/** All photos of the gallery, packed for one answer. Read in turns, so that the core goes on answering meanwhile. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Gallery, GalleryGroup, GalleryOrder, KeptOut } from '../../shared/domain.ts'
import { packed } from '../packed.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { galleryStart, type GalleryRow, type GallerySlice } from '../store/gallery.ts'

const sliceSize = 500
const mostThousandths = 65_535

export interface GalleryOptions {
  keptOut?: KeptOut
  /** Which of these photos are wanted; default all. */
  only?(photoIds: number[]): Promise<ReadonlySet<number>>
}

export async function readGallery(
  catalogue: Pick<Catalogue, 'gallery'>,
  asked: GalleryOrder,
  { keptOut, only }: GalleryOptions = {},
): Promise<Gallery> {
  const order = keptOut ? 'taken' : asked
  const [photoIds, aspects, groups]: [number[], number[], GalleryGroup[]] = [[], [], []]
  // Rows that are written between two turns may move a photo into a later slice.
  const seen = new Set<number>()
  const keyOf = order === 'folder' ? folderOf : monthOf()
  let after: number | string | null = galleryStart[order]
  while (after !== null) {
    const { rows, next }: GallerySlice = keptOut
      ? catalogue.gallery.keptOutSlice(keptOut, after, sliceSize)
      : catalogue.gallery.slice(order, after, sliceSize)
    const wanted = await only?.(rows.map(([photoId]) => photoId))
    for (const row of rows) if (!seen.has(row[0]) && wanted?.has(row[0]) !== false) add(row)
    after = next
    await turn()
  }
  return { photoIds: packed(Int32Array.from(photoIds)), aspects: packed(Uint16Array.from(aspects)), groups }

  function add([photoId, width, height, told]: GalleryRow): void {
    seen.add(photoId)
    photoIds.push(photoId)
    aspects.push(Math.max(1, Math.min(mostThousandths, Math.round((1000 * width) / height))))
    const key = keyOf(told)
    if (groups.at(-1)?.key === key) groups.at(-1)!.count++
    else groups.push({ key, count: 1 })
  }
}

/** Of a path with either kind of slash. */
function folderOf(path: GalleryRow[3]): string {
  const text = String(path)
  return text.slice(0, Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'), 0))
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
