/** When a photo was taken, by the best that tells: its file, its name, its folders' names, the file's time. Pure. */
import { relative, sep } from 'node:path'
import { dateInFolders, dateInName, endOfDatesMs } from '../imaging/date-text.ts'
import type { Dated } from '../imaging/metadata.ts'
import type { FoundFile } from './scan.ts'

const minuteMs = 60_000

/** `folder` is the library's, with whose own name the folder names begin. */
export function photoDate({ path, modifiedAtMs }: FoundFile, folder: string, written: Dated | null): Dated | null {
  if (written) return written
  const parts = [folder.split(sep).at(-1)!, ...relative(folder, path).split(sep)]
  const name = parts.pop()!
  const inName = dateInName(name)
  if (inName !== null) return { dateMs: inName, origin: 'file name' }
  const inFolders = dateInFolders(parts)
  if (inFolders !== null) return { dateMs: inFolders, origin: 'folder name' }
  if (!(modifiedAtMs > 0 && modifiedAtMs < endOfDatesMs)) return null
  // As the camera's clock would have shown it: local time read as UTC.
  return { dateMs: modifiedAtMs - new Date(modifiedAtMs).getTimezoneOffset() * minuteMs, origin: 'file time' }
}
