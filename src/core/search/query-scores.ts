/**
 * How well each photo answers a query of several examples: its similarity to the mean of those looked for, less what it
 * is nearer to an example of minus than that. So minus moves no photo that is no nearer to it; a share of it taken off
 * the query itself (Rocchio 1971) moves every one, and lost on five libraries of six (docs/benchmarks.md). Pure.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { normalise } from '../learning/memory-bank.ts'

/** Unit vectors [D] of what is looked for, at least one, and of what is not. */
export interface Examples {
  plus: Float32Array[]
  minus: Float32Array[]
}

export interface QueryScores {
  /** [N]. */
  scores: Float32Array
  /** Similarity to the nearest example, [N]; -1 where that is one of minus. */
  nearest: Float32Array
}

/** Of a vector [D] to every row, [N]. */
type SimilaritiesTo = (vector: Float32Array) => Float32Array | Promise<Float32Array>

export async function queryScores({ plus, minus }: Examples, similaritiesTo: SimilaritiesTo): Promise<QueryScores> {
  const toMean = await similaritiesTo(meanOf(plus))
  const toPlus = plus.length === 1 ? toMean : await highestTo(plus, similaritiesTo)
  if (minus.length === 0) return { scores: toMean, nearest: toPlus }
  const toMinus = await highestTo(minus, similaritiesTo)
  await turn()
  return {
    scores: toMean.map((similarity, row) => Math.min(similarity, 2 * similarity - toMinus[row])),
    nearest: toPlus.map((similarity, row) => (toMinus[row] > similarity ? -1 : similarity)),
  }
}

/** Scaled to length 1; of one vector itself. */
function meanOf(vectors: Float32Array[]): Float32Array {
  const mean = vectors[0].slice()
  for (const vector of vectors.slice(1)) for (let d = 0; d < mean.length; d++) mean[d] += vector[d]
  normalise(mean)
  return mean
}

/** To the nearest of these vectors, [N]. */
async function highestTo([first, ...rest]: Float32Array[], similaritiesTo: SimilaritiesTo): Promise<Float32Array> {
  await turn()
  const highest = await similaritiesTo(first)
  for (const vector of rest) {
    await turn()
    const others = await similaritiesTo(vector)
    for (let row = 0; row < highest.length; row++) if (others[row] > highest[row]) highest[row] = others[row]
  }
  return highest
}
