/**
 * Which photos reach which level, and which results are the same shot. A photo is held beside each example alone and
 * the nearest one counts: the mean of several is as near to none of them.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { similarityLevels, type SimilarityLevel } from '../../shared/domain.ts'
import type { LevelCutoffs } from './level-cutoffs.ts'
import type { Neighbour } from './nearest.ts'
import { rowAt, type SearchSpace } from './search-space.ts'

/** Of results in their order; `under` are places among them. */
export interface Judgement {
  levelCounts: Record<SimilarityLevel, number>
  levels: (SimilarityLevel | null)[]
  under: Int32Array
}

/** Pairs that are compared at a time: some milliseconds. */
const pairsAtOnce = 10_000

/** `nearest` is each row's similarity to its nearest example, [N]; results fold by the whole photos. */
export async function judged(
  best: Neighbour[],
  within: SearchSpace,
  nearest: Float32Array,
  cutoffs: { levels: LevelCutoffs; fold: number },
  isLeftOut: (row: number) => boolean,
): Promise<Judgement> {
  const found = best.map(({ row }) => row)
  return {
    levelCounts: levelCounts(nearest, cutoffs.levels, isLeftOut),
    levels: found.map((row) => levelOf(nearest[row], cutoffs.levels)),
    under: await foldedUnder(found, within, cutoffs.fold),
  }
}

/** The strictest that a similarity reaches. */
export const levelOf = (similarity: number, cutoffs: LevelCutoffs): SimilarityLevel | null =>
  similarityLevels.find((level) => similarity >= cutoffs[level]) ?? null

/** How many rows reach each; a stricter one is of the wider ones, too. */
export function levelCounts(
  similarities: Float32Array,
  cutoffs: LevelCutoffs,
  isLeftOut: (row: number) => boolean,
): Record<SimilarityLevel, number> {
  const counts = { shot: 0, scene: 0, kind: 0 }
  for (let row = 0; row < similarities.length; row++) {
    if (similarities[row] < cutoffs.kind || isLeftOut(row)) continue
    counts.kind++
    if (similarities[row] >= cutoffs.scene) counts.scene++
    if (similarities[row] >= cutoffs.shot) counts.shot++
  }
  return counts
}

/** For each of these rows the first before it that is the same shot and under none itself, as its place; else -1. */
export async function foldedUnder(found: number[], space: SearchSpace, least: number): Promise<Int32Array> {
  const under = new Int32Array(found.length).fill(-1)
  const firsts: number[] = []
  let pairCount = 0
  for (let at = 0; at < found.length; at++) {
    const vector = rowAt(space, found[at])
    under[at] = firsts.find((first) => dot(vector, space.rows, found[first]) >= least) ?? -1
    if (under[at] < 0) firsts.push(at)
    if ((pairCount += firsts.length) < pairsAtOnce) continue
    pairCount = 0
    await turn()
  }
  return under
}

/** Of a vector [D] with a row of [N, D]: their similarity where both have length 1. */
export function dot(vector: Float32Array, rows: Float32Array, row: number): number {
  const at = row * vector.length
  let sum = 0
  for (let d = 0; d < vector.length; d++) sum += vector[d] * rows[at + d]
  return sum
}
