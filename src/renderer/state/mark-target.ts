/** The tag that Y and N mark for, over a reload of this window. By its name, too: another library has other tags. */
import type { TagSummary } from '../../shared/domain.ts'

const storageKey = 'semblance.mark-target'
const wordsOf = ({ tagId, name }: TagSummary): string => `${tagId} ${name}`

export function keepMarkTarget(tag: TagSummary | null): void {
  if (tag === null) sessionStorage.removeItem(storageKey)
  else sessionStorage.setItem(storageKey, wordsOf(tag))
}

/** Null where none was kept, or it is no longer there. */
export function keptMarkTarget(list: TagSummary[]): TagSummary | null {
  const kept = sessionStorage.getItem(storageKey)
  return list.find((tag) => wordsOf(tag) === kept) ?? null
}
