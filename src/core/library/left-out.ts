/**
 * Folders that hold no photos of a person's own: previews, bins and caches of systems and other programs; and how much
 * is left out for which reason.
 */
import type { LeftOut } from '../../shared/domain.ts'
import { catalogueFile } from '../../shared/catalogue-file.ts'

/** By name in lower case; of "*.ending" the ending. */
const reasons: Record<string, string> = {
  '@eadir': 'previews of a network drive',
  '.@__thumb': 'previews of a network drive',
  '.thumbnails': 'previews of the desktop',
  '#recycle': 'a recycle bin',
  '@recycle': 'a recycle bin',
  '$recycle.bin': 'a recycle bin',
  recycler: 'a recycle bin',
  '#snapshot': 'earlier versions kept by a network drive',
  '.snapshot': 'earlier versions kept by a network drive',
  'system volume information': 'a system folder',
  'lost+found': 'a system folder',
  __macosx: 'what an archive keeps for macOS',
  node_modules: 'parts of a program',
}

const endings: Record<string, string> = {
  photoslibrary: 'the library of another program',
  photolibrary: 'the library of another program',
  aplibrary: 'the library of another program',
  migratedphotolibrary: 'the library of another program',
  lrdata: 'previews of another program',
  lrlibrary: 'the library of another program',
  cocatalog: 'the library of another program',
}

/** What our own catalogue keeps beside its database. */
export const ownFolders = ['thumbnails', 'models']

/** Why a folder is left out, in words; null where it is walked. `beside` are the names of the folder that it is in. */
export function leftOutFolder(name: string, beside: readonly string[] = []): string | null {
  const lower = name.toLowerCase()
  if (Object.hasOwn(reasons, lower)) return reasons[lower]
  if (ownFolders.includes(lower) && beside.includes(catalogueFile)) return "Semblance's own catalogue"
  const ending = lower.split('.').at(-1)!
  if (lower.includes('.') && Object.hasOwn(endings, ending)) return endings[ending]
  return name.startsWith('.') ? 'hidden' : null
}

/** What a walk leaves out, by reason: of a pattern the pattern itself. */
export function createLeftOutCounts() {
  const byReason = new Map<string, LeftOut>()
  return {
    add: (what: 'folder' | 'file', reason: string, isPattern: boolean): void => {
      const key = `${isPattern} ${reason}`
      const counted = byReason.get(key) ?? { reason, isPattern, folderCount: 0, fileCount: 0 }
      byReason.set(key, counted)
      counted[`${what}Count`]++
    },
    list: (): LeftOut[] => [...byReason.values()],
  }
}

export type LeftOutCounts = ReturnType<typeof createLeftOutCounts>
