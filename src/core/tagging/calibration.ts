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
import { dot, sigmoid } from './logistic-regression.ts'

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
}

interface Curve {
  slope: number
  level: number
  weight: number
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
  const curves = posterior(answers).map((curve): Drawn => {
    return { weight: curve.weight, probabilities: binScores.map((score) => probabilityBy(curve, score)) }
  })
  const probabilities = binScores.map((_, bin) =>
    curves.reduce((sum, curve) => sum + curve.weight * curve.probabilities[bin], 0),
  )
  return {
    probabilityOf: (score) => {
      const at = Math.min(Math.max((score - lowestScore) / binWidth, 0), binCount - 1)
      const below = Math.min(Math.floor(at), binCount - 2)
      return probabilities[below] + (at - below) * (probabilities[below + 1] - probabilities[below])
    },
    precisionOf: (scores) => rangeOf(curves, scores),
  }
}

const probabilityBy = ({ slope, level }: Curve, score: number): number => sigmoid(slope * (score - pivot) + level)

/** The prior on a grid, times what was answered; weights sum to 1. */
function posterior(answers: Answer[]): Curve[] {
  const curves = grid(slopeCount).flatMap((s) =>
    grid(levelCount).map((l) => {
      const slope = slopePrior.middle * Math.exp(s * slopePrior.deviation)
      const level = levelPrior.middle + l * levelPrior.deviation
      return { slope, level, logWeight: logLikelihood(answers, slope, level) - (s * s + l * l) / 2 }
    }),
  )
  // By the likeliest, or many answers would leave nothing to divide by.
  const highest = Math.max(...curves.map(({ logWeight }) => logWeight))
  const weights = curves.map(({ logWeight }) => Math.exp(logWeight - highest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return curves.map(({ slope, level }, i) => ({ slope, level, weight: weights[i] / total }))
}

/** Evenly over the prior, in its deviations. */
const grid = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => deviationsEachWay * ((2 * i) / (count - 1) - 1))

function logLikelihood(answers: Answer[], slope: number, level: number): number {
  return answers.reduce((sum, { score, isYes, weight }) => {
    const x = slope * (score - pivot) + level
    return sum - answerWeight * weight * Math.log1p(Math.exp(isYes ? -x : x))
  }, 0)
}

/** Scores are counted in bins, so that the cost does not grow with the library. */
const [lowestScore, binWidth, binCount] = [-8, 0.05, 480]
const binScores = Float64Array.from({ length: binCount }, (_, bin) => lowestScore + bin * binWidth)

function rangeOf(curves: Drawn[], scores: Float32Array): Range {
  const counts = new Float64Array(binCount)
  for (const score of scores) {
    counts[Math.min(Math.max(Math.round((score - lowestScore) / binWidth), 0), binCount - 1)]++
  }
  const precisions = curves.map(({ weight, probabilities }) => {
    return { weight, precision: dot(counts, probabilities) / scores.length }
  })
  precisions.sort((a, b) => a.precision - b.precision)
  const middle = precisions.reduce((sum, { weight, precision }) => sum + weight * precision, 0)
  return { low: quantile(precisions, 0.1), middle, high: quantile(precisions, 0.9) }
}

/** The first precision that at least `share` of the weight does not exceed. */
function quantile(sorted: { weight: number; precision: number }[], share: number): number {
  let sum = 0
  return (sorted.find(({ weight }) => (sum += weight) >= share) ?? sorted[sorted.length - 1]).precision
}
