/**
 * What every way of ranking a library for one tag has in common: from a person's marks to one number a photo. Pure;
 * rows are rows of the searched space.
 */
import type { TagSpace } from './tag-space.ts'

/** What a person said of some photos, for one tag. A row is in one of them, once. */
export interface Marks {
  /** At least one. */
  yes: Int32Array
  no: Int32Array
}

/** The same for the same marks in the same order. */
export const keyOf = ({ yes, no }: Marks): string => `${yes.join()} ${no.join()}`

export interface Scorer {
  /** `start` may be what it gave for more marks, these among them: found from there, and about as exactly. */
  fit(marks: Marks, start?: TagScores): TagScores
}

/** Higher is more likely yes. */
export interface TagScores {
  /** [N]. Cost N·D. */
  ofAll(): Float32Array
  of(row: number): number
}

/** Scores along a direction [D] of the space, in standard deviations of the library, whose mean is 0. */
export interface LinearScores extends TagScores {
  direction: Float64Array
}

export function linearScores({ along, variances }: TagSpace, direction: Float64Array): LinearScores {
  const variance = direction.reduce((sum, value, d) => sum + value * value * variances[d], 0)
  const unit = direction.map((value) => value / Math.sqrt(variance || 1))
  return { direction, ...along(unit) }
}
