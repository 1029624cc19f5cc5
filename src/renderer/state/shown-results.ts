/** Which results are on the screen: those at a level, and of one shot the first, until it is opened. Pure. */
import { similarityLevels, type SimilarityLevel, type SimilarPhoto } from '../../shared/domain.ts'

/** A level, or the nearest whatever they are. */
export type LevelChoice = SimilarityLevel | 'nearest'

export interface ShownResult extends SimilarPhoto {
  /** How many of the same shot come after it, opened or not; 0 for one of those. */
  foldedCount: number
}

export function shownResults(results: SimilarPhoto[], choice: LevelChoice, opened: ReadonlySet<number>): ShownResult[] {
  const reached = results.filter(({ level }) => reaches(level, choice))
  const ids = new Set(reached.map(({ photoId }) => photoId))
  const isUnder = ({ foldedUnder }: SimilarPhoto) => foldedUnder !== null && ids.has(foldedUnder)
  const under = new Map<number | null, SimilarPhoto[]>()
  for (const photo of reached.filter(isUnder))
    under.set(photo.foldedUnder, [...(under.get(photo.foldedUnder) ?? []), photo])
  return reached
    .filter((photo) => !isUnder(photo))
    .flatMap((first) => {
      const folded = under.get(first.photoId) ?? []
      const after = opened.has(first.photoId) ? folded.map((photo) => ({ ...photo, foldedCount: 0 })) : []
      return [{ ...first, foldedCount: folded.length }, ...after]
    })
}

export const reaches = (level: SimilarityLevel | null, choice: LevelChoice): boolean =>
  choice === 'nearest' || (level !== null && similarityLevels.indexOf(level) <= similarityLevels.indexOf(choice))
