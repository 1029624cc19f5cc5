/**
 * Few-label tagging: a person marked a few photos yes or no, every other photo gets a confidence. Weighted kNN over
 * the labelled rows only (Wu et al. 2018, section 3.4: weight exp(similarity / τ), at most k neighbours). Differs from
 * the paper: it votes between classes that are all labelled, while a tag often has no marked "no" at all. So the
 * unlabelled rest votes too: one "no" for each yes, at the similarity that marks the assumed edge of the tag (see
 * `background`). Pure.
 */
import { voteTemperature } from '../search/embedding-scores.ts'
import { similaritiesTo } from '../search/nearest.ts'

export interface LabelledRows {
  /** [L, D], unit rows. */
  rows: Float32Array
  /** [L], true for yes. */
  isYes: boolean[]
}

export interface VoteOptions {
  neighborCount: number
  voteTemperature: number
}

export const defaultVote: VoteOptions = { neighborCount: 200, voteTemperature }

export interface Voter {
  /** Index among the labelled rows. */
  label: number
  similarity: number
}

export interface Vote {
  /** Share of the vote for yes, [0, 1]. */
  confidence: number
  /** Up to three whose votes weighed most, strongest first. */
  voters: Voter[]
}

/**
 * A tag is assumed to hold at most a twentieth of the photos, which is not so on every library: what is said of a
 * ranking comes from `calibration.ts`.
 */
const backgroundQuantile = 0.95

/**
 * The similarity at which yes and "just another photo" weigh the same, over candidates' highest similarity to a yes
 * row: where these fall into two clear groups, half-way between; else a quantile. `candidates` [N, D]; in [-1, 1].
 */
export function background(candidates: Float32Array, labelled: LabelledRows, embeddingSize: number): number {
  const highestYes = new Float32Array(candidates.length / embeddingSize).fill(-1)
  labelled.isYes.forEach((isYes, label) => {
    if (!isYes) return
    const row = labelled.rows.subarray(label * embeddingSize, (label + 1) * embeddingSize)
    similaritiesTo(row, candidates).forEach((similarity, i) => (highestYes[i] = Math.max(highestYes[i], similarity)))
  })
  highestYes.sort()
  const quantile = highestYes[Math.min(highestYes.length - 1, Math.floor(highestYes.length * backgroundQuantile))] ?? 1
  return Math.min(quantile, clearSplit(highestYes) ?? 1)
}

/**
 * Share of the variance that two groups must explain; for one bell-shaped group it is 0.64, for an even spread 0.75.
 */
const clearShare = 0.8

/**
 * Half-way between the means of the best two groups of `sorted` values (Otsu 1979), or null where there are not two.
 */
function clearSplit(sorted: Float32Array): number | null {
  const count = sorted.length
  const total = sorted.reduce((sum, value) => sum + value, 0)
  const variance = sorted.reduce((sum, value) => sum + (value - total / count) ** 2, 0)
  let [best, threshold, below] = [0, 0, 0]
  for (let i = 1; i < count; i++) {
    below += sorted[i - 1]
    const [low, high] = [below / i, (total - below) / (count - i)]
    const between = (i * (count - i) * (high - low) ** 2) / count
    if (between > best) [best, threshold] = [between, (low + high) / 2]
  }
  return variance > 0 && best / variance > clearShare ? threshold : null
}

/** One photo's vote. `candidate` [D]. */
export function voteFor(
  candidate: Float32Array,
  labelled: LabelledRows,
  backgroundSimilarity: number,
  options = defaultVote,
): Vote {
  const similarities = similaritiesTo(candidate, labelled.rows)
  const ranked = Array.from(similarities, (similarity, label) => ({ label, similarity })).sort(
    (a, b) => b.similarity - a.similarity,
  )
  const weight = (similarity: number) => Math.exp((similarity - 1) / options.voteTemperature)
  const voters = ranked.slice(0, options.neighborCount)
  const yesCount = voters.filter(({ label }) => labelled.isYes[label]).length
  // The background answers every yes, or many yes labels would make everything sure.
  let [yes, total] = [0, yesCount * weight(backgroundSimilarity)]
  for (const { label, similarity } of voters) {
    total += weight(similarity)
    if (labelled.isYes[label]) yes += weight(similarity)
  }
  return { confidence: total > 0 ? yes / total : 0, voters: ranked.slice(0, 3) }
}

/** Votes for all candidates [N, D], in their order. Cost N·L·D. */
export function voteForAll(
  candidates: Float32Array,
  labelled: LabelledRows,
  embeddingSize: number,
  options = defaultVote,
): Vote[] {
  const level = background(candidates, labelled, embeddingSize)
  return Array.from({ length: candidates.length / embeddingSize }, (_, i) =>
    voteFor(candidates.subarray(i * embeddingSize, (i + 1) * embeddingSize), labelled, level, options),
  )
}
