/**
 * Photos that stand for a library: each like many others, and unlike those before it. Drawn from a sample, so that
 * twins and bursts, of which it seldom has two, do not pass for a kind. Deterministic.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { highest, similaritiesTo } from './nearest.ts'
import { rowAt, type SearchSpace } from './search-space.ts'

const sampleSize = 512
const neighbourCount = 10
/** Of the sample, as many as are looked at before the thread is free again. */
const sliceSize = 32

/** Up to `count` rows of `space` that pass, best first. */
export async function exemplars(
  space: Pick<SearchSpace, 'rows' | 'size' | 'photoIds'>,
  count: number,
  passes: (photoId: number) => boolean,
): Promise<number[]> {
  const rows = sampled(space.photoIds.length).filter((row) => passes(space.photoIds[row]))
  const vectors = new Float32Array(rows.length * space.size)
  rows.forEach((row, at) => vectors.set(rowAt(space, row), at * space.size))
  const similarities: Float32Array[] = []
  for (const at of rows.keys()) {
    similarities.push(similaritiesTo(vectors.subarray(at * space.size, (at + 1) * space.size), vectors))
    if (at % sliceSize === 0) await turn()
  }
  return unlike(similarities, count).map((at) => rows[at])
}

/** Rows evenly over all. */
function sampled(rowCount: number): number[] {
  const count = Math.min(rowCount, sampleSize)
  return Array.from({ length: count }, (_, at) => Math.floor((at * rowCount) / count))
}

/** Of the half with the nearest neighbours, time and again the best by both: near to many, far from these. */
function unlike(similarities: Float32Array[], count: number): number[] {
  const nearness = similarities.map(meanOfNearest)
  const middle = [...nearness].sort((a, b) => a - b)[Math.floor(nearness.length / 2)]
  const open = new Set([...nearness.keys()].filter((at) => nearness[at] >= middle))
  const score = [...nearness]
  const chosen: number[] = []
  while (chosen.length < count && open.size > 0) {
    const best = [...open].reduce((a, b) => (score[b] > score[a] ? b : a))
    chosen.push(best)
    open.delete(best)
    for (const at of open) score[at] = Math.min(score[at], nearness[at] - similarities[best][at])
  }
  return chosen
}

/** Without itself. */
function meanOfNearest(similarities: Float32Array): number {
  const near = highest(similarities, 1 + neighbourCount).slice(1)
  return near.reduce((sum, { similarity }) => sum + similarity, 0) / Math.max(1, near.length)
}
