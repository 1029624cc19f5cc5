/** How many photos are marked otherwise than they were. Pure. */
import type { LabelValue } from '../../shared/domain.ts'

type Marks = ReadonlyMap<number, LabelValue>

export function changedMarkCount(then: Marks, now: Marks): number {
  const photoIds = new Set([...then.keys(), ...now.keys()])
  return [...photoIds].filter((photoId) => then.get(photoId) !== now.get(photoId)).length
}
