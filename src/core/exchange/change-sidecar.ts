/** What one photo's tags change in its sidecar, and doing it: looking and writing are the same work. */
import { createHash } from 'node:crypto'
import type { SidecarChange, SidecarNaming } from '../../shared/exchange.ts'
import { embeddedKeywords } from './photo-keywords.ts'
import { changedMeanwhile, checkWritable, readSidecar, replaceSidecar, sidecarFor } from './sidecar-files.ts'
import { without } from './keywords.ts'
import { allKeywordsIn, emptySidecar, ownUri, withTags, type PhotoTags } from './tagged-sidecar.ts'
import { decodeXmp, encodeXmp, utf8 } from './xmp-text.ts'

export interface SidecarTask extends Omit<PhotoTags, 'embedded'> {
  photoPath: string
  naming: SidecarNaming
  /** Whether other photos would have the same short-named sidecar. */
  isShared: boolean
}

/**
 * The difference that the tags make; null where they make none. With the `hash` of a difference that was looked at it
 * is written. Throws INVALID_ARGUMENT, also where what was looked at is no more so, and as the file system does.
 */
export async function changeSidecar(task: SidecarTask, hash?: string): Promise<SidecarChange | null> {
  const path = sidecarFor(task.photoPath, task.naming, task.isShared)
  const before = readSidecar(path)
  const { text, encoding } = before === null ? { text: emptySidecar, encoding: utf8 } : decodeXmp(before)
  const isConcerned = task.tags.length > 0 || text.includes(ownUri)
  const changed = isConcerned ? withTags(text, { ...task, embedded: await embeddedKeywords(task.photoPath) }) : text
  if (changed === text && hash === undefined) return null
  const bytes = encodeXmp(changed, encoding)
  const change = { ...difference(text, changed), hash: hashOf(before, bytes) }
  if (hash !== undefined && hash !== change.hash) throw changedMeanwhile()
  checkWritable(path)
  if (hash !== undefined) replaceSidecar(path, bytes, before)
  return { photoPath: task.photoPath, path, isNew: before === null, ...change }
}

function difference(before: string, after: string): Pick<SidecarChange, 'added' | 'removed'> {
  const [old, now] = [allKeywordsIn(before), allKeywordsIn(after)]
  return { added: without(now, old), removed: without(old, now) }
}

/** Of both: neither the sidecar nor what is to be written may have changed. */
function hashOf(before: Buffer | null, after: Buffer): string {
  const hash = createHash('sha256').update(before === null ? 'none' : createHash('sha256').update(before).digest())
  return hash.update(after).digest('hex')
}
