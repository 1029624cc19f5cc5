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

/** So many yes are taken for chosen by the person, later marks for answers to what was shown. */
const freelyChosen = 3
const fewestYes = 3
const none = new Int32Array()

/**
 * `fitted` by the marks, of which `chosen` are yes that answer nothing; `scores` of the photos ranked, best first;
 * `rows` [N, D] of the searched space.
 */
export function estimated(
  scorer: Scorer,
  { yes, no, chosen = none }: Marks & { chosen?: Int32Array },
  fitted: TagScores,
  scores: Float32Array,
  { rows, size }: { rows: Float32Array; size: number },
): Estimated {
  const free = new Set([...yes.subarray(0, freelyChosen), ...chosen])
  const burst = bursts(rows, size, Int32Array.of(...yes, ...no))
  const { probabilityOf, precisionsTo } = calibrate(
    answersOf(scorer, { yes, no }, burst, (row) => !free.has(row), fitted),
  )
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
