/**
 * How many of the photos that would be tagged are right, proven by asking about some of them, drawn by chance. For one
 * cut-off: a lower bound by Clopper & Pearson (1934). For several, strict to loose: fixed-sequence testing (Maurer,
 * Hothorn & Lehmacher 1995; as in "Learn then test", Angelopoulos et al. 2021): each is tested at full confidence, and
 * the first that fails ends it, so that all that is claimed holds together.
 *
 * It holds for the ranking, cut-offs and sample size that were fixed before the first answer: answers are kept apart,
 * and change neither ranking nor cut-offs until the check is over. Photos are drawn without replacement, for which the
 * bound is a little low. Pure.
 */
import { Random } from '../learning/random.ts'

export const auditConfidence = 0.95

/**
 * The share of right ones that this many right of so many asked prove, at least, [0, 1]: the share p at which as many
 * or more would come out right by chance with probability 1 − confidence.
 */
export function lowerBound(rightCount: number, askedCount: number, confidence = auditConfidence): number {
  if (rightCount === 0) return 0
  let [low, high] = [0, 1]
  for (let step = 0; step < 50; step++) {
    const p = (low + high) / 2
    if (atLeast(rightCount, askedCount, p) < 1 - confidence) low = p
    else high = p
  }
  return low
}

/** P(X >= least) of a binomial. Each term from the one before. */
function atLeast(least: number, count: number, p: number): number {
  let logTerm = count * Math.log(p)
  let sum = Math.exp(logTerm)
  for (let right = count; right > least; right--) {
    logTerm += Math.log(right / (count - right + 1)) + Math.log((1 - p) / p)
    sum += Math.exp(logTerm)
  }
  return sum
}

/** How many to ask so that with at most `wrongCount` wrong the bound is `target`, (0, 1). */
export function sampleSizeFor(target: number, wrongCount = 0, confidence = auditConfidence): number {
  let size = wrongCount + 1
  while (lowerBound(size - wrongCount, size, confidence) < target) size++
  return size
}

/** All fixed before the first answer. */
export interface AuditPlan {
  /** Photos that would be tagged at the loosest cut-off, most likely first; photo ids. */
  ranked: Int32Array
  /** How many of them each cut-off tags, rising. */
  counts: number[]
  /** Asked at each cut-off; all where it tags fewer. */
  sampleSize: number
  /** The share that shall be right, (0, 1). */
  target: number
  seed: number
}

/** By halves from all of them down, while there are twice as many as are asked: strict first. */
export function halvedCounts(count: number, sampleSize: number): number[] {
  return count < 2 * sampleSize ? [count] : [...halvedCounts(Math.ceil(count / 2), sampleSize), count]
}

/**
 * Photos to ask about for each cut-off: the first of all it tags in one order by chance. So each is a sample by chance,
 * and most of a stricter cut-off's answers serve the next one.
 */
export function samples({ ranked, counts, sampleSize, seed }: AuditPlan): number[][] {
  const order = new Random(seed).shuffle(ranked.map((_, place) => place))
  return counts.map((count) => {
    const sample: number[] = []
    for (let i = 0; i < order.length && sample.length < sampleSize; i++)
      if (order[i] < count) sample.push(ranked[order[i]])
    return sample
  })
}

/** Whether each photo asked about is right, by id. */
export type AuditAnswers = ReadonlyMap<number, boolean>

export interface CutOffResult {
  /** Tagged at it. */
  count: number
  askedCount: number
  rightCount: number
  /** At `auditConfidence`; exact where all were asked. */
  lowerBound: number
  isProven: boolean
}

export interface AuditResult {
  /** Those that are answered, strict to loose, up to the first that is not proven. */
  results: CutOffResult[]
  /** The loosest that is proven; null where none is. */
  proven: CutOffResult | null
  /** Photos still to ask about, for the next cut-off only; empty when it is over. */
  next: number[]
}

/** `asked` are the plan's samples, for who has them already. */
export function audit(plan: AuditPlan, answers: AuditAnswers, asked = samples(plan)): AuditResult {
  const results: CutOffResult[] = []
  for (const [at, sample] of asked.entries()) {
    const next = sample.filter((photoId) => !answers.has(photoId))
    if (next.length > 0)
      return {
        results,
        proven: results.at(-1) ?? null,
        next: canPass(plan, plan.counts[at], sample, answers) ? next : [],
      }
    results.push(resultOf(plan, plan.counts[at], sample, answers))
    if (!results[at].isProven) return { results, proven: results[at - 1] ?? null, next: [] }
  }
  return { results, proven: results.at(-1) ?? null, next: [] }
}

/** Unless too many are wrong already: then the rest need not be asked. */
function canPass(plan: AuditPlan, count: number, sample: number[], answers: AuditAnswers): boolean {
  const atBest = new Map(sample.map((photoId) => [photoId, answers.get(photoId) ?? true]))
  return resultOf(plan, count, sample, atBest).isProven
}

function resultOf(plan: AuditPlan, count: number, sample: number[], answers: AuditAnswers): CutOffResult {
  const rightCount = sample.filter((photoId) => answers.get(photoId)).length
  const isWhole = sample.length === count
  const bound = isWhole ? rightCount / count : lowerBound(rightCount, sample.length)
  return { count, askedCount: sample.length, rightCount, lowerBound: bound, isProven: bound >= plan.target }
}
