/** Marks as people make them: chosen at random, or answers to what was ranked first. */
import { Random } from '../src/core/learning/random.ts'
import type { Marks, Scorer, TagScores } from '../src/core/tagging/scorer.ts'
import type { TagLibrary } from './tagging-library.ts'

/** One tag of a library, its photos and the others in an order by chance. */
export interface Draw {
  label: number
  isYes(row: number): boolean
  yes: Int32Array
  no: Int32Array
}

/** One library, or several of one kind, with the draws to ask of each. */
export interface Question {
  name: string
  parts: { library: TagLibrary; draws: Draw[] }[]
}

/** Fewer are not asked about: half of them would be marked. */
const fewestPhotos = 20

/** `draws` for each of at most `mostTags` tags, evenly of all. */
export function drawsOf({ classes }: Pick<TagLibrary, 'classes'>, draws: number, mostTags: number): Draw[] {
  const sizes = new Map<number, number>()
  for (const label of classes) if (label >= 0) sizes.set(label, (sizes.get(label) ?? 0) + 1)
  const tags = [...sizes.keys()].filter((label) => sizes.get(label)! >= fewestPhotos).sort((a, b) => a - b)
  const count = Math.min(mostTags, tags.length)
  const chosen = Array.from({ length: count }, (_, i) => tags[Math.floor((i * tags.length) / count)])
  return chosen.flatMap((label) => Array.from({ length: draws }, (_, seed) => drawOf(classes, label, seed)))
}

export function drawOf(classes: Int32Array, label: number, seed: number): Draw {
  const order = new Random(1000 * label + seed).shuffle(Int32Array.from(classes.keys()))
  const isYes = (row: number) => classes[row] === label
  return { label, isYes, yes: order.filter(isYes), no: order.filter((row) => !isYes(row)) }
}

/** Null where more than half of the tag would be marked. */
export function chosenMarks({ yes, no }: Draw, yesCount: number, noCount: number): Marks | null {
  if (yesCount > yes.length / 2) return null
  return { yes: yes.slice(0, yesCount), no: no.slice(0, noCount) }
}

export interface Reviewed {
  marks: Marks
  scores: TagScores
  /** Answers to what the scorer ranked first; all but the marks it began with. */
  asked: Set<number>
}

const firstYesCount = 3
const askedAtATime = 10

/** Three marked yes, then so often the ten unmarked photos that are ranked first, answered truly. */
export function review(scorer: Scorer, draw: Draw, rounds: number): Reviewed[] {
  let marks = chosenMarks(draw, firstYesCount, 0)!
  const asked = new Set<number>()
  const steps: Reviewed[] = []
  for (let round = 0; round <= rounds; round++) {
    const scores = scorer.fit(marks)
    steps.push({ marks, scores, asked: new Set(asked) })
    const next = unmarkedInOrder(scores.ofAll(), marks).slice(0, askedAtATime)
    next.forEach((row) => asked.add(row))
    const answered = (isYes: boolean) => next.filter((row) => draw.isYes(row) === isYes)
    marks = { yes: Int32Array.of(...marks.yes, ...answered(true)), no: Int32Array.of(...marks.no, ...answered(false)) }
  }
  return steps
}

/** Best first. */
export function unmarkedInOrder(scores: Float32Array, { yes, no }: Marks): number[] {
  const marked = new Set([...yes, ...no])
  return [...scores.keys()].filter((row) => !marked.has(row)).sort((a, b) => scores[b] - scores[a])
}
