/** Which of a group is the best, and why in words. Pure. */
import type { Duplicate } from '../../shared/domain.ts'
import { countOf, formatBytes } from '../../shared/format.ts'

/** By as much one must be sharper, or its file larger, to count as that: less is chance. */
const clearly = 1.15

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
    better: (a, b) => clearlyMore(a.sizeBytes, b.sizeBytes),
    words: ({ sizeBytes }) => `the largest file, ${formatBytes(sizeBytes)}`,
  },
]

function sharper(a: Compared, b: Compared): number {
  return a.sharpness === null || b.sharpness === null ? 0 : clearlyMore(a.sharpness, b.sharpness)
}

const clearlyMore = (a: number, b: number): number => Number(a > clearly * b) - Number(b > clearly * a)

/** In their order where nothing decides. */
export function bestFirst<D extends Compared>(duplicates: D[]): { duplicates: D[]; bestReason: string } {
  const beats = (a: D, b: D) => criteria.map(({ better }) => better(a, b)).find((by) => by !== 0) ?? 0
  const best = duplicates.reduce((so, next) => (beats(next, so) > 0 ? next : so))
  const others = duplicates.filter((each) => each !== best)
  const rival = others.reduce((so, next) => (beats(next, so) > 0 ? next : so), others[0])
  const decided = criteria.find(({ better }) => rival && better(best, rival) > 0)
  return {
    duplicates: [best, ...others],
    bestReason: decided?.words(best) ?? 'it came first; nothing else tells them apart',
  }
}
