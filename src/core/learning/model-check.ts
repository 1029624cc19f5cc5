/**
 * Whether a new bank may replace the one in use: label-free (numbers, not collapsed to a point) and by the user's own
 * labels (do the other labels vote for it?). Pure.
 */
import { weightedVote } from './evaluation.ts'
import { highest, similaritiesTo } from './nearest.ts'
import { Random } from './random.ts'

/** One tag's labelled photos: rows [L, D] and whether each is a yes. */
export interface LabelledTag {
  rows: Float32Array
  isYes: boolean[]
}

/** Labelled photos of several kinds as one bank sees them; those asked about are voted on by the others. */
export interface Examples {
  /** [L, D]. */
  rows: Float32Array
  /** [L], 0..C−1. */
  classes: Int32Array
  asked: boolean[]
}

/** Of the labels asked about, the share [0, 1] that comes out right; 1 where none is asked. */
export interface Agreement {
  share: number
  count: number
}

/** What a model is kept with. */
export interface ModelScores {
  /** Of random pairs, [-1, 1]: near 1 everything looks alike. */
  meanSimilarity: number
  /** By the user's labels, of this model and the one in use before; null where there was none. */
  agreement: Agreement
  agreementBefore: Agreement | null
}

const pairCount = 2000
/** Mean similarity of random pairs above which everything looks alike. */
const collapsedSimilarity = 0.95
/** Fewer labels than this say nothing. */
const fewestLabels = 5
/** A drop of agreement up to this is noise. */
const usualTolerance = 0.05
const voteTemperature = 0.07

export type Verdict = 'fit' | 'not finite' | 'collapsed' | 'worse on labels'

/**
 * `before` is null where no model is in use. `tolerance` is the drop of agreement that passes for noise; 0 where the
 * labels asked about were kept out of training.
 */
export function judge(embeddings: Float32Array, embeddingSize: number, now: Agreement, before: Agreement | null, tolerance = usualTolerance): { verdict: Verdict; scores: ModelScores } {
  const scores = { meanSimilarity: meanSimilarity(embeddings, embeddingSize), agreement: now, agreementBefore: before }
  return { verdict: verdictOf(embeddings, scores, tolerance), scores }
}

function verdictOf(embeddings: Float32Array, { meanSimilarity, agreement, agreementBefore }: ModelScores, tolerance: number): Verdict {
  if (!embeddings.every(Number.isFinite)) return 'not finite'
  if (!agreementBefore) return 'fit'
  if (meanSimilarity > collapsedSimilarity) return 'collapsed'
  return agreementBefore.count >= fewestLabels && agreement.share < agreementBefore.share - tolerance ? 'worse on labels' : 'fit'
}

/** Over random pairs of different rows, [-1, 1]; 0 with fewer than two. */
export function meanSimilarity(rows: Float32Array, embeddingSize: number): number {
  const count = rows.length / embeddingSize
  if (count < 2) return 0
  const random = new Random(1)
  let sum = 0
  for (let pair = 0; pair < pairCount; pair++) {
    const a = random.integer(count)
    const b = (a + 1 + random.integer(count - 1)) % count
    for (let d = 0; d < embeddingSize; d++) sum += rows[a * embeddingSize + d] * rows[b * embeddingSize + d]
  }
  return sum / pairCount
}

/** Share of labels that the other labels of their tag vote for; tags without both yes and no say nothing. */
export function agreement(tags: LabelledTag[]): Agreement {
  let [right, count] = [0, 0]
  for (const { rows, isYes } of tags) {
    if (!isYes.includes(true) || !isYes.includes(false)) continue
    const embeddingSize = rows.length / isYes.length
    isYes.forEach((label, out) => {
      const similarities = similaritiesTo(rows.subarray(out * embeddingSize, (out + 1) * embeddingSize), rows)
      const votes = { yes: 0, no: 0 }
      similarities.forEach((similarity, i) => {
        if (i !== out) votes[isYes[i] ? 'yes' : 'no'] += Math.exp((similarity - 1) / voteTemperature)
      })
      right += Number(votes.yes > votes.no === label)
      count++
    })
  }
  return { share: count > 0 ? right / count : 1, count }
}

/** Share of the examples asked about whose kind the others vote for (Wu et al. 2018, section 3.4). */
export function examplesAgreement({ rows, classes, asked }: Examples): Agreement {
  const embeddingSize = rows.length / classes.length
  let [right, count] = [0, 0]
  asked.forEach((isAsked, example) => {
    if (!isAsked) return
    const similarities = similaritiesTo(rows.subarray(example * embeddingSize, (example + 1) * embeddingSize), rows)
    const voters = highest(similarities, classes.length, (row) => asked[row])
    right += Number(weightedVote(voters, classes) === classes[example])
    count++
  })
  return { share: count > 0 ? right / count : 1, count }
}
