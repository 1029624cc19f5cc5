/** Thumbnails on disk, named by content hash; whole or absent. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export function thumbnailPath(thumbnailsDir: string, contentHash: string): string {
  return join(thumbnailsDir, contentHash.slice(0, 2), `${contentHash}.webp`)
}

/** Writes to a temporary name, then renames; on failure nothing is left behind. */
export async function writeThumbnail(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.part`
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(temporary, bytes)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
