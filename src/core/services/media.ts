/** Pixels for the window, by photo id: thumbnails and pictures a browser can show. Read-only. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import type { CoreMedia } from '../core.ts'
import { decodeImage, toJpeg } from '../imaging/decode.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { thumbnailPath, writeThumbnail } from './thumbnails.ts'

const browserTypes: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.jpe': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
}

export function createMedia({ catalogue, thumbnailsDir }: { catalogue: Catalogue; thumbnailsDir: string }): CoreMedia {
  const presentPath = (photoId: number): string => {
    const path = catalogue.photos.presentPath(photoId)
    if (!path) throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library, or its file is gone.`)
    return path
  }
  return {
    thumbnail: async (photoId) => {
      const contentHash = catalogue.photos.contentHash(photoId)
      if (!contentHash) throw new SemblanceError('NOT_FOUND', `There is no photo ${photoId} in the library.`)
      const path = thumbnailPath(thumbnailsDir, contentHash)
      if (!existsSync(path)) await writeThumbnail(path, (await decodeImage(await readFile(presentPath(photoId)))).thumbnail)
      return { contentType: 'image/webp', path }
    },
    display: async (photoId) => {
      const path = presentPath(photoId)
      const contentType = browserTypes[extname(path).toLowerCase()]
      return contentType ? { contentType, path } : { contentType: 'image/jpeg', bytes: await toJpeg(await readFile(path)) }
    },
  }
}
