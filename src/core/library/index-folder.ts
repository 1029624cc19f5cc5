/**
 * Compares a folder with what is known of it: what is new or changed and to be read, what is gone, what cannot be
 * reached.
 */
import { extname } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { whyNoExiftool } from '../imaging/exiftool.ts'
import { formatOfName } from '../imaging/formats.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { FileRow } from '../store/files.ts'
import type { FolderRow } from '../store/folders.ts'
import { isInside } from './folders.ts'
import type { ToRead } from './read-file.ts'
import { findPhotos, type FoundFile } from './scan.ts'

export interface Comparison {
  toRead: ToRead[]
  presentCount: number
  unreadableCount: number
  leftOutCount: number
}

/** Some milliseconds' worth. */
const sliceSize = 1000

interface Manner {
  /** Reads every file again, also those of the same size and time. */
  isFull: boolean
  isCancelled(): boolean
}

interface Unreadable {
  path: string
  reason: string
  isTransient: boolean
}

/** Null when cancelled on the way. What is gone or cannot be reached is written down. */
export async function compareFolder(
  catalogue: Catalogue,
  { folderId, path: folder }: FolderRow,
  { isFull, isCancelled }: Manner,
): Promise<Comparison | null> {
  const known = await knownFiles(catalogue, { folderId, path: folder })
  const unreadable: Unreadable[] = []
  let leftOutCount = 0
  const listener = {
    onProblem: (path: string, reason: string, isTransient: boolean) =>
      void unreadable.push({ path, reason, isTransient }),
    onLeftOut: () => void leftOutCount++,
    isCancelled,
  }
  const found: FoundFile[] = []
  for await (const file of findPhotos(folder, listener)) found.push(file)
  if (isCancelled()) return null
  const present = withoutPairs(found)
  await noteLost(catalogue, known, present, unreadable)
  noteUnreadable(catalogue, folderId, known, unreadable)
  const isOvercome = await overcome(known)
  const isFresh = (file: FoundFile) =>
    isFull || !isUnchanged(file, known.get(file.path)) || isOvercome(known.get(file.path))
  const fresh = present.filter(isFresh)
  const toRead = fresh.map((file): ToRead => ({ found: file, folderId, folder, before: known.get(file.path) ?? null }))
  return { toRead, presentCount: present.length, unreadableCount: unreadable.length, leftOutCount }
}

/** In slices, so that others get a turn. */
async function knownFiles({ files }: Catalogue, folder: FolderRow): Promise<Map<string, FileRow>> {
  const known = new Map<string, FileRow>()
  for (let after = folder.path; ;) {
    const slice = files.nextInFolder(folder, { after, limit: sliceSize })
    for (const file of slice) known.set(file.path, file)
    if (slice.length < sliceSize) return known
    after = slice.at(-1)!.path
    await turn()
  }
}

/** A RAW file beside the JPEG that the camera made of it is no photo of its own. */
function withoutPairs(found: FoundFile[]): FoundFile[] {
  const pictures = new Set(found.filter(({ path }) => !isRaw(path)).map(({ path }) => stemOf(path)))
  return found.filter(({ path }) => !isRaw(path) || !pictures.has(stemOf(path)))
}

export const isRaw = (path: string): boolean => formatOfName(path)?.name === 'RAW'
export const stemOf = (path: string): string => path.slice(0, path.length - extname(path).length).toLowerCase()

/** By size and time; only a full check reads what has both as before. */
export function isUnchanged({ sizeBytes, modifiedAtMs }: FoundFile, before: FileRow | undefined): boolean {
  if (!before || before.sizeBytes !== sizeBytes || before.modifiedAtMs !== modifiedAtMs) return false
  return before.state === 'failed' || (before.state === 'decoded' && before.hasPicture === 1)
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

async function noteLost(
  catalogue: Catalogue,
  known: Map<string, FileRow>,
  present: FoundFile[],
  unreadable: Unreadable[],
): Promise<void> {
  const stillThere = new Set([...present, ...unreadable].map(({ path }) => path))
  const isLost = ({ path, state }: FileRow) =>
    state !== 'gone' && !stillThere.has(path) && !unreadable.some((lost) => isInside(lost.path, path))
  const lost = [...known.values()].filter(isLost).map(({ fileId }) => fileId)
  for (let from = 0; from < lost.length; from += sliceSize) {
    catalogue.files.markGone(lost.slice(from, from + sliceSize))
    await turn()
  }
}

/** What can be tried again never takes a photo from its file. */
function noteUnreadable(
  catalogue: Catalogue,
  folderId: number,
  known: Map<string, FileRow>,
  unreadable: Unreadable[],
): void {
  catalogue.transaction(() => {
    for (const { path, reason, isTransient } of unreadable) {
      const fileId = known.get(path)?.fileId ?? catalogue.files.upsertFound(folderId, path, 0, 0)
      if (isTransient) catalogue.files.markUnreached(fileId, reason)
      else catalogue.files.markFailed(fileId, reason)
    }
  })
}
