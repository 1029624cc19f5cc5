/**
 * How good embeddings are, judged by labels they never saw: weighted kNN (Wu et al. 2018, section 3.4: vote
 * exp(similarity / τ), τ = 0.07), nearest neighbour, precision among the ten nearest, few labels a class. Pure.
 */
import { highest, similaritiesTo } from './nearest.ts'
import { Random } from '../learning/random.ts'

/** Any unit vectors with their classes. `rows` [N, D], `classes` [N]. */
export interface LabelledSet {
  rows: Float32Array
  classes: Int32Array
}

export interface EmbeddingScores {
  /** Accuracies in [0, 1]. */
  knn: number
  nearest: number
  /** Mean share of the ten nearest that are of the photo's class. */
  precisionAt10: number
  /** Accuracy by labels a class, mean of ten seeds. */
  fewShot: Record<string, number>
}

/** The paper takes 200 of 50,000; a person's library has fewer of each kind. */
const defaultNeighborCount = 20
/** τ of all votes, the paper's (section 3.4). */
export const voteTemperature = 0.07
const fewShotCounts = [1, 5, 20]
const fewShotSeeds = 10

/** Scores `test` with `train` as bank. Cost N·M·D. */
export function evaluateEmbeddings(
  train: LabelledSet,
  test: LabelledSet,
  embeddingSize: number,
  neighborCount = defaultNeighborCount,
): EmbeddingScores {
  const totals = { knn: 0, nearest: 0, precisionAt10: 0 }
  const fewShot = Object.fromEntries(fewShotCounts.map((count) => [String(count), 0]))
  const draws = fewShotDraws(train.classes)
  test.classes.forEach((wanted, i) => {
    const similarities = similaritiesTo(test.rows.subarray(i * embeddingSize, (i + 1) * embeddingSize), train.rows)
    const near = highest(similarities, neighborCount)
    const classOf = ({ row }: { row: number }) => train.classes[row]
    totals.knn += Number(weightedVote(near, train.classes) === wanted)
    totals.nearest += Number(classOf(near[0]) === wanted)
    totals.precisionAt10 +=
      near.slice(0, 10).filter((neighbour) => classOf(neighbour) === wanted).length / Math.min(10, near.length)
    for (const { count, rows } of draws) {
      const labelled = rows.map((row) => ({ row, similarity: similarities[row] }))
      fewShot[count] += Number(weightedVote(labelled, train.classes) === wanted) / fewShotSeeds
    }
  })
  const share = (sum: number) => sum / test.classes.length
  return {
    knn: share(totals.knn),
    nearest: share(totals.nearest),
    precisionAt10: share(totals.precisionAt10),
    fewShot: Object.fromEntries(Object.entries(fewShot).map(([count, sum]) => [count, share(sum)])),
  }
}

/** The class with the largest sum of exp(similarity / τ); ties go to the class met first. */
export function weightedVote(neighbours: { row: number; similarity: number }[], classes: Int32Array): number {
  const votes = new Map<number, number>()
  for (const { row, similarity } of neighbours) {
    votes.set(classes[row], (votes.get(classes[row]) ?? 0) + Math.exp(similarity / voteTemperature))
  }
  let best = -1
  for (const [candidate, vote] of votes) if (best === -1 || vote > votes.get(best)!) best = candidate
  return best
}

function fewShotDraws(classes: Int32Array): { count: string; rows: number[] }[] {
  return fewShotCounts.flatMap((count) =>
    Array.from({ length: fewShotSeeds }, (_, seed) => ({
      count: String(count),
      rows: drawOfEachClass(classes, () => count, seed),
    })),
  )
}

/** Rows drawn by the seed, `countOf` of every class (all of a smaller one). */
export function drawOfEachClass(
  classes: ArrayLike<number>,
  countOf: (label: number) => number,
  seed: number,
): number[] {
  const order = new Random(seed).shuffle(Int32Array.from(classes, (_, row) => row))
  const taken = new Map<number, number>()
  return [...order].filter((row) => {
    const already = taken.get(classes[row]) ?? 0
    taken.set(classes[row], already + 1)
    return already < countOf(classes[row])
  })
}
