/**
 * Which two photos are worth comparing: those that lie near in the search space, and those taken one after another.
 * Pure.
 */
import type { NeighbourGraph } from '../search/neighbour-graph.ts'
import type { DateOrigin } from '../../shared/domain.ts'

/** What dates say of rows, [N] each. */
export interface Dates {
  /** NaN where no camera's clock tells. */
  takenAtMs: Float64Array
}

/** Photos of one moment are taken within so much of each other. */
export const momentMs = 5000
/** Of the photos taken within that, so many that follow. */
const mostFollowing = 6
/** Dates of files, names and folders are of many photos alike; of programs, of when they wrote. */
const camerasOrigins: (DateOrigin | null)[] = ['taken', 'digitized']

export const takenAt = (capturedAtMs: number | null, origin: DateOrigin | null): number =>
  capturedAtMs !== null && camerasOrigins.includes(origin) ? capturedAtMs : NaN

/** Rows of each pair, the lower first, [P, 2], each pair once and in order. */
export function candidatePairs(graph: NeighbourGraph, { takenAtMs }: Dates, leastSimilarity: number): Int32Array {
  const rowCount = takenAtMs.length
  const pairs: number[] = []
  const add = (a: number, b: number) => void pairs.push(Math.min(a, b) * rowCount + Math.max(a, b))
  graph.neighbours.forEach((other, at) => {
    if (other >= 0 && graph.similarities[at] >= leastSimilarity) add(Math.floor(at / graph.count), other)
  })
  eachOfMoment(takenAtMs, add)
  const sorted = Float64Array.from(pairs).sort()
  const unlike = sorted.filter((pair, at) => at === 0 || pair !== sorted[at - 1])
  return Int32Array.from({ length: 2 * unlike.length }, (_, at) => {
    const pair = unlike[at >> 1]
    return at % 2 === 0 ? Math.floor(pair / rowCount) : pair % rowCount
  })
}

function eachOfMoment(takenAtMs: Float64Array, visit: (row: number, other: number) => void): void {
  const byDate = Int32Array.from(takenAtMs.keys())
    .filter((row) => !Number.isNaN(takenAtMs[row]))
    .sort((a, b) => takenAtMs[a] - takenAtMs[b] || a - b)
  for (let at = 0; at < byDate.length; at++)
    for (let next = at + 1; next < byDate.length && next <= at + mostFollowing; next++) {
      if (takenAtMs[byDate[next]] - takenAtMs[byDate[at]] > momentMs) break
      visit(byDate[at], byDate[next])
    }
}

/** Which of the two a pair can be; their clocks say that two photos are not one shot. */
export function relation(oneAtMs: number, otherAtMs: number): { canBeShot: boolean; canBeMoment: boolean } {
  const apartMs = Math.abs(oneAtMs - otherAtMs)
  if (Number.isNaN(apartMs)) return { canBeShot: true, canBeMoment: false }
  // Programs that write a photo anew may drop the parts of a second.
  const isSameSecond = Math.floor(oneAtMs / 1000) === Math.floor(otherAtMs / 1000)
  const hasParts = oneAtMs % 1000 !== 0 && otherAtMs % 1000 !== 0
  return { canBeShot: isSameSecond && (apartMs === 0 || !hasParts), canBeMoment: apartMs <= momentMs }
}
