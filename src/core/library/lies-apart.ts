/** Whether a file and the photo that had its bytes are a RAW file and a picture that were parted. */
import type { Format } from '../imaging/formats.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { hasPair } from './companions.ts'

interface ReadBytes {
  path: string
  format: Format | null
  contentHash: string
}

/** Both are there, and nowhere beside each other. */
export function liesApart({ files, photos }: Catalogue, photoId: number, file: ReadBytes): boolean {
  const shown = photos.shown(photoId)!
  const isOther = shown.contentHash !== file.contentHash && (shown.format === 'RAW') !== (file.format?.name === 'RAW')
  return isOther && files.hasContent(photoId, shown.contentHash) && !hasPair([...files.pathsOf(photoId), file.path])
}
