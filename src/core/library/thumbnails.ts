/** Where thumbnails and previews are on disk, named by content hash. */
import { join } from 'node:path'

export function thumbnailPath(thumbnailsDir: string, contentHash: string): string {
  return join(thumbnailsDir, contentHash.slice(0, 2), `${contentHash}.webp`)
}

/** A picture that browsers do not show as it is, made when it is first looked at. */
export function previewPath(thumbnailsDir: string, contentHash: string): string {
  return join(thumbnailsDir, contentHash.slice(0, 2), `${contentHash}.jpg`)
}
