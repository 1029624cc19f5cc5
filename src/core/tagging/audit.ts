/**
 * How many of a ranking's first photos are right, shown by asking about random ones. Cut-offs are tried from strict to
 * loose, each with a sample of its own size fixed before, and the first that fails ends it (fixed-sequence testing;
 * Maurer, Hothorn & Lehmacher 1995): so all that pass hold together, at 95 % confidence. Samples are nested: photos
 * have random places in the order of asking, and a cut-off asks about the first of its own. Pure.
 */
import { Random } from '../learning/random.ts'

export const confidenceLevel = 0.95

/** The least share that `right` of `asked` can come from, at 95 % confidence (Clopper & Pearson 1934). */
export function lowerBound(right: number, asked: number): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < 50 && right > 0; step++) {
    const share = (low + high) / 2
    if (atLeast(right, asked, share) > 1 - confidenceLevel) high = share
    else low = share
  }
  return low
}

/** P(X ≥ k), X binomial(n, p). */
function atLeast(k: number, n: number, p: number): number {
  let sum = 0
  let logTerm = n * Math.log1p(-p)
  for (let x = 0; x <= n; x++) {
    if (x >= k) sum += Math.exp(logTerm)
    logTerm += Math.log((n - x) / (x + 1)) + Math.log(p / (1 - p))
  }
  return Math.min(1, sum)
}

/** How many are asked about at a cut-off: as few as let one be wrong. */
export function sampleSize(wanted: number): number {
  let asked = 2
  while (lowerBound(asked - 1, asked) < wanted) asked++
  return asked
}

/** Places below `cutoff` that it asks about, in the order of asking; all where there are fewer. */
export function sampleOf(total: number, cutoff: number, size: number, seed: number): number[] {
  const places = new Random(seed).shuffle(Int32Array.from({ length: total }, (_, place) => place))
  return Array.from(places.filter((place) => place < cutoff).subarray(0, size))
}

export interface Trial {
  cutoff: number
  sample: number[]
}

export interface TrialResult {
  askedCount: number
  rightCount: number
  state: 'open' | 'passed' | 'failed'
}

/** What answers by place say of each cut-off; those behind one that failed have failed. */
export function resultsOf(trials: Trial[], answers: Map<number, boolean>, wanted: number): TrialResult[] {
  let isOver = false
  return trials.map(({ cutoff, sample }) => {
    const given = sample.filter((place) => answers.has(place))
    const rightCount = given.filter((place) => answers.get(place)).length
    const atBest = sample.length - (given.length - rightCount)
    const state = isOver || !isEnough(atBest, sample.length, cutoff, wanted) ? 'failed' : stateOf(given, sample)
    isOver = state !== 'passed'
    return { askedCount: given.length, rightCount, state }
  })
}

const stateOf = (given: number[], sample: number[]) => (given.length === sample.length ? 'passed' : 'open')

/** Where all were asked nothing is left to chance. */
function isEnough(right: number, asked: number, cutoff: number, wanted: number): boolean {
  return (asked === cutoff ? right / asked : lowerBound(right, asked)) >= wanted
}
