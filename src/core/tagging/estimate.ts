/** How likely the photos of a ranking are yes, and how many down to each cut-off, before anybody checked. Pure. */
import type { PrecisionRange } from '../../shared/domain.ts'
import { calibrate } from './calibration.ts'
import { cutoffCounts } from './cutoffs.ts'
import { answersOf, bursts } from './held-out.ts'
import type { Marks, Scorer, TagScores } from './scorer.ts'

export interface Estimated {
  /** Probability of yes of each photo ranked, [M]. */
  confidences: Float32Array
  /** Cut-offs, strict to loose, and of the photos down to each the share of yes; null with too few marks. */
  counts: number[]
  ranges: (PrecisionRange | null)[]
}

/** The first yes are taken for chosen by the person, later marks for answers to what was shown. */
const freelyChosen = 3
const fewestYes = 3

/** `fitted` by the marks; `scores` of the photos ranked, best first; `rows` [N, D] of the searched space. */
export function estimated(
  scorer: Scorer,
  marks: Marks,
  fitted: TagScores,
  scores: Float32Array,
  { rows, size }: { rows: Float32Array; size: number },
): Estimated {
  const { yes, no } = marks
  const free = new Set(yes.subarray(0, freelyChosen))
  const burst = bursts(rows, size, Int32Array.of(...yes, ...no))
  const { probabilityOf, precisionsTo } = calibrate(answersOf(scorer, marks, burst, (row) => !free.has(row), fitted))
  const counts = cutoffCounts(scores.length)
  const isKnown = yes.length >= fewestYes
  const confidences = new Float32Array(scores.length)
  // A loop, since "map" takes twice as long over a library.
  for (let place = 0; place < scores.length; place++) confidences[place] = probabilityOf(scores[place])
  return {
    confidences,
    counts,
    ranges: isKnown ? precisionsTo(scores, counts).map(({ low, high }) => ({ low, high })) : counts.map(() => null),
  }
}
