/** Compares pairs of photos, first by small squares of all, then closely by their pixels. */
import { likeness, type Likeness } from './alignment.ts'
import { coarseMatch } from './coarse-match.ts'
import { relation, type Dates } from './candidates.ts'
import { pictureOf, smallSize, type Picture } from './pictures.ts'

/** Chosen on some libraries and checked on others (docs/benchmarks.md). */
export const cutoffs = {
  /** Of the coarse look, below which no close one follows. */
  coarse: 0.6,
  /** Correlation of detail, and of grey values. */
  shot: { detail: 0.88, grey: 0.9 },
  moment: { detail: 0.7, grey: 0.9 },
  /** Grey values: less detail is no evidence. */
  contrast: 1,
}

export interface Compared {
  pair: [row: number, other: number]
  level: 'shot' | 'moment'
  alike: number
}

/** Pictures kept for the pairs that follow: 50 kB each. */
const mostPictures = 2000

export interface Comparing {
  /** [N, 24, 24]. */
  smalls: Uint8Array
  dates: Dates
  /** [P, P, 3] of a row. */
  readPixels(row: number): Uint8Array
}

/** Null for two that are neither one shot nor of one moment. */
export function createComparer({ smalls, dates: { takenAtMs }, readPixels }: Comparing) {
  const pictures = new Map<number, Picture>()
  const area = smallSize * smallSize
  const smallOfRow = (row: number) => smalls.subarray(row * area, (row + 1) * area)

  function picture(row: number): Picture {
    const found = pictures.get(row) ?? pictureOf(readPixels(row))
    pictures.delete(row)
    pictures.set(row, found)
    if (pictures.size > mostPictures) pictures.delete(pictures.keys().next().value!)
    return found
  }

  return (row: number, other: number): Compared | null => {
    const coarse = coarseMatch(smallOfRow(row), smallOfRow(other))
    if (coarse.correlation < cutoffs.coarse) return null
    const found = likeness(picture(row), picture(other), coarse.at)
    const level = found && levelOf(found, relation(takenAtMs[row], takenAtMs[other]))
    return level && { pair: [row, other], level, alike: Math.min(1, found.detail) }
  }
}

function levelOf(found: Likeness, { canBeShot, canBeMoment }: ReturnType<typeof relation>): Compared['level'] | null {
  const reaches = ({ detail, grey }: { detail: number; grey: number }) =>
    found.contrast >= cutoffs.contrast && found.detail >= detail && found.grey >= grey
  if (canBeShot && reaches(cutoffs.shot)) return 'shot'
  return canBeMoment && reaches(cutoffs.moment) ? 'moment' : null
}
