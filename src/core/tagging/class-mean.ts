/**
 * The direction from the library's mean to that of the photos marked yes, in a space where that is the linear
 * discriminant (`tag-space.ts`). Closed form, needs no "no" and makes nothing of one. Pure.
 */
import { linearScores, type LinearScores, type Marks, type Scorer } from './scorer.ts'
import type { TagSpace } from './tag-space.ts'

export function classMeanScorer(space: TagSpace): Scorer {
  return { fit: (marks) => linearScores(space, meanOfYes(space, marks)) }
}

function meanOfYes({ at, size }: TagSpace, { yes }: Marks): LinearScores['direction'] {
  const rows = at(yes)
  const mean = new Float64Array(size)
  for (let i = 0; i < rows.length; i++) mean[i % size] += rows[i] / yes.length
  return mean
}
