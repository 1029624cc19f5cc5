/**
 * How likely the photos of a ranking are yes, before anybody checked: from the marks that were asked for, each scored
 * by the others. The share of yes at score z is taken for sigmoid(slope · (z − 2) + level), z in standard deviations
 * of the library (Platt 1999), with priors on slope and level from six libraries in place of his pseudo-counts; what
 * few marks leave open becomes a range. Marks a person chose freely say little of the rest, so the first three yes are
 * left out, and of a burst all but one. Pure.
 */
import { similaritiesTo } from '../search/nearest.ts'
import { cutoffCounts } from './cutoffs.ts'
import { sigmoid } from './logistic-regression.ts'
import type { Marks, Scorer } from './scorer.ts'

export interface Estimated {
  /** Probability of yes of each photo ranked, [M]. */
  confidences: Float32Array
  /** Cut-offs, strict to loose, and of the photos down to each the share of yes; null with too few marks. */
  counts: number[]
  ranges: ({ low: number; high: number } | null)[]
}

interface Point {
  slope: number
  level: number
  weight: number
}

const slopes = Array.from({ length: 12 }, (_, i) => 0.3 + (i * 2.7) / 11)
const levels = Array.from({ length: 25 }, (_, i) => -5 + (i * 9) / 24)
/** Mean and deviation, of the slope's logarithm and of the level. */
const slopePrior = { mean: Math.log(1.2), deviation: 0.5 }
const levelPrior = { mean: -0.8, deviation: 1.3 }
const middle = 2
/** A score above this says no more. */
const highestScore = 4
/** Chosen by the person and not asked for. */
const freelyChosen = 3
const fewestYes = 3
const burstSimilarity = 0.95
const mostHeldOut = 40
/** Shares of the probability below the range and above it. */
const tail = 0.1
const samplesAStep = 8

/** `scores` of the photos ranked, best first. */
export function estimated(scorer: Scorer, marks: Marks, scores: Float32Array, space: Space): Estimated {
  const counts = cutoffCounts(scores.length)
  const points = posterior(heldOut(scorer, onceABurst(marks, space)))
  const table = Array.from({ length: 257 }, (_, i) => meanAt(points, -8 + (i * 12) / 256))
  const confidences = scores.map((score) => table[Math.round(((Math.min(4, Math.max(-8, score)) + 8) * 256) / 12)])
  const isKnown = marks.yes.length >= fewestYes
  const ranges = rangesAt(points, scores, counts)
  return { confidences, counts, ranges: isKnown ? ranges : ranges.map(() => null) }
}

interface Space {
  rows: Float32Array
  size: number
}

/** Each mark that was asked for, scored by all others: at most some dozen, the latest. */
function heldOut(scorer: Scorer, { yes, no }: Marks): { score: number; isYes: boolean }[] {
  const all = scorer.fit({ yes, no })
  const scoreOf = (row: number, without: Marks) => scorer.fit(without, all).of(row)
  const lastOf = (rows: Int32Array) => rows.subarray(Math.max(0, rows.length - mostHeldOut / 2))
  const asked = lastOf(yes.subarray(Math.min(freelyChosen, yes.length)))
  const of = (rows: Int32Array, isYes: boolean, without: (row: number) => Marks) =>
    Array.from(rows, (row) => ({ score: scoreOf(row, without(row)), isYes }))
  return [
    ...of(asked, true, (row) => ({ yes: yes.filter((other) => other !== row), no })),
    ...of(lastOf(no), false, (row) => ({ yes, no: no.filter((other) => other !== row) })),
  ]
}

function onceABurst({ yes, no }: Marks, { rows, size }: Space): Marks {
  const rowAt = (row: number) => rows.subarray(row * size, (row + 1) * size)
  const once = (marked: Int32Array) => {
    const kept: number[] = []
    for (const row of marked) {
      const isNew = kept.every((other) => similaritiesTo(rowAt(row), rowAt(other))[0] < burstSimilarity)
      if (isNew) kept.push(row)
    }
    return Int32Array.from(kept)
  }
  return { yes: once(yes), no: once(no) }
}

const outputAt = ({ slope, level }: Omit<Point, 'weight'>, score: number): number =>
  slope * (Math.min(score, highestScore) - middle) + level

/** Slopes and levels by their probability given the marks. */
function posterior(marks: { score: number; isYes: boolean }[]): Point[] {
  const grid = slopes.flatMap((slope) => levels.map((level) => ({ slope, level })))
  const logs = grid.map((point) => {
    const prior = squared(Math.log(point.slope), slopePrior) + squared(point.level, levelPrior)
    const loss = marks.reduce((sum, { score, isYes }) => sum + softplus(outputAt(point, score) * (isYes ? -1 : 1)), 0)
    return -prior / 2 - loss
  })
  const highest = Math.max(...logs)
  const weights = logs.map((log) => Math.exp(log - highest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return grid.map((point, i) => ({ ...point, weight: weights[i] / total })).filter(({ weight }) => weight > 1e-5)
}

const squared = (value: number, { mean, deviation }: typeof slopePrior) => ((value - mean) / deviation) ** 2
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

const meanAt = (points: Point[], score: number): number =>
  points.reduce((sum, point) => sum + point.weight * sigmoid(outputAt(point, score)), 0)

/** Between two counts some scores stand for all. */
function rangesAt(points: Point[], scores: Float32Array, counts: number[]): { low: number; high: number }[] {
  const sums = points.map(() => 0)
  let from = 0
  return counts.map((count) => {
    const step = (count - from) / Math.min(samplesAStep, count - from)
    for (let at = from; at < count; at += step) {
      points.forEach((point, i) => (sums[i] += step * sigmoid(outputAt(point, scores[Math.floor(at)]))))
    }
    from = count
    const shares = points.map(({ weight }, i) => ({ share: Math.min(1, sums[i] / count), weight }))
    shares.sort((a, b) => a.share - b.share)
    return { low: quantile(shares, tail), high: quantile(shares, 1 - tail) }
  })
}

function quantile(sorted: { share: number; weight: number }[], wanted: number): number {
  let below = 0
  for (const { share, weight } of sorted) {
    below += weight
    if (below >= wanted) return share
  }
  return sorted.at(-1)?.share ?? 0
}
