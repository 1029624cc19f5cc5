/**
 * What became of paths that a watcher named: files to read, files that are gone. No folder is walked that did not
 * change.
 */
import { existsSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Catalogue } from '../store/catalogue.ts'
import { catalogueFile } from '../../shared/catalogue-file.ts'
import type { FolderRow } from '../store/folders.ts'
import { isStray } from './companions.ts'
import type { Excluded } from './exclusions.ts'
import { fsPath } from './file-names.ts'
import { isInside } from './folders.ts'
import { noteLost } from './known-files.ts'
import { leftOutFolder } from './left-out.ts'
import { findOnly, findPhotos, isGone, type FoundFile, type ScanListener } from './scan.ts'
import { filesToRead, type ToRead } from './to-read.ts'

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
  for (const [dir, within] of await byFolder(folder.path, paths)) {
    const found = await foundAt(dir, within, (path, isFolder) => excluded(folder.path, path, isFolder))
    const { toRead, goneCount } = await compare(catalogue, folder, within ?? [dir], found, excluded)
    changes.toRead.push(...toRead)
    changes.goneCount += goneCount
  }
  return changes
}

/** Of files, and of what is no more, by the folder that they lie in; null for all that is in a folder. */
async function byFolder(folder: string, paths: Iterable<string>): Promise<Map<string, string[] | null>> {
  const folders = new Map<string, string[] | null>()
  for (const path of outermost(paths)) {
    if (path === folder || path.includes('\ufffd') || !isInside(folder, path)) throw new NeedsWalk(path)
    if (isLeftOut(folder, path)) continue
    const entry = await lstat(fsPath(path)).catch(noneWhereGone(path))
    // What a link leads to may be in the library already.
    if (entry?.isSymbolicLink()) throw new NeedsWalk(path)
    if (entry?.isDirectory()) folders.set(path, null)
    else folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path])
  }
  return folders
}

async function compare(
  catalogue: Catalogue,
  folder: FolderRow,
  paths: string[],
  found: FoundFile[],
  excluded: Excluded,
): Promise<Changes> {
  const { files } = catalogue
  const present = found.filter((file) => !isStray(file))
  const there = new Set(present.map(({ path }) => path))
  const rows = [...paths.flatMap(files.listUnder), ...[...paths, ...found.map(({ path }) => path)].map(files.get)]
  const known = new Map(rows.filter((file) => file !== null).map((file) => [file.path, file]))
  // A folder in it that is left out may be one of the library by itself.
  const lost = [...known.values()].filter(({ path, folderId }) => folderId === folder.folderId && !there.has(path))
  const { goneCount, isLeft } = await noteLost(catalogue, folder.path, lost, excluded)
  return { toRead: filesToRead(present, folder, known, isLeft), goneCount }
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

/** All photos in a folder, or those that have a file at one of the paths. */
async function foundAt(dir: string, paths: string[] | null, excluded: ScanListener['excluded']): Promise<FoundFile[]> {
  const onProblem = () => {
    throw new NeedsWalk(dir)
  }
  const listener = { onProblem, excluded, onLeftOut: () => {}, isCancelled: () => false }
  if (paths) return (await findOnly(dir, paths, listener).catch(noneWhereGone(dir))) ?? []
  const files: FoundFile[] = []
  if (!excluded(dir, true)) for await (const file of findPhotos(dir, listener)) files.push(file)
  return files
}

const noneWhereGone = (path: string) => (error: NodeJS.ErrnoException) => {
  if (isGone(error.code)) return null
  throw new NeedsWalk(path)
}
