/** Of each photo what answers a query best: all of it or one of its stored regions. Pure. */
import type { QueryScores } from './query-scores.ts'

/** Of rows [N]. */
export interface RegionScores extends QueryScores {
  /** Which of the stored regions it is, [N]; −1 where none is there, or all of the photo is better. */
  regions: Int8Array
}

export const noRegions = (count: number): RegionScores => ({
  scores: new Float32Array(count).fill(-Infinity),
  nearest: new Float32Array(count).fill(-Infinity),
  regions: new Int8Array(count).fill(-1),
})

/** Takes the R regions of one photo, from `first` on in `scored`, for row `row` of `best`. */
export function takeBest(best: RegionScores, row: number, scored: QueryScores, first: number, R: number): void {
  for (let region = 0; region < R; region++) {
    const [score, nearest] = [scored.scores[first + region], scored.nearest[first + region]]
    best.nearest[row] = Math.max(best.nearest[row], nearest)
    if (score <= best.scores[row]) continue
    best.scores[row] = score
    best.regions[row] = region
  }
}

/** What is as good as all of the photo is no better. */
export function betterOf({ scores, nearest }: QueryScores, best: RegionScores | null): RegionScores {
  const better = noRegions(scores.length)
  for (let row = 0; row < scores.length; row++) {
    const isRegion = best !== null && best.scores[row] > scores[row]
    better.scores[row] = isRegion ? best.scores[row] : scores[row]
    better.nearest[row] = Math.max(nearest[row], best?.nearest[row] ?? -Infinity)
    if (isRegion) better.regions[row] = best.regions[row]
  }
  return better
}
