/** Walks a folder for photos: recursive, hidden entries left out, each real folder once (symlink loops end). */
import { opendir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'

export interface FoundFile {
  path: string
  sizeBytes: number
  modifiedAtMs: number
}

export const photoExtensions = ['.jpg', '.jpeg', '.jpe', '.png', '.webp', '.avif', '.gif', '.tif', '.tiff']

/** Yields photos; `onProblem` gets folders and links that cannot be read, with the reason. */
export async function* findPhotos(folder: string, onProblem: (path: string, reason: string) => void): AsyncGenerator<FoundFile> {
  const seen = new Set<string>()
  const waiting = [folder]
  for (let dir = waiting.pop(); dir !== undefined; dir = waiting.pop()) {
    try {
      const real = await realpath(dir)
      if (seen.has(real)) continue
      seen.add(real)
      const names: string[] = []
      for await (const { name } of await opendir(dir)) if (!name.startsWith('.')) names.push(name)
      yield* entriesOf(dir, names.sort(), waiting, onProblem)
    } catch (error) {
      onProblem(dir, `The folder could not be read (${(error as NodeJS.ErrnoException).code}).`)
    }
  }
}

async function* entriesOf(dir: string, names: string[], waiting: string[], onProblem: (path: string, reason: string) => void): AsyncGenerator<FoundFile> {
  for (const name of names) {
    const path = join(dir, name)
    const isPhoto = photoExtensions.includes(extname(name).toLowerCase())
    const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (isPhoto) onProblem(path, error.code === 'ELOOP' ? 'The link leads back to itself.' : `The file could not be read (${error.code}).`)
      return null
    })
    if (entry?.isDirectory()) waiting.push(path)
    else if (entry?.isFile() && isPhoto) yield { path, sizeBytes: entry.size, modifiedAtMs: Math.round(entry.mtimeMs) }
  }
}
