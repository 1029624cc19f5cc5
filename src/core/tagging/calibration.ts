/**
 * How likely a photo is yes by its score, and how many of those that would be tagged are right, as a range.
 *
 *   P(yes | score) = σ(slope · (score − 2) + level)
 *
 * After Platt (1999), with a prior over slope and level in place of his pseudo-counts. Marks that a person chose say
 * what a tag is and not how often it is right, so only answers to what the app asked count; without any, the prior is
 * wide: whether a tag holds one photo in a hundred or one in ten cannot be seen from examples. Scores are in deviations
 * of the library. Pure.
 */
import { sigmoid } from './logistic-regression.ts'

/** An answer to what the app asked, scored without it. */
export interface Answer {
  score: number
  isYes: boolean
  /** (0, 1]; less than 1 where several photos count as one. */
  weight: number
}

/** Shares in [0, 1]; the truth is to be between low and high four times in five. */
export interface Range {
  low: number
  middle: number
  high: number
}

export interface Calibration {
  /** [0, 1], never falling with the score. */
  probabilityOf(score: number): number
  /** Share of yes among photos of these scores; at least one. */
  precisionOf(scores: Float32Array): Range
  /** The same of the first photos, so many (rising, at least one). Cost that of the most. */
  precisionsTo(scores: Float32Array, counts: number[]): Range[]
}

interface Curve {
  slope: number
  level: number
  /** Logarithm of its weight before any answer, but for a constant. */
  logPrior: number
}

/** A curve's probability of each bin. */
interface Drawn {
  weight: number
  probabilities: Float64Array
}

const pivot = 2
/** How tags of ten libraries came out, 1 to 50 % of the photos each (docs/tagging.md): slope by its logarithm. */
const slopePrior = { middle: 1, deviation: 0.5 }
const levelPrior = { middle: -1.2, deviation: 2 }
/** Answers about photos that lie close together tell less than as many about others would. */
const answerWeight = 0.5
/** Of the prior; beyond, nothing that matters. */
const deviationsEachWay = 2.5
const [slopeCount, levelCount] = [9, 21]

export function calibrate(answers: Answer[]): Calibration {
  const weights = posterior(answers)
  const curves = drawnGrid().map((probabilities, at): Drawn => ({ weight: weights[at], probabilities }))
  const probabilities = new Float64Array(binCount)
  for (const { weight, probabilities: its } of curves)
    for (let bin = 0; bin < binCount; bin++) probabilities[bin] += weight * its[bin]
  return {
    probabilityOf: (score) => {
      const at = Math.min(Math.max((score - lowestScore) / binWidth, 0), binCount - 1)
      const below = Math.min(Math.floor(at), binCount - 2)
      return probabilities[below] + (at - below) * (probabilities[below + 1] - probabilities[below])
    },
    precisionOf: (scores) => rangesTo(curves, scores, [scores.length])[0],
    precisionsTo: (scores, counts) => rangesTo(curves, scores, counts),
  }
}

const probabilityBy = ({ slope, level }: Pick<Curve, 'slope' | 'level'>, score: number): number =>
  sigmoid(slope * (score - pivot) + level)

/** The prior on the grid, times what was answered; weights sum to 1. */
function posterior(answers: Answer[]): number[] {
  const logWeights = grid.map(({ slope, level, logPrior }) => logLikelihood(answers, slope, level) + logPrior)
  // By the likeliest, or many answers would leave nothing to divide by.
  const highest = Math.max(...logWeights)
  const weights = logWeights.map((logWeight) => Math.exp(logWeight - highest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** Evenly over the prior, in its deviations. */
const evenly = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => deviationsEachWay * ((2 * i) / (count - 1) - 1))

const grid: Curve[] = evenly(slopeCount).flatMap((s) =>
  evenly(levelCount).map((l) => ({
    slope: slopePrior.middle * Math.exp(s * slopePrior.deviation),
    level: levelPrior.middle + l * levelPrior.deviation,
    logPrior: -(s * s + l * l) / 2,
  })),
)

/** Each curve's probability of each bin: the same whatever is answered. */
function drawnGrid(): Float64Array[] {
  return (drawn ??= grid.map((curve) => binScores.map((score) => probabilityBy(curve, score))))
}
let drawn: Float64Array[] | null = null

function logLikelihood(answers: Answer[], slope: number, level: number): number {
  return answers.reduce((sum, { score, isYes, weight }) => {
    const x = slope * (score - pivot) + level
    return sum - answerWeight * weight * Math.log1p(Math.exp(isYes ? -x : x))
  }, 0)
}

/** Scores are counted in bins, so that the cost does not grow with the library. */
const [lowestScore, binWidth, binCount] = [-8, 0.05, 480]
const binScores = Float64Array.from({ length: binCount }, (_, bin) => lowestScore + bin * binWidth)

function rangesTo(curves: Drawn[], scores: Float32Array, counts: number[]): Range[] {
  const precisions = curves.map((curve) => ({ ...curve, rightCount: 0, precision: 0 }))
  return counts.map((count, at) => {
    const inBins = binned(scores.subarray(counts[at - 1] ?? 0, count))
    for (const curve of precisions) {
      for (const { bin, many } of inBins) curve.rightCount += many * curve.probabilities[bin]
      curve.precision = curve.rightCount / count
    }
    // Hardly another order than that of the count before.
    return rangeOf(precisions.sort((a, b) => a.precision - b.precision))
  })
}

/** How many scores each bin has that has any. */
function binned(scores: Float32Array): { bin: number; many: number }[] {
  const counts = new Uint32Array(binCount)
  for (const score of scores)
    counts[Math.min(Math.max(Math.round((score - lowestScore) / binWidth), 0), binCount - 1)]++
  return Array.from(counts, (many, bin) => ({ bin, many })).filter(({ many }) => many > 0)
}

interface WeightedPrecision {
  weight: number
  precision: number
}

function rangeOf(sorted: WeightedPrecision[]): Range {
  const middle = sorted.reduce((sum, { weight, precision }) => sum + weight * precision, 0)
  return { low: quantile(sorted, 0.1), middle, high: quantile(sorted, 0.9) }
}

/** The first precision that at least `share` of the weight does not exceed. */
function quantile(sorted: WeightedPrecision[], share: number): number {
  let sum = 0
  return (sorted.find(({ weight }) => (sum += weight) >= share) ?? sorted[sorted.length - 1]).precision
}
