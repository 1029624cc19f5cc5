/** Thumbnails and previews on disk, named by content hash; whole or absent. */
import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export function thumbnailPath(thumbnailsDir: string, contentHash: string): string {
  return join(thumbnailsDir, contentHash.slice(0, 2), `${contentHash}.webp`)
}

/** A picture that browsers do not show as it is, made when it is first looked at. */
export function previewPath(thumbnailsDir: string, contentHash: string): string {
  return join(thumbnailsDir, contentHash.slice(0, 2), `${contentHash}.jpg`)
}

/** Writes to a temporary name, then renames; on failure nothing is left behind. */
export async function writeThumbnail(path: string, bytes: Uint8Array): Promise<void> {
  // Copies of one photo may be written at the same time.
  const temporary = `${path}.${randomUUID()}.part`
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(temporary, bytes)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
