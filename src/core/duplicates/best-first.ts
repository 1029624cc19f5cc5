/** Which of a group is the best, and why in words. Pure. */
import type { Duplicate } from '../../shared/domain.ts'
import { countOf, formatBytes } from '../../shared/format.ts'

/** By as much one must be sharper to count as that: less is chance. */
const clearlySharper = 1.03

type Compared = Pick<Duplicate, 'favourite' | 'stars' | 'width' | 'height' | 'sharpness' | 'sizeBytes'>

/** What decides, in this order: positive where the first is better. */
const criteria: { better(a: Compared, b: Compared): number; words(best: Compared): string }[] = [
  { better: (a, b) => Number(a.favourite) - Number(b.favourite), words: () => 'a favourite' },
  { better: (a, b) => (a.stars ?? 0) - (b.stars ?? 0), words: ({ stars }) => countOf(stars ?? 0, 'star') },
  {
    better: (a, b) => a.width * a.height - b.width * b.height,
    words: ({ width, height }) => `the most pixels, ${width} × ${height}`,
  },
  { better: sharper, words: () => 'the sharpest' },
  {
    better: (a, b) => a.sizeBytes - b.sizeBytes,
    words: ({ sizeBytes }) => `the largest file, ${formatBytes(sizeBytes)}`,
  },
]

function sharper(a: Compared, b: Compared): number {
  if (a.sharpness === null || b.sharpness === null) return 0
  if (a.sharpness > clearlySharper * b.sharpness) return 1
  return b.sharpness > clearlySharper * a.sharpness ? -1 : 0
}

/** In their order where nothing decides. */
export function bestFirst<D extends Compared>(duplicates: D[]): { duplicates: D[]; bestReason: string } {
  const beats = (a: D, b: D) => criteria.map(({ better }) => better(a, b)).find((by) => by !== 0) ?? 0
  const best = duplicates.reduce((so, next) => (beats(next, so) > 0 ? next : so))
  const others = duplicates.filter((each) => each !== best)
  const rival = others.reduce((so, next) => (beats(next, so) > 0 ? next : so), others[0])
  const decided = criteria.find(({ better }) => rival && better(best, rival) > 0)
  return { duplicates: [best, ...others], bestReason: decided?.words(best) ?? 'the first; nothing tells them apart' }
}
