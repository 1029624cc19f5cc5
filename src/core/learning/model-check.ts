/**
 * Whether a new bank may replace the one in use: label-free (numbers, not collapsed to a point) and by the user's own
 * labels (leave one out: do the other labels vote for it?). Pure.
 */
import { similaritiesTo } from './nearest.ts'
import { Random } from './random.ts'

/** One tag's labelled photos: rows [L, D] and whether each is a yes. */
export interface LabelledTag {
  rows: Float32Array
  isYes: boolean[]
}

const pairCount = 2000
/** Mean similarity of random pairs above which everything looks alike. */
const collapsedSimilarity = 0.95
/** Fewer labels than this say nothing. */
const fewestLabels = 5
/** A drop of agreement up to this is noise. */
const tolerance = 0.05
const voteTemperature = 0.07

export type Verdict = 'fit' | 'not finite' | 'collapsed' | 'worse on labels'

/** `before` is null where no model is in use; tags with their labels as each bank sees them, in the same order. */
export function judge(embeddings: Float32Array, embeddingSize: number, now: LabelledTag[], before: LabelledTag[] | null): Verdict {
  if (!embeddings.every(Number.isFinite)) return 'not finite'
  if (!before) return 'fit'
  if (meanSimilarity(embeddings, embeddingSize) > collapsedSimilarity) return 'collapsed'
  const [ours, theirs] = [agreement(now), agreement(before)]
  return theirs.count >= fewestLabels && ours.share < theirs.share - tolerance ? 'worse on labels' : 'fit'
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
export function agreement(tags: LabelledTag[]): { share: number; count: number } {
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
