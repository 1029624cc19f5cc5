/**
 * Whether a new bank may replace the one in use: label-free (numbers, not collapsed to a point, two views of a photo
 * find each other) and by the user's own labels (do the other labels vote for it?). Pure.
 */
import { voteTemperature, weightedVote } from './embedding-scores.ts'
import { highest, similaritiesTo } from './nearest.ts'
import { Random } from '../learning/random.ts'

/** One tag's labelled photos: rows [L, D] and whether each is a yes. */
export interface LabelledTag {
  rows: Float32Array
  isYes: boolean[]
  /** Those that come after so many only vote; default: all are asked about. */
  askedCount?: number
}

/** Labelled photos of several kinds as one bank sees them; those asked about are voted on by the others. */
export interface Examples {
  /** [L, D]. */
  rows: Float32Array
  /** [L], 0..C−1. */
  classes: Int32Array
  asked: boolean[]
}

/** Of the labels or views asked about, the share [0, 1] that comes out right; 1 where none is asked. */
export interface Agreement {
  share: number
  count: number
}

/** The same views as two encoders see them. */
export interface ViewComparison {
  now: Agreement
  before: Agreement
}

/** What a model is kept with. */
export interface ModelScores {
  /** Of random pairs, [-1, 1]: near 1 everything looks alike. */
  meanSimilarity: number
  /** By the user's labels, of this model and the one in use before; null where there was none. */
  agreement: Agreement
  agreementBefore: Agreement | null
  /** Of views, whether their nearest is the other view of their photo; absent where it was not asked. */
  viewAgreement?: Agreement
  viewAgreementBefore?: Agreement
}

const pairCount = 2000
/** Mean similarity of random pairs above which everything looks alike. */
const collapsedSimilarity = 0.95
/** Fewer labels than this say nothing. */
const fewestLabels = 5
/** A drop of agreement up to this is noise. */
const usualTolerance = 0.05
/** The drop of view agreement that is noise, times the root of the number of views: 0.035 of 2,048, more of fewer. */
const viewNoise = 1.6

export type Verdict = 'fit' | 'not finite' | 'collapsed' | 'worse on labels' | 'too few labels' | 'worse on views'

export interface JudgeOptions {
  /** The labels asked about were kept out of training for this: none may be lost, however few they are. */
  areKeptOut?: boolean
  /** The model in use was fitted to labels, which views say nothing of: it stays where there are too few to ask. */
  isRefined?: boolean
  views?: ViewComparison | null
  /**
   * Whether the model in use has learnt from this library, too: then the new one has to be as good, not only nearly.
   */
  hasLearnt?: boolean
}

/** `before` is null where no model is in use. */
export function judge(
  embeddings: Float32Array,
  embeddingSize: number,
  now: Agreement,
  before: Agreement | null,
  { areKeptOut = false, isRefined = false, views, hasLearnt = false }: JudgeOptions = {},
): { verdict: Verdict; scores: ModelScores } {
  const labels = { meanSimilarity: meanSimilarity(embeddings, embeddingSize), agreement: now, agreementBefore: before }
  const scores = views ? { ...labels, viewAgreement: views.now, viewAgreementBefore: views.before } : labels
  return { verdict: verdictOf(embeddings, scores, { areKeptOut, isRefined, hasLearnt }), scores }
}

/**
 * Whether what two encoders make of the same views speaks for the new one; true where there is nothing to compare
 * with. Beside the starter, which has not seen these photos, as good but for chance is good enough.
 */
export function isFit(views: ViewComparison | null, hasLearnt = false): boolean {
  return !views || views.now.share >= views.before.share - (hasLearnt ? 0 : viewNoise / Math.sqrt(views.before.count))
}

function verdictOf(
  embeddings: Float32Array,
  { meanSimilarity, agreement, agreementBefore, viewAgreement: now, viewAgreementBefore: before }: ModelScores,
  { areKeptOut, isRefined, hasLearnt }: Required<Omit<JudgeOptions, 'views'>>,
): Verdict {
  if (!embeddings.every(Number.isFinite)) return 'not finite'
  if (!agreementBefore) return 'fit'
  if (meanSimilarity > collapsedSimilarity) return 'collapsed'
  const [fewest, tolerance] = areKeptOut ? [1, 0] : [fewestLabels, usualTolerance]
  const areEnough = agreementBefore.count >= fewest
  if (isRefined && !areEnough) return 'too few labels'
  if (areEnough && agreement.share < agreementBefore.share - tolerance) return 'worse on labels'
  return isFit(now && before ? { now, before } : null, hasLearnt) ? 'fit' : 'worse on views'
}

/**
 * Of `rows` [2n, D], b and b + n views of a photo: the share whose nearest other row is the other view of its photo.
 */
export function viewAgreement(rows: Float32Array, embeddingSize: number): Agreement {
  const count = rows.length / embeddingSize
  let right = 0
  for (let view = 0; view < count; view++) {
    const similarities = similaritiesTo(rows.subarray(view * embeddingSize, (view + 1) * embeddingSize), rows)
    similarities[view] = -Infinity
    // Of equals the first counts, so that a model to which everything is alike gets nothing for it.
    const nearest = similarities.indexOf(Math.max(...similarities))
    right += Number(nearest === (view + count / 2) % count)
  }
  return { share: count > 0 ? right / count : 1, count }
}

/** Of several askings. */
export function together(found: Agreement[]): Agreement {
  const count = found.reduce((sum, each) => sum + each.count, 0)
  const right = found.reduce((sum, { share, count }) => sum + share * count, 0)
  return { share: count > 0 ? right / count : 1, count }
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
export function agreement(tags: Iterable<LabelledTag>): Agreement {
  let [right, count] = [0, 0]
  for (const { rows, isYes, askedCount } of tags) {
    if (!isYes.includes(true) || !isYes.includes(false)) continue
    const embeddingSize = rows.length / isYes.length
    isYes.slice(0, askedCount).forEach((label, out) => {
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
