/**
 * Compares a folder with what is known of it: what is new or changed and to be read, what is gone, what cannot be
 * reached.
 */
import { whyNoExiftool } from '../imaging/exiftool.ts'
import type { LeftOut } from '../../shared/domain.ts'
import { formatOfName } from '../imaging/formats.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { folderSizeBytes, type FileRow } from '../store/files.ts'
import type { FolderRow } from '../store/folders.ts'
import { isStray } from './companions.ts'
import type { Excluded } from './exclusions.ts'
import { isInside } from './folders.ts'
import { knownSlices, noteLost } from './known-files.ts'
import { createLeftOutCounts } from './left-out.ts'
import { findPhotos, type FoundFile, type Unreadable } from './scan.ts'
import { filesToRead, type ToRead } from './to-read.ts'

export interface Comparison {
  toRead: ToRead[]
  presentCount: number
  unreadableCount: number
  leftOut: LeftOut[]
}

interface Manner {
  /** Reads every file again, also those of the same size and time. */
  isFull: boolean
  excluded: Excluded
  isCancelled(): boolean
}

/** Null when cancelled on the way. What is gone or cannot be reached is written down. */
export async function compareFolder(
  catalogue: Catalogue,
  { folderId, path: folder }: FolderRow,
  { isFull, excluded, isCancelled }: Manner,
): Promise<Comparison | null> {
  const known = new Map<string, FileRow>()
  for await (const slice of knownSlices(catalogue, { folderId, path: folder }))
    for (const file of slice) known.set(file.path, file)
  const unreadable: Unreadable[] = []
  const leftOut = createLeftOutCounts()
  const listener = {
    onProblem: (problem: Unreadable) => void unreadable.push(problem),
    excluded: (path: string, isFolder: boolean) => excluded(folder, path, isFolder),
    onLeftOut: leftOut.add,
    isCancelled,
  }
  const present: FoundFile[] = []
  for await (const file of findPhotos(folder, listener)) if (!isStray(file)) present.push(file)
  if (isCancelled()) return null
  const { isLeft } = await noteLost(catalogue, folder, lostOf(known, present, unreadable), excluded)
  noteUnreadable(catalogue, folderId, known, unreadable)
  const isOvercome = await overcome(known)
  const isFresh = (path: string) => isFull || isLeft(path) || isOvercome(known.get(path))
  const toRead = filesToRead(present, { folderId, path: folder }, known, isFresh)
  return { toRead, presentCount: present.length, unreadableCount: unreadable.length, leftOut: leftOut.list() }
}

/** Whether what could not be read before is read by this version, or on this machine by now. */
async function overcome(known: Map<string, FileRow>): Promise<(before: FileRow | undefined) => boolean> {
  const isWaiting = ({ state, reason }: FileRow) => state === 'failed' && reason?.startsWith('RAW: needs') === true
  const isRawRead = [...known.values()].some(isWaiting) && (await whyNoExiftool()) === null
  return (before) => {
    if (before?.state !== 'failed' || !formatOfName(before.path)?.decoder) return false
    return before.reason?.includes('not read yet') === true || (isRawRead && isWaiting(before))
  }
}

/** What was found at no path, nor in a folder that could not be read. */
function lostOf(known: Map<string, FileRow>, present: FoundFile[], unreadable: Unreadable[]): FileRow[] {
  const stillThere = new Set([...present, ...unreadable].map(({ path }) => path))
  return [...known.values()].filter(
    ({ path }) => !stillThere.has(path) && !unreadable.some((lost) => isInside(lost.path, path)),
  )
}

/** What can be tried again never takes a photo from its file. */
function noteUnreadable(
  catalogue: Catalogue,
  folderId: number,
  known: Map<string, FileRow>,
  unreadable: Unreadable[],
): void {
  catalogue.transaction(() => {
    for (const { path, reason, isTransient, isFolder } of unreadable) {
      const sizeBytes = isFolder ? folderSizeBytes : 0
      const fileId = known.get(path)?.fileId ?? catalogue.files.upsertFound(folderId, path, sizeBytes, 0)
      if (isTransient) catalogue.files.markUnreached(fileId, reason)
      else catalogue.files.markFailed(fileId, reason)
    }
  })
}
