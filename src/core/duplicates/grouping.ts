/** Pairs into groups: what is alike in turn belongs together, but never two that a person told apart. Pure. */

export interface Pair {
  photoId: number
  otherId: number
  /** [0, 1]. */
  alike: number
}

export interface Group {
  photoIds: number[]
  /** Of the pairs that made it, the least. */
  alike: number
}

/** More are no group to look through. */
const mostInGroup = 100

export type Apart = (photoId: number, otherId: number) => boolean

/** Pairs are added most alike first, so that where two were told apart each goes with what it is most alike. */
export function createGrouping(areApart: Apart) {
  const groupOf = new Map<number, Group>()
  const of = (photoId: number): Group => groupOf.get(photoId) ?? { photoIds: [photoId], alike: 1 }

  function add({ photoId, otherId, alike }: Pair): void {
    const [one, other] = [of(photoId), of(otherId)]
    if (one === other || one.photoIds.length + other.photoIds.length > mostInGroup) return
    if (one.photoIds.some((a) => other.photoIds.some((b) => areApart(a, b)))) return
    const joined = { photoIds: [...one.photoIds, ...other.photoIds], alike: Math.min(one.alike, other.alike, alike) }
    for (const member of joined.photoIds) groupOf.set(member, joined)
  }

  return { add, groups: (): Group[] => [...new Set(groupOf.values())] }
}
