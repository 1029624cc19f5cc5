/**
 * What a scorer makes of marked photos when it has not seen their marks: in up to ten parts, each scored by the others.
 * Photos of one burst, near-identical, are left out together and count as one. Pure.
 */
import { residentRows } from '../kernels/resident-rows.ts'
import type { Answer } from './calibration.ts'
import type { Marks, Scorer, TagScores } from './scorer.ts'

const mostParts = 10
/** Cosine of searched rows from which two photos are taken for one. */
const burstSimilarity = 0.95

/** A number for each of `marked`, the same for photos of one burst; `rows` [N, D]. Cost L²·D. */
export function bursts(rows: Float32Array, D: number, marked: Int32Array): Int32Array {
  const own = (row: number) => rows.subarray(row * D, (row + 1) * D)
  const all = new Float32Array(marked.length * D)
  marked.forEach((row, at) => all.set(own(row), at * D))
  const burst = Int32Array.from(marked.keys())
  const kernels = residentRows(all, D)
  for (let at = 0; at < marked.length; at++) {
    const similarities = kernels.products(own(marked[at]))
    for (let before = 0; before < at; before++) {
      const [from, to] = [burst[at], burst[before]]
      if (similarities[before] > burstSimilarity && from !== to) replaceAll(burst, from, to)
    }
  }
  return burst
}

function replaceAll(values: Int32Array, from: number, to: number): void {
  values.forEach((value, at) => value === from && (values[at] = to))
}

/** Scores of `[...yes, ...no]`; NaN where no yes is left without its part. Cost about that of two fits. */
export function heldOutScores(
  scorer: Scorer,
  { yes, no }: Marks,
  burst: Int32Array,
  whole: TagScores = scorer.fit({ yes, no }),
): Float64Array {
  const marked = Int32Array.of(...yes, ...no)
  const parts = partsOf(burst, yes.length)
  const scores = new Float64Array(marked.length).fill(NaN)
  for (const part of new Set(parts)) {
    const isLeft = (at: number) => parts[at] !== part
    const left = {
      yes: yes.filter((_, at) => isLeft(at)),
      no: no.filter((_, at) => isLeft(yes.length + at)),
    }
    if (left.yes.length === 0) continue
    const fitted = scorer.fit(left, whole)
    marked.forEach((row, at) => isLeft(at) || (scores[at] = fitted.of(row)))
  }
  return scores
}

/** The part of each mark: bursts in turn, those of yes and of no for themselves, so that no part has most of a kind. */
function partsOf(burst: Int32Array, yesCount: number): Int32Array {
  const partOf = new Map<number, number>()
  const counts = [0, 0]
  burst.forEach((id, at) => {
    if (!partOf.has(id)) partOf.set(id, counts[Number(at < yesCount)]++ % mostParts)
  })
  return burst.map((id) => partOf.get(id)!)
}

/**
 * Those marks that answer what the app asked, with their scores; each burst has weight 1. `whole` is what the scorer
 * makes of all marks, where that is known.
 */
export function answersOf(
  scorer: Scorer,
  marks: Marks,
  burst: Int32Array,
  isAsked: (row: number) => boolean,
  whole?: TagScores,
): Answer[] {
  const { yes, no } = marks
  const scores = heldOutScores(scorer, marks, burst, whole)
  const sizes = new Map<number, number>()
  burst.forEach((id) => sizes.set(id, (sizes.get(id) ?? 0) + 1))
  return [...yes, ...no].flatMap((row, at) => {
    if (!isAsked(row) || Number.isNaN(scores[at])) return []
    return [{ score: scores[at], isYes: at < yes.length, weight: 1 / sizes.get(burst[at])! }]
  })
}
