/** Pixels for the window, by photo id: thumbnails and pictures a browser can show. Read-only. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import type { CoreMedia } from '../core.ts'
import { browserType, decodeImage, toJpeg } from '../imaging/decode.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { writeWhole } from '../tools/write-whole.ts'
import { fsPath, readHead } from './file-names.ts'
import type { ReadOriginal } from './originals.ts'
import { previewPath, thumbnailPath } from './thumbnails.ts'

export interface MediaDependencies {
  catalogue: Catalogue
  thumbnailsDir: string
  readOriginal: ReadOriginal
}

export function createMedia({ catalogue, thumbnailsDir, readOriginal }: MediaDependencies): CoreMedia {
  const hashOf = (photoId: number): string => {
    const contentHash = catalogue.photos.contentHash(photoId)
    if (!contentHash) throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library.`)
    return contentHash
  }
  return {
    thumbnail: async (photoId) => {
      const path = thumbnailPath(thumbnailsDir, hashOf(photoId))
      if (!existsSync(path)) {
        const original = await readOriginal(photoId)
        await writeWhole(path, (await decodeImage(original.bytes, basename(original.path))).thumbnail)
      }
      return { contentType: 'image/webp', version: hashOf(photoId), path }
    },
    display: async (photoId) => {
      const path = catalogue.photos.presentPath(photoId)
      const contentType = path ? await shownAs(path) : null
      if (path && contentType) return { contentType, version: hashOf(photoId), path: fsPath(path) }
      const preview = previewPath(thumbnailsDir, hashOf(photoId))
      if (!existsSync(preview)) {
        const original = await readOriginal(photoId)
        await writeWhole(preview, await toJpeg(original.bytes, basename(original.path)))
      }
      return { contentType: 'image/jpeg', version: hashOf(photoId), path: preview }
    },
  }
}

/** Of a name that is no text the bytes are given, since as bytes it would be taken for them. */
async function shownAs(path: string): Promise<string | null> {
  const file = fsPath(path)
  return browserType(await readHead(path), path, typeof file === 'string' ? file : await readFile(file))
}
