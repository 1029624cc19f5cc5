/**
 * The scorer that the app ranks by: logistic regression on rows smoothed over the graph of neighbours and on rows as
 * they are, the scores of both added. Smoothing adds up to 22 points at few marks and takes up to 7 with many, where a
 * kind has fewer photos than a neighbourhood. So its share falls with the yes marks, and rises or falls with what it
 * does for those yes: each scored without its own part, how far up it comes among all photos. Pure.
 */
import type { NeighbourGraph } from '../search/neighbour-graph.ts'
import { bursts, heldOutScores } from './held-out.ts'
import { logisticScorer } from './logistic-scorer.ts'
import type { Marks, Scorer, TagScores } from './scorer.ts'
import { tagSpace } from './tag-space.ts'

/** From unit `rows` [N, D]; without a graph by the rows as they are. */
export function tagScorer(rows: Float32Array, D: number, graph?: NeighbourGraph): Scorer {
  const plain = logisticScorer(tagSpace(rows, D))
  if (!graph) return plain
  const smooth = logisticScorer(tagSpace(rows, D, graph))
  return blendedScorer(plain, smooth, ({ yes, no }) => bursts(rows, D, Int32Array.of(...yes, ...no)))
}

/** Chosen on clothing, scenes and CIFAR-10, looked at on four others (docs/benchmarks.md). */
const [fewYes, halfwayYes] = [3, 5]
const shareOfMany = 0.6
const leastShare = 0.2
/** Yes from which on half of what is seen of them counts, and the gain that smoothing has to show to keep its share. */
const [trustedYes, expectedGain] = [5, 0.05]

/** Of smoothed rows, [0.2, 1]; `gain` in mean logarithms of held-out places, null where nothing could be held out. */
export function smoothedShare(yesCount: number, gain: number | null): number {
  const falling = halfwayYes / (halfwayYes + Math.max(0, yesCount - fewYes))
  const seen = gain === null ? 0 : ((gain - expectedGain) * yesCount) / (yesCount + trustedYes)
  return Math.min(1, Math.max(leastShare, shareOfMany + (1 - shareOfMany) * falling + seen))
}

interface BlendedScores extends TagScores {
  parts: [TagScores, TagScores]
  share: number
  /** Of the sum over the library: scores are in deviations of it, as those of the parts are. */
  deviation: number
}

function blendedScorer(plain: Scorer, smooth: Scorer, burstOf: (marks: Marks) => Int32Array): Scorer {
  const both = [plain, smooth] as const

  function gainOf(marks: Marks, parts: BlendedScores['parts'], all: Float32Array[]): number | null {
    const burst = burstOf(marks)
    const places = both.map((scorer, i) => {
      const scores = heldOutScores(scorer, marks, burst, parts[i]).subarray(0, marks.yes.length)
      return meanLogPlace(scores, all[i])
    })
    return Number.isNaN(places[0]) ? null : places[0] - places[1]
  }

  return {
    fit: (marks, start): BlendedScores => {
      const before = start as BlendedScores | undefined
      const parts: BlendedScores['parts'] = [plain.fit(marks, before?.parts[0]), smooth.fit(marks, before?.parts[1])]
      // Asked for by the first fit and by whoever ranks, not by held-out ones.
      let all: Float32Array[] | undefined
      const allOf = () => (all ??= parts.map((part) => part.ofAll()))
      const share = before?.share ?? smoothedShare(marks.yes.length, gainOf(marks, parts, allOf()))
      const deviation = before?.deviation ?? deviationOf(sums(allOf(), share))
      return {
        parts,
        share,
        deviation,
        ofAll: () => sums(allOf(), share).map((score) => score / deviation),
        of: (row) => ((1 - share) * parts[0].of(row) + share * parts[1].of(row)) / deviation,
      }
    },
  }
}

function sums([plain, smoothed]: Float32Array[], share: number): Float32Array {
  return plain.map((score, row) => (1 - share) * score + share * smoothed[row])
}

/** Of scores whose mean is 0; 1 where all are 0. */
const deviationOf = (scores: Float32Array): number =>
  Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / scores.length) || 1

/** Of `asked`, those that are NaN left out: the mean logarithm of the place each would have in `all`, from 1. */
function meanLogPlace(asked: Float64Array, all: Float32Array): number {
  const rising = all.slice().sort()
  const known = asked.filter((score) => !Number.isNaN(score))
  return known.reduce((sum, score) => sum + Math.log(1 + countFrom(rising, score)), 0) / known.length
}

/** How many of `rising` are at least `least`. */
function countFrom(rising: Float32Array, least: number): number {
  let [low, high] = [0, rising.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (rising[middle] < least) low = middle + 1
    else high = middle
  }
  return rising.length - low
}
