/**
 * Tags that exclude each other: a photo has one of them or none. What is ranked then is how far a tag is ahead in the
 * softmax over the scores of all, in logarithms of its odds; "none of them" is what a score at the pivot says. Where no
 * other tag is likely that is the tag's own score. Pure.
 */
import type { Scorer, TagScores } from './scorer.ts'

/** How a score becomes a logarithm of odds. Chosen on scenes, Tiny ImageNet and clothing (docs/tagging.md). */
const [slope, pivot] = [3, 2.5]

interface AheadScores extends TagScores {
  own: TagScores
}

/** `rivals` are the scores of the other tags, [N] each. */
export function amongRivals(scorer: Scorer, rivals: Float32Array[]): Scorer {
  if (rivals.length === 0) return scorer
  const taken = takenByRivals(rivals)
  return {
    fit: (marks, start): AheadScores => {
      const own = scorer.fit(marks, (start as AheadScores | undefined)?.own)
      return {
        own,
        ofAll: () => own.ofAll().map((score, row) => score - taken[row]),
        of: (row) => own.of(row) - taken[row],
      }
    },
  }
}

/** What the others and "none" leave less of each row's score than "none" alone would, [N], at least 0. */
function takenByRivals(rivals: Float32Array[]): Float32Array {
  const odds = new Float32Array(rivals[0].length)
  for (const scores of rivals)
    for (let row = 0; row < odds.length; row++) odds[row] += Math.exp(slope * (scores[row] - pivot))
  return odds.map((sum) => Math.log1p(sum) / slope)
}
