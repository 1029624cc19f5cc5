/**
 * Walks a folder for photos: recursive, each real folder once (symlink loops end), system folders and what a person
 * excludes left out and counted. What a file is its first bytes say, where its name does not already. Films are found,
 * too, which may belong to a photo.
 */
import type { Stats } from 'node:fs'
import { opendir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { formatOf, formatOfName } from '../imaging/formats.ts'
import { isFilm, stemOf, withPictures } from './companions.ts'
import { fsPath, nameOf, readHead } from './file-names.ts'
import { leftOutFolder, type LeftOutCounts } from './left-out.ts'

export interface FoundFile {
  path: string
  sizeBytes: number
  modifiedAtMs: number
  /** The path of the picture that it belongs to, of what only comes with one. */
  picture: string | null
}

/** A folder, file or link that cannot be read. */
export interface Unreadable {
  path: string
  reason: string
  /** Another try may do. */
  isTransient: boolean
  isFolder: boolean
}

export interface ScanListener {
  onProblem(problem: Unreadable): void
  /** The pattern that leaves it out; null where none does. */
  excluded(path: string, isFolder: boolean): string | null
  onLeftOut: LeftOutCounts['add']
  /** Asked before every folder. */
  isCancelled(): boolean
}

const foundFile = (path: string, { size, mtimeMs }: Stats) => ({
  path,
  sizeBytes: size,
  modifiedAtMs: Math.round(mtimeMs),
})

/** Not there, or not there any more. */
export const isGone = (code: string | undefined): boolean => code === 'ENOENT' || code === 'ENOTDIR'

/** Why it cannot be read. */
export const unreadInWords = (what: 'file' | 'folder', code: string | undefined): string =>
  code === 'EACCES' || code === 'EPERM'
    ? `No permission to read the ${what}.`
    : `The ${what} could not be read (${code}).`

/** Errors of drives and shares that come and go, and of permissions that can be given. */
export const isTransient = (code: string | undefined): boolean => code !== 'ELOOP' && code !== 'ENAMETOOLONG'

export async function* findPhotos(folder: string, listener: ScanListener): AsyncGenerator<FoundFile> {
  const seen = new Set<string>()
  const waiting = [folder]
  for (let dir = waiting.pop(); dir !== undefined && !listener.isCancelled(); dir = waiting.pop()) {
    try {
      const real = (await realpath(fsPath(dir), { encoding: 'buffer' })).toString('latin1')
      if (seen.has(real)) continue
      seen.add(real)
      yield* await filesOf(dir, await namesIn(dir), waiting, listener)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const reason = unreadInWords('folder', code)
      if (!isGone(code)) listener.onProblem({ path: dir, reason, isTransient: isTransient(code), isFolder: true })
    }
  }
}

/** What is there of photos that have a file at one of these paths, all in `dir`. Throws as `opendir` does. */
export async function findOnly(dir: string, paths: string[], listener: ScanListener): Promise<FoundFile[]> {
  const stems = new Set(paths.map(stemOf))
  const names = (await namesIn(dir)).filter((name) => stems.has(stemOf(name)))
  return filesOf(dir, names, [], listener)
}

/** The first error of a folder's reading counts, also half-way. */
async function namesIn(dir: string): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of await opendir(fsPath(dir), { encoding: 'buffer' as never }))
    names.push(nameOf(name as unknown as Buffer))
  return names.sort()
}

async function filesOf(dir: string, names: string[], waiting: string[], listener: ScanListener): Promise<FoundFile[]> {
  const found: ReturnType<typeof foundFile>[] = []
  for (const name of names) {
    const path = join(dir, name)
    const format = formatOfName(name)
    const entry = await stat(fsPath(path)).catch((error: NodeJS.ErrnoException) => {
      if (format && !isGone(error.code) && !listener.excluded(path, false))
        listener.onProblem({
          path,
          reason: error.code === 'ELOOP' ? 'The link leads back to itself.' : unreadInWords('file', error.code),
          isTransient: isTransient(error.code),
          isFolder: false,
        })
      return null
    })
    if (entry?.isDirectory()) {
      const reason = leftOutFolder(name, names)
      const pattern = reason === null ? listener.excluded(path, true) : null
      if (reason ?? pattern) listener.onLeftOut('folder', (reason ?? pattern)!, pattern !== null)
      else waiting.push(path)
    } else if (entry?.isFile()) {
      const pattern = listener.excluded(path, false)
      // What is left out is not opened to see what it is.
      if (pattern === null && (isFilm(name) || (await looksLikePhoto(path, name)))) found.push(foundFile(path, entry))
      else if (pattern !== null && format && !name.startsWith('.')) listener.onLeftOut('file', pattern, true)
    }
  }
  return withPictures(found)
}

/** Endings of other things, which need not be opened to know. */
const otherThings =
  /\.(mp4|mov|m4v|avi|mkv|webm|mts|m2ts|3gp|mp3|m4a|wav|flac|ogg|aac|txt|md|pdf|docx?|xlsx?|pptx?|zip|gz|xz|7z|rar|tar|xmp|aae|thm|json|xml|html?|css|[cm]?js|ts|py|c|h|cpp|ini|db|sqlite|log|csv|exe|dll|so|svg|ttf|woff2?)$/i

/** By its name, or by its content where the name promises nothing: "no-extension", "picture.download". */
async function looksLikePhoto(path: string, name: string): Promise<boolean> {
  if (name.startsWith('.')) return false
  if (formatOfName(name)) return true
  if (otherThings.test(name)) return false
  const head = await readHead(path).catch(() => null)
  return head !== null && formatOf(name, head) !== null
}
