/** Whether more may be found than an answer to a query has, in words. Pure. */
import type { LibraryStatus } from '../../shared/domain.ts'
import { countOf } from '../../shared/format.ts'

/** How often each was told of when it was asked. */
export interface AskedAt {
  photos: number
  model: number
  regions: number
}

export interface News {
  text: string
  /** Asking again finds other photos now. */
  isThere: boolean
}

interface Known {
  askedAt: AskedAt
  now: AskedAt
  /** Photos whose regions were compared; null where no part was looked for. */
  regionPhotoCount: number | null
  status: Pick<LibraryStatus, 'photoCount' | 'indexing' | 'training'>
}

/** Null where the answer has all. */
export function newsOf({ askedAt, now, regionPhotoCount, status }: Known): News | null {
  const hasChanged = now.photos !== askedAt.photos || now.model !== askedAt.model
  const { indexing, training, photoCount } = status
  if (indexing.state === 'running' || training.newPhotos !== null)
    return { text: 'Photos are still being read and looked at: more may be found.', isThere: hasChanged }
  const withoutParts = regionPhotoCount === null ? 0 : photoCount - regionPhotoCount
  if (withoutParts > 0 && now.regions !== askedAt.regions)
    return { text: 'Parts of more photos are looked at now: more may be found.', isThere: true }
  if (withoutParts > 0) return { text: partsMissing(withoutParts, training.regions !== null), isThere: true }
  return hasChanged ? { text: 'Photos have come, gone or been looked at anew since.', isThere: true } : null
}

const partsMissing = (count: number, areLookedAt: boolean): string =>
  `Parts of ${countOf(count, 'photo')} are ${areLookedAt ? 'still being looked at' : 'not looked at yet'}: ` +
  'they are compared as wholes.'
