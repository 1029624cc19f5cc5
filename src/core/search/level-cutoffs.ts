/**
 * "Same shot", "same scene" and "same kind" as similarities of one library, by how far apart its photos lie: no number
 * holds for all. The measure is the middle photo's similarity to its tenth nearest, which ten shots of a burst do not
 * move. Shares were chosen on clothing, scenes and flowers and checked on pets, insects and Caltech 101
 * (docs/benchmarks.md). Pure.
 */
import type { SimilarityLevel } from '../../shared/domain.ts'
import { highest, similaritiesTo } from './nearest.ts'
import { rowAt } from './search-space.ts'

/** The least similarity that reaches each. */
export type LevelCutoffs = Record<SimilarityLevel, number>

/** How far apart photos of a library lie. */
export interface Spread {
  /** Middle similarity of pairs taken at random. */
  ofPairs: number
  /** Middle similarity of a photo to its tenth nearest. */
  toTenth: number
}

const nearestCount = 10
const mostSampled = 400
const pairsOfEach = 50
/** With fewer the tenth nearest is any photo. */
const fewestPhotos = 50

/** Of the way from the tenth nearest to the photo itself. */
const [shotShare, sceneShare] = [0.65, 0.3]
/** Of the way from a photo taken at random to the tenth nearest. */
const kindShare = 0.5

/** Null where there are too few photos to tell. Cost min(N, 400)·N·D. */
export function levelCutoffs(rows: Float32Array, D: number): LevelCutoffs | null {
  return rows.length / D < fewestPhotos ? null : cutoffsOf(spreadOf(rows, D))
}

export function cutoffsOf({ ofPairs, toTenth }: Spread): LevelCutoffs {
  return {
    shot: toTenth + shotShare * (1 - toTenth),
    scene: toTenth + sceneShare * (1 - toTenth),
    kind: ofPairs + kindShare * (toTenth - ofPairs),
  }
}

/** Rows whose middle tells that of all. */
const mostAsked = 1000

/**
 * For the best of several regions of each photo, which is more similar to whatever is looked for: cut-offs are as far
 * from the middle photo as they were, with the same picture still at 1. `whole` and `best` [N] are similarities to what
 * is looked for, −1 where it is something of minus that a photo is nearer to. Without it four times as many were of the
 * same kind, and half as often right (docs/benchmarks.md).
 */
export function raisedCutoffs(cutoffs: LevelCutoffs, whole: Float32Array, best: Float32Array): LevelCutoffs {
  const step = Math.ceil(whole.length / mostAsked) || 1
  const every = Array.from({ length: Math.ceil(whole.length / step) }, (_, at) => at * step)
  const asked = every.filter((row) => whole[row] > -1)
  if (asked.length === 0) return cutoffs
  const [middle, middleBest] = [whole, best].map((similarities) => middleOf(asked.map((row) => similarities[row])))
  const raised = (cutoff: number) => cutoff + ((middleBest - middle) * (1 - cutoff)) / (1 - middle)
  return { shot: raised(cutoffs.shot), scene: raised(cutoffs.scene), kind: raised(cutoffs.kind) }
}

export function spreadOf(rows: Float32Array, D: number): Spread {
  const N = rows.length / D
  const sampled = Math.min(N, mostSampled)
  const [pairs, tenths]: number[][] = [[], []]
  for (let i = 0; i < sampled; i++) {
    const row = Math.floor((i * N) / sampled)
    const similarities = similaritiesTo(rowAt({ rows, size: D }, row), rows)
    tenths.push(highest(similarities, nearestCount, (other) => other === row).at(-1)!.similarity)
    const step = Math.max(1, Math.floor(N / pairsOfEach))
    for (let other = i % step; other < N; other += step) if (other !== row) pairs.push(similarities[other])
  }
  return { ofPairs: middleOf(pairs), toTenth: middleOf(tenths) }
}

function middleOf(values: number[]): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.floor(sorted.length / 2)]
}
