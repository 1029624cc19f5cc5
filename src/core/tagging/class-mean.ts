/**
 * The direction from the library's mean to that of the photos marked yes, in a space where that is the linear
 * discriminant (`tag-space.ts`). Closed form, needs no "no" and makes nothing of one. Pure.
 */
import { linearScores, type LinearScores, type Marks, type Scorer } from './scorer.ts'
import type { TagSpace } from './tag-space.ts'

export function classMeanScorer(space: TagSpace): Scorer {
  return { fit: (marks) => linearScores(space, meanOfYes(space, marks)) }
}

function meanOfYes({ rows, size }: TagSpace, { yes }: Marks): LinearScores['direction'] {
  const mean = new Float64Array(size)
  for (const row of yes) for (let d = 0; d < size; d++) mean[d] += rows[row * size + d] / yes.length
  return mean
}
