/** Which tiles of a grid are in the page. Pure. */
import type { PhotoSource } from '../../state/photo-source.ts'

export interface GridTile<Photo> {
  /** The photo's own, so that its tile stays the same wherever it moves to; the place's while it is not here. */
  key: string
  index: number
  photo: Photo | undefined
}

/** Tiles of the rows on screen and of the ring. While pages come from two states of a list a photo shows once. */
export function drawnTiles<Photo extends { photoId: number }>(
  photos: PhotoSource<Photo>,
  [firstIndex, lastIndex]: readonly [number, number],
  ringIndex: number,
): GridTile<Photo>[] {
  const drawn = new Set<number>()
  return indices(firstIndex, lastIndex, ringIndex, photos.total).map((index) => {
    const photo = photos.at(index)
    if (photo === undefined || drawn.has(photo.photoId)) return { key: `place ${index}`, index, photo: undefined }
    drawn.add(photo.photoId)
    return { key: `photo ${photo.photoId}`, index, photo }
  })
}

function indices(first: number, last: number, ring: number, total: number): number[] {
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step)
  if (ring < 0 || ring >= total || (ring >= first && ring <= last)) return rows
  return ring < first ? [ring, ...rows] : [...rows, ring]
}
