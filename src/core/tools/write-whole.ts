/** Files that are there whole or not at all: written under a temporary name, which then takes the place. */
import { randomUUID } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Has `write` make the file, now or later; on failure nothing is left behind: a full disk is not to stay full. */
export function whole<T extends void | Promise<void>>(
  path: string,
  write: (temporary: string) => T,
  temporary = `${path}.part`,
): T {
  const giveUp = (error: unknown): never => {
    rmSync(temporary, { force: true })
    throw error
  }
  try {
    const written = write(temporary)
    if (written instanceof Promise) return written.then(() => rename(temporary, path)).catch(giveUp) as T
    renameSync(temporary, path)
    return written
  } catch (error) {
    return giveUp(error)
  }
}

/** Makes the folder, too. The same file may be written twice at a time: copies of one photo have one thumbnail. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await whole(path, (temporary) => writeFile(temporary, bytes), `${path}.${randomUUID()}.part`)
}
