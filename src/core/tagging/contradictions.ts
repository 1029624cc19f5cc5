/** Marks that their neighbours contradict: perhaps a slip of the finger. Pure. */
import { similaritiesTo } from '../search/nearest.ts'
import { weightedShare } from './weighted-share.ts'
import type { Marks } from './scorer.ts'

/** Rows of marked photos. */
export interface Contradiction {
  row: number
  isYes: boolean
  /** The most similar one that is marked otherwise. */
  twin: number
  /** What the other marks say of it: the share of yes, [0, 1]. */
  confidence: number
}

/** With fewer marks of either kind there is too little to contradict one. */
const fewest = 4
/** The others' vote must be this clear. */
const clear = 0.9

/**
 * Clearest first, of `rows` [N, D]. Each mark is voted on by all others (Wu et al. 2018, section 3.4). Cost L²·D.
 */
export function contradictedMarks(rows: Float32Array, D: number, { yes, no }: Marks): Contradiction[] {
  if (yes.length < fewest || no.length < fewest) return []
  const marked = Int32Array.of(...yes, ...no)
  const vectors = new Float32Array(marked.length * D)
  marked.forEach((row, at) => vectors.set(rows.subarray(row * D, (row + 1) * D), at * D))
  const isYes = (at: number) => at < yes.length
  const found = Array.from(marked, (row, at): Contradiction => {
    const similarities = similaritiesTo(vectors.subarray(at * D, (at + 1) * D), vectors)
    const confidence = weightedShare(similarities, isYes, at)
    const others = similarities.map((similarity, other) => (isYes(other) === isYes(at) ? -Infinity : similarity))
    return { row, isYes: isYes(at), confidence, twin: marked[others.indexOf(Math.max(...others))] }
  })
  const against = ({ isYes, confidence }: Contradiction) => (isYes ? 1 - confidence : confidence)
  return found.filter((each) => against(each) >= clear).sort((a, b) => against(b) - against(a))
}
