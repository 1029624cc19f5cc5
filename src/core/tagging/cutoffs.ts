/** Cut-offs of a ranking, strict to loose: where a slider can stand. Pure. */
import type { Cutoff } from '../../shared/domain.ts'

const fewest = 5
const growth = 1.25
/** Looser ones are of no use: hardly more than one in three is right there. */
const leastUseful = 0.35
/** What is suggested: four in five right by the middle of a range that errs low (docs/tagging.md). */
const wanted = 0.8
/** Where nothing comes near that: as many as can be looked through, if so many are of use. */
const aFew = 12

/** Counts from `fewest` to `total`, each about a quarter more than the one before. */
export function cutoffCounts(total: number): number[] {
  const counts: number[] = []
  for (let count = Math.min(fewest, total); count < total; count = Math.ceil(count * growth)) counts.push(count)
  return total > 0 ? [...counts, total] : []
}

const middleOf = ({ precision }: Cutoff): number | null => precision && (precision.low + precision.high) / 2

/** Those that may be of use; all where nothing is known of them. */
export function usefulCutoffs(cutoffs: Cutoff[]): Cutoff[] {
  const last = cutoffs.findLastIndex((cutoff) => (middleOf(cutoff) ?? 1) >= leastUseful)
  return cutoffs.slice(0, Math.max(last, 0) + 1)
}

/** The last cut-off of which at least about four in five are right, and no fewer than can be looked through. */
export function suggestedCount(cutoffs: Cutoff[]): number {
  const good = cutoffs.findLast((cutoff) => (middleOf(cutoff) ?? 0) >= wanted)
  const few = cutoffs.find(({ count }) => count >= aFew) ?? cutoffs.at(-1)
  return Math.max(good?.count ?? 0, few?.count ?? 0)
}
