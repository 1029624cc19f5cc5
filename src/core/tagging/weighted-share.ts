/** The weighted vote (Wu et al. 2018, section 3.4) of some rows between yes and no. Pure. */
import { voteTemperature } from '../search/embedding-scores.ts'

/** Share of the votes for yes, [0, 1]; `except` does not vote. Weight exp(similarity / τ). */
export function weightedShare(similarities: Float32Array, isYes: (row: number) => boolean, except: number): number {
  let [yes, all] = [0, 0]
  similarities.forEach((similarity, row) => {
    if (row === except) return
    const weight = Math.exp((similarity - 1) / voteTemperature)
    all += weight
    if (isYes(row)) yes += weight
  })
  return all > 0 ? yes / all : 0
}
