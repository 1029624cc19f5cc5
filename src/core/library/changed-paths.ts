/** What became of paths that a watcher named: files to read, files that are gone. No folder is walked that did not change. */
import { stat } from 'node:fs/promises'
import { basename, relative, sep } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { fsPath } from './file-names.ts'
import { isInside } from './folders.ts'
import { isUnchanged } from './index-folder.ts'
import { leftOutFolder } from './left-out.ts'
import type { ToRead } from './read-file.ts'
import { findPhotos, looksLikePhoto, type FoundFile } from './scan.ts'

const listener = { onProblem: () => {}, onLeftOut: () => {}, isCancelled: () => false }

/** Throws NOT_FOUND where only a walk of the whole folder can tell: the folder itself is concerned, or a name is no text. */
export async function filesAt(catalogue: Catalogue, folderId: number, folder: string, paths: Iterable<string>): Promise<ToRead[]> {
  const toRead: ToRead[] = []
  for (const path of outermost(paths)) {
    if (path === folder || path.includes('\ufffd') || !isInside(folder, path)) throw new SemblanceError('NOT_FOUND', path)
    if (isLeftOut(folder, path)) continue
    const found = await foundAt(path)
    const there = new Set(found.map((file) => file.path))
    const known = [...catalogue.files.listUnder(path), catalogue.files.get(path)].filter((file) => file !== null)
    catalogue.files.markGone(known.filter((file) => file.state !== 'gone' && !there.has(file.path)).map(({ fileId }) => fileId))
    const before = new Map(known.map((file) => [file.path, file]))
    for (const file of found) {
      if (!isUnchanged(file, before.get(file.path))) toRead.push({ found: file, folderId, folder, before: before.get(file.path) ?? null })
    }
  }
  return toRead
}

/** Of a path and one inside it the first stands for both. */
function outermost(paths: Iterable<string>): string[] {
  const kept: string[] = []
  for (const path of [...paths].sort()) if (!kept.some((outer) => path.startsWith(outer + sep))) kept.push(path)
  return kept
}

function isLeftOut(folder: string, path: string): boolean {
  const names = relative(folder, path).split(sep)
  return names.slice(0, -1).some((name) => leftOutFolder(name) !== null) || leftOutFolder(names.at(-1)!) !== null
}

async function filesIn(dir: string): Promise<FoundFile[]> {
  const files: FoundFile[] = []
  for await (const file of findPhotos(dir, listener)) files.push(file)
  return files
}

/** A photo, the photos in a folder, or nothing where nothing of that kind is there. */
async function foundAt(path: string): Promise<FoundFile[]> {
  const entry = await stat(fsPath(path)).catch(() => null)
  if (entry?.isDirectory()) return filesIn(path)
  if (!entry?.isFile() || !(await looksLikePhoto(path, basename(path)))) return []
  return [{ path, sizeBytes: entry.size, modifiedAtMs: Math.round(entry.mtimeMs) }]
}
