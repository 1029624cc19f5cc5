/** All photos of the gallery, packed for one answer. Read in turns, so that the core goes on answering meanwhile. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Gallery, GalleryGroup, GalleryOrder, KeptOut } from '../../shared/domain.ts'
import { packed } from '../tools/packed.ts'
import { galleryStart, type GallerySlice } from '../store/gallery.ts'
import { placing, type GalleryCatalogue, type Placed, type SimilarTo } from './gallery-places.ts'
import { sortInTurns } from '../tools/sort-in-turns.ts'

export type { SimilarTo } from './gallery-places.ts'

const sliceSize = 500
const packedAtOnce = 10_000

export interface GalleryAsk {
  order: GalleryOrder
  /** The photo that "similar" asks for. */
  near?: number
  keptOut?: KeptOut
}

export interface GalleryOptions {
  /** Needed for "similar". */
  similarTo?: SimilarTo
  /** Which of these photos are wanted; default all. */
  only?(photoIds: number[]): Promise<ReadonlySet<number>>
}

/** Throws INVALID_ARGUMENT, NOT_FOUND for a photo to be near to. */
export async function readGallery(
  catalogue: GalleryCatalogue,
  { order: asked, near, keptOut }: GalleryAsk,
  { similarTo, only }: GalleryOptions = {},
): Promise<Gallery> {
  const order = keptOut ? 'taken' : asked
  const { placesOf, compare } = await placing(catalogue, order, near, similarTo)
  const found: Placed[] = []
  // Rows that are written between two turns may move a photo into a later slice.
  const seen = new Set<number>()
  let after: number | string | null = galleryStart[order]
  while (after !== null) {
    const { rows, next }: GallerySlice = keptOut
      ? catalogue.gallery.keptOutSlice(keptOut, after, sliceSize)
      : catalogue.gallery.slice(order, after, sliceSize)
    const wanted = await only?.(rows.map(([photoId]) => photoId))
    for (const placed of placesOf(rows)) {
      const { photoId } = placed
      if (seen.has(photoId) || wanted?.has(photoId) === false) continue
      seen.add(photoId)
      found.push(placed)
    }
    after = next
    await turn()
  }
  return inOneAnswer(compare ? await sortInTurns(found, compare) : found)
}

async function inOneAnswer(found: Placed[]): Promise<Gallery> {
  const [photoIds, aspects] = [new Int32Array(found.length), new Uint16Array(found.length)]
  const groups: GalleryGroup[] = []
  for (const [index, { photoId, aspect, group }] of found.entries()) {
    photoIds[index] = photoId
    aspects[index] = aspect
    if (groups.at(-1)?.key === group) groups.at(-1)!.count++
    else groups.push({ key: group, count: 1 })
    if (index % packedAtOnce === packedAtOnce - 1) await turn()
  }
  return { photoIds: packed(photoIds), aspects: packed(aspects), groups }
}
