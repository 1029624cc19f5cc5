/** The bytes of a found file, or why there are none. Read-only. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { formatOf } from '../imaging/formats.ts'
import { fsPath, readHead } from './file-names.ts'
import { isGone, isTransient, unreadInWords, type FoundFile } from './scan.ts'

/** Above this the head is looked at first. */
const largeBytes = 50_000_000

export type Unread =
  | { kind: 'failed'; reason: string }
  /** Not just now: no permission, a drive's error. */
  | { kind: 'unreached'; reason: string }
  /** Deleted or moved since it was found. */
  | { kind: 'gone' }

export async function bytesOf({ path, sizeBytes }: FoundFile): Promise<Buffer | Unread> {
  try {
    // Of large files that are not read anyway the first bytes say so.
    const reason = sizeBytes > largeBytes ? formatOf(basename(path), await readHead(path))?.reason : undefined
    return reason ? { kind: 'failed', reason } : await readFile(fsPath(path))
  } catch (error) {
    return unread(error as NodeJS.ErrnoException)
  }
}

function unread({ code }: NodeJS.ErrnoException): Unread {
  if (isGone(code)) return { kind: 'gone' }
  if (code === 'ERR_FS_FILE_TOO_LARGE') return { kind: 'failed', reason: 'The file is larger than 2 GB.' }
  return { kind: isTransient(code) ? 'unreached' : 'failed', reason: unreadInWords('file', code) }
}
