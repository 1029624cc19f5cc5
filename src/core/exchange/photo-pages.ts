/** The library's photos page by page, with the files of each. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Catalogue } from '../store/catalogue.ts'
import { stemOf } from './sidecar-files.ts'
import type { FileToRead } from './sidecar-work.ts'

export type PhotoFilePath = FileToRead & { photoId: number }

export interface PageOfFiles {
  files: PhotoFilePath[]
  last: number | null
  photoCount: number
  totalCount: number
}

export type PhotoPages = ReturnType<typeof createPhotoPages>

export function createPhotoPages(catalogue: Catalogue) {
  let totalCount = 0

  /** It takes longer than a page does. */
  async function count(): Promise<void> {
    totalCount = catalogue.photos.count()
    await turn()
  }

  /** The photos behind `after`; 0 begins. */
  return async (after: number, limit: number): Promise<PageOfFiles> => {
    if (after === 0) await count()
    const found = catalogue.files.ofPhotos(after, limit)
    const photoCount = new Set(found.map(({ photoId }) => photoId)).size
    return {
      files: found.map((file) => ({ ...file, isShared: isStemShared(catalogue, file) })),
      last: photoCount < limit ? null : found.at(-1)!.photoId,
      photoCount,
      totalCount,
    }
  }
}

/** Whether another photo has the file's name but for its ending. Copies of one photo are one. */
export function isStemShared({ files }: Catalogue, { photoId, path }: { photoId: number; path: string }): boolean {
  const stem = stemOf(path)
  return files.withStem(stem).some((other) => other.photoId !== photoId && stemOf(other.path) === stem)
}
