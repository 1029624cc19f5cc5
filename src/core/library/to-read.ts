/** Which of the files that are there are to be read: new ones, changed ones, and what belongs to them. */
import type { FileRow } from '../store/files.ts'
import type { FolderRow } from '../store/folders.ts'
import type { FoundFile } from './scan.ts'

/** What is read, in which folder of the library, and what was known of its path. */
export interface ToRead {
  found: FoundFile
  folderId: number
  folder: string
  before: FileRow | null
  /** False where only the picture that it belongs to is new. */
  isChanged: boolean
}

/** `known` by path, gone ones too; `isFresh` besides: to be read although it has not changed. */
export function filesToRead(
  present: FoundFile[],
  { folderId, path: folder }: FolderRow,
  known: Map<string, FileRow>,
  isFresh: (path: string) => boolean,
): ToRead[] {
  const isNew = (file: FoundFile) => isFresh(file.path) || !isUnchanged(file, known.get(file.path))
  const changed = new Set(present.filter(isNew).map(({ path }) => path))
  const isApart = (path: string, picture: string) => {
    const photoId = photoOf(known.get(picture))
    return photoId !== null && photoOf(known.get(path)) !== photoId
  }
  return present
    .filter(
      ({ path, picture }) =>
        changed.has(path) || (picture !== null && (changed.has(picture) || isApart(path, picture))),
    )
    .map((found) => {
      const { path } = found
      return { found, folderId, folder, before: known.get(path) ?? null, isChanged: changed.has(path) }
    })
}

/** The photo that a file shows or belongs to now. */
export const photoOf = (file: FileRow | null | undefined): number | null =>
  file?.state === 'found' || file?.state === 'decoded' ? file.photoId : null

/** By size and time; only a full check reads what has both as before. */
function isUnchanged({ sizeBytes, modifiedAtMs }: FoundFile, before: FileRow | undefined): boolean {
  if (!before || before.sizeBytes !== sizeBytes || before.modifiedAtMs !== modifiedAtMs) return false
  return before.state === 'failed' || (before.state === 'decoded' && before.hasPicture === 1)
}
