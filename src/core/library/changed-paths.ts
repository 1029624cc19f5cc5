/**
 * What became of paths that a watcher named: files to read, files that are gone. No folder is walked that did not
 * change.
 */
import { existsSync } from 'node:fs'
import { lstat, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { formatOfName } from '../imaging/formats.ts'
import { catalogueFile, type Catalogue } from '../store/catalogue.ts'
import type { FolderRow } from '../store/folders.ts'
import type { Excluded } from './exclusions.ts'
import { fsPath } from './file-names.ts'
import { isInside } from './folders.ts'
import { isRaw, isUnchanged, stemOf } from './index-folder.ts'
import { noteLost } from './known-files.ts'
import { leftOutFolder } from './left-out.ts'
import type { ToRead } from './read-file.ts'
import { findPhotos, foundFile, isGone, looksLikePhoto, type FoundFile, type ScanListener } from './scan.ts'

/** Only a walk of the whole folder can tell: it is concerned itself, a name is no text, something cannot be read. */
export class NeedsWalk extends Error {}

export interface Changes {
  toRead: ToRead[]
  goneCount: number
}

/** What is gone is written down. Throws NeedsWalk. */
export async function changesAt(
  catalogue: Catalogue,
  folder: FolderRow,
  paths: Iterable<string>,
  excluded: Excluded,
): Promise<Changes> {
  const changes: Changes = { toRead: [], goneCount: 0 }
  for (const path of outermost(paths)) {
    if (path === folder.path || path.includes('\ufffd') || !isInside(folder.path, path)) throw new NeedsWalk(path)
    if (!isLeftOut(folder.path, path)) await lookAt(catalogue, folder, path, excluded, changes)
  }
  return changes
}

async function lookAt(
  catalogue: Catalogue,
  { folderId, path: folder }: FolderRow,
  path: string,
  excluded: Excluded,
  changes: Changes,
): Promise<void> {
  const found = await foundAt(path, (at, isFolder) => excluded(folder, at, isFolder))
  const there = new Set(found.map((file) => file.path))
  const known = [...catalogue.files.listUnder(path), catalogue.files.get(path)].filter((file) => file !== null)
  // A folder in it that is left out may be one of the library by itself.
  const lost = known.filter((file) => file.folderId === folderId && !there.has(file.path))
  changes.goneCount += await noteLost(catalogue, folder, lost, excluded)
  const before = new Map(known.map((file) => [file.path, file]))
  for (const file of found) {
    if (!isUnchanged(file, before.get(file.path)))
      changes.toRead.push({ found: file, folderId, folder, before: before.get(file.path) ?? null })
  }
}

/** Of a path and one inside it the first stands for both. */
function outermost(paths: Iterable<string>): string[] {
  const kept: string[] = []
  for (const path of [...paths].sort()) if (!kept.some((outer) => path.startsWith(outer + sep))) kept.push(path)
  return kept
}

function isLeftOut(folder: string, path: string): boolean {
  let at = folder
  return relative(folder, path)
    .split(sep)
    .some((name) => {
      const beside = existsSync(join(at, catalogueFile)) ? [catalogueFile] : []
      at = join(at, name)
      return leftOutFolder(name, beside) !== null
    })
}

/** A photo, the photos in a folder, or nothing where nothing of that kind is there. */
async function foundAt(path: string, excluded: ScanListener['excluded']): Promise<FoundFile[]> {
  // What a link leads to may be in the library already.
  if ((await lstat(fsPath(path)).catch(() => null))?.isSymbolicLink()) throw new NeedsWalk(path)
  const entry = await stat(fsPath(path)).catch((error: NodeJS.ErrnoException) => {
    if (isGone(error.code)) return null
    throw new NeedsWalk(path)
  })
  if (!entry || excluded(path, entry.isDirectory())) return []
  if (entry.isDirectory()) return filesIn(path, excluded)
  if (!entry.isFile() || !(await looksLikePhoto(path, basename(path))) || (await isPairedRaw(path, excluded))) return []
  return [foundFile(path, entry)]
}

async function filesIn(dir: string, excluded: ScanListener['excluded']): Promise<FoundFile[]> {
  const onProblem = () => {
    throw new NeedsWalk(dir)
  }
  const files: FoundFile[] = []
  const listener = { onProblem, excluded, onLeftOut: () => {}, isCancelled: () => false }
  for await (const file of findPhotos(dir, listener)) files.push(file)
  return files
}

/** Beside the picture that the camera made of it a RAW file is no photo of its own. */
async function isPairedRaw(path: string, excluded: ScanListener['excluded']): Promise<boolean> {
  if (!isRaw(path)) return false
  const beside = await readdir(dirname(path)).catch(() => [])
  return beside.some(
    (name) =>
      !isRaw(name) &&
      formatOfName(name) !== null &&
      stemOf(name) === stemOf(basename(path)) &&
      !excluded(join(dirname(path), name), false),
  )
}
