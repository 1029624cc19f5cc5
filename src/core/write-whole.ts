/** Files that are there whole or not at all. */
import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes to a temporary name, then renames; makes the folder; on failure nothing is left behind. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  // The same file may be written twice at a time: copies of one photo have one thumbnail.
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
