/** Marks that their neighbours contradict: perhaps a slip of the finger. Pure. */
import type { LabelValue } from '../../shared/domain.ts'
import { similaritiesTo } from '../search/nearest.ts'
import { rowAt, type SearchSpace } from '../search/search-space.ts'
import { weightedShare } from './weighted-share.ts'
import type { Mark } from './marks.ts'

export interface Contradiction extends Mark {
  /** The most similar photo that is marked otherwise. */
  twinId: number
  /** What the other marks say of it: the share of yes, [0, 1]. */
  confidence: number
}

/** With fewer marks of either kind there is too little to contradict one. */
const fewest = 4
/** The others' vote must be this clear. */
const clear = 0.9

/** Clearest first. Each mark is voted on by all others (Wu et al. 2018, section 3.4). Cost L²·D. */
export function contradictedMarks(space: SearchSpace, marks: Mark[]): Contradiction[] {
  const countOf = (label: LabelValue) => marks.filter((mark) => mark.label === label).length
  if (countOf('yes') < fewest || countOf('no') < fewest) return []
  const rows = new Float32Array(marks.length * space.size)
  marks.forEach(({ photoId }, at) => rows.set(rowAt(space, space.rowOf.get(photoId)!), at * space.size))
  const found = marks.map((mark, at) => {
    const similarities = similaritiesTo(rows.subarray(at * space.size, (at + 1) * space.size), rows)
    const confidence = weightedShare(similarities, (other) => marks[other].label === 'yes', at)
    const others = marks.map((other, i) => (other.label === mark.label ? -Infinity : similarities[i]))
    return { ...mark, confidence, twinId: marks[others.indexOf(Math.max(...others))].photoId }
  })
  const against = ({ label, confidence }: Contradiction) => (label === 'yes' ? 1 - confidence : confidence)
  return found.filter((each) => against(each) >= clear).sort((a, b) => against(b) - against(a))
}
