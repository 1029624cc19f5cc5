/**
 * Simulated users, who answer truly: how many marks until the tag holds four fifths of what it should, nine in ten of
 * them right, by review rounds, by marking a ranked wall from the top, and by marking at random.
 */
import { Random } from '../src/core/learning/random.ts'
import { calibrate } from '../src/core/tagging/calibration.ts'
import { answersOf, bursts } from '../src/core/tagging/held-out.ts'
import { roundOf, roundSize } from '../src/core/tagging/review-round.ts'
import type { Marks, Scorer } from '../src/core/tagging/scorer.ts'
import { tagScorer } from '../src/core/tagging/tag-scorer.ts'
import { voteScorer } from '../src/core/tagging/vote-scorer.ts'
import { median } from './measure.ts'
import { chosenMarks, unmarkedInOrder, type Draw, type Question } from './tagging-draws.ts'
import type { TagLibrary } from './tagging-library.ts'

const [wantedRecall, wantedPrecision] = [0.8, 0.9]
/** Nobody marks more. */
const mostMarks = 600

type Way = 'review rounds' | 'a ranked wall' | 'at random'
/** The rows to mark next, up to a dozen, and what to call them by. */
type Asks = (marks: Marks, asked: Set<number>) => number[]
export type MarkCounts = Record<Way, number[]>

export function usersOf({ parts }: Question): MarkCounts {
  const counts: MarkCounts = { 'review rounds': [], 'a ranked wall': [], 'at random': [] }
  for (const { library, draws } of parts) {
    const scorer = tagScorer(library.rows, library.size, library.graph)
    for (const draw of draws) {
      const ways = waysOf(library, scorer, draw)
      for (const way of Object.keys(ways) as Way[]) counts[way].push(marksNeeded(scorer, draw, ways[way]))
    }
  }
  return counts
}

function waysOf(library: TagLibrary, scorer: Scorer, draw: Draw): Record<Way, Asks> {
  const first = chosenMarks(draw, 1, 0)!
  const wall = unmarkedInOrder(voteScorer(library.rows, library.size).fit(first).ofAll(), first)
  const shuffled = [...new Random(draw.label).shuffle(Int32Array.from(library.classes.keys()))]
  const nextOf = (order: number[]) => (_: Marks, asked: Set<number>) =>
    order.filter((row) => !asked.has(row)).slice(0, roundSize)
  return {
    'review rounds': (marks, asked) => reviewed(library, scorer, marks, asked),
    'a ranked wall': nextOf(wall),
    'at random': nextOf(shuffled),
  }
}

function reviewed({ rows, size }: TagLibrary, scorer: Scorer, marks: Marks, asked: Set<number>): number[] {
  const scores = scorer.fit(marks).ofAll()
  const order = unmarkedInOrder(scores, marks)
  const burst = bursts(rows, size, Int32Array.of(...marks.yes, ...marks.no))
  const { probabilityOf } = calibrate(answersOf(scorer, marks, burst, (row) => asked.has(row)))
  const rowOf = (place: number) => rows.subarray(order[place] * size, (order[place] + 1) * size)
  const round = roundOf(
    {
      confidences: Float32Array.from(order, (row) => probabilityOf(scores[row])),
      markCount: marks.yes.length,
      similarity: (one, other) => rowOf(one).reduce((sum, value, d) => sum + value * rowOf(other)[d], 0),
      isSkipped: () => false,
    },
    asked.size,
  )
  return round.map(({ place }) => order[place])
}

/** Begins with one yes that the person knew; `mostMarks` where it takes more. */
function marksNeeded(scorer: Scorer, draw: Draw, ask: Asks): number {
  let marks = chosenMarks(draw, 1, 0)!
  const asked = new Set<number>()
  while (marks.yes.length + marks.no.length < mostMarks && !isReached(scorer, draw, marks)) {
    const next = ask(marks, new Set([...asked, ...marks.yes])).filter((row) => !marks.yes.includes(row))
    if (next.length === 0) break
    next.forEach((row) => asked.add(row))
    const answered = (isYes: boolean) => next.filter((row) => draw.isYes(row) === isYes)
    marks = { yes: Int32Array.of(...marks.yes, ...answered(true)), no: Int32Array.of(...marks.no, ...answered(false)) }
  }
  return Math.min(mostMarks, marks.yes.length + marks.no.length)
}

/** Whether marked and likeliest photos together, down to some cut-off, are right and complete enough. */
function isReached(scorer: Scorer, { yes, isYes }: Draw, marks: Marks): boolean {
  const wanted = wantedRecall * yes.length
  let [right, count] = [marks.yes.length, marks.yes.length]
  if (right >= wanted) return true
  for (const row of unmarkedInOrder(scorer.fit(marks).ofAll(), marks)) {
    count++
    if (isYes(row)) right++
    if (right >= wanted && right >= wantedPrecision * count) return true
  }
  return false
}

export function printUsers(tables: Map<string, MarkCounts>): void {
  console.log(
    `\nMarks until ${100 * wantedRecall} % is found, ${100 * wantedPrecision} % of it right; medians over tags and draws:`,
  )
  for (const [name, counts] of tables) {
    const [rounds, wall, random] = Object.values(counts).map(median)
    const shown = (marks: number) => (marks === mostMarks ? `over ${mostMarks}` : String(marks))
    console.log(
      `  ${name.padEnd(20)} review rounds ${shown(rounds)}, a ranked wall ${shown(wall)}, at random ${shown(random)}; ` +
        `rounds over wall ${(rounds / wall).toFixed(2)}`,
    )
  }
}
