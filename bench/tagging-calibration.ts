/** How true what is said of a ranking before any check is: stated beside true precision, by library and marks. */
import { precisionAt } from '../src/core/evaluation/ranking-scores.ts'
import { calibrate, type Answer, type Range } from '../src/core/tagging/calibration.ts'
import { answersOf, bursts } from '../src/core/tagging/held-out.ts'
import { fitLogistic, sigmoid } from '../src/core/tagging/logistic-regression.ts'
import type { Marks, Scorer } from '../src/core/tagging/scorer.ts'
import { tagScorer } from '../src/core/tagging/tag-scorer.ts'
import { chosenMarks, review, unmarkedInOrder, type Draw, type Question } from './tagging-draws.ts'
import type { TagLibrary } from './tagging-library.ts'

/** Of the photos ranked first, so many; those that are there are all of them for "as many as there are". */
const counts = [10, 30, 'as many as there are'] as const
const chosenCounts = [
  [3, 0],
  [5, 0],
  [10, 0],
  [20, 0],
  [5, 5],
  [20, 20],
] as const
const reviewRounds = 4

interface Statement extends Range {
  truth: number
  /** By Platt's curve with pseudo-counts, of all marks. */
  platt: number
}
/** By kind of marks. */
type Statements = Map<string, Statement[]>

export function statementsOf({ parts }: Question): Statements {
  const statements: Statements = new Map()
  for (const { library, draws } of parts) {
    const scorer = tagScorer(library.rows, library.size, library.graph)
    for (const draw of draws) {
      for (const [kind, marks, isAsked] of situations(scorer, draw)) {
        const said = stated(library, scorer, draw, marks, isAsked)
        statements.set(kind, [...(statements.get(kind) ?? []), ...said])
      }
    }
  }
  return statements
}

function* situations(scorer: Scorer, draw: Draw): Generator<[string, Marks, (row: number) => boolean]> {
  for (const [yesCount, noCount] of chosenCounts) {
    const marks = chosenMarks(draw, yesCount, noCount)
    if (marks) yield [noCount === 0 ? 'yes, chosen' : 'yes and no, chosen', marks, () => false]
  }
  for (const { marks, asked } of review(scorer, draw, reviewRounds).slice(1))
    yield [`3 yes, ${asked.size} asked`, marks, (row) => asked.has(row)]
}

function stated(
  { rows, size }: TagLibrary,
  scorer: Scorer,
  { isYes }: Draw,
  marks: Marks,
  isAsked: (row: number) => boolean,
): Statement[] {
  const burst = bursts(rows, size, Int32Array.of(...marks.yes, ...marks.no))
  const calibration = calibrate(answersOf(scorer, marks, burst, isAsked))
  const platt = plattCurve(answersOf(scorer, marks, burst, () => true))
  const scores = scorer.fit(marks).ofAll()
  const order = unmarkedInOrder(scores, marks)
  const isRight = order.map(isYes)
  const trueCount = isRight.filter(Boolean).length
  return counts.flatMap((wanted) => {
    const count = typeof wanted === 'number' ? wanted : trueCount
    if (count > order.length || count === 0) return []
    const first = Float32Array.from(order.slice(0, count), (row) => scores[row])
    const byPlatt = first.reduce((sum, score) => sum + platt(score), 0) / count
    return [{ ...calibration.precisionOf(first), truth: precisionAt(isRight, count), platt: byPlatt }]
  })
}

/** Platt (1999): a curve through all marks, whose targets are (n + 1) / (n + 2) and 1 / (n + 2). */
function plattCurve(marks: Answer[]): (score: number) => number {
  const yesCount = marks.filter(({ isYes }) => isYes).length
  const target = (isYes: boolean) => (isYes ? (yesCount + 1) / (yesCount + 2) : 1 / (marks.length - yesCount + 2))
  const twice = marks.flatMap(({ score, isYes }) => [
    { score, isYes: 1, weight: target(isYes) },
    { score, isYes: 0, weight: 1 - target(isYes) },
  ])
  if (twice.length === 0) return () => 0.5
  const examples = {
    rows: Float32Array.from(twice, ({ score }) => score),
    isYes: Uint8Array.from(twice, ({ isYes }) => isYes),
    weights: Float64Array.from(twice, ({ weight }) => weight),
    ridge: 1e-2,
  }
  const [slope, level] = fitLogistic(examples, 1).parameters
  return (score) => sigmoid(slope * score + level)
}

/** Slack, for shares of ten photos are tenths. */
const slack = 0.02

export function printStatements(tables: Map<string, Statements>): void {
  console.log(
    '\nStated and true precision, %: low to high (middle); truth; truth below, in, above the range; mean error;',
  )
  console.log('and by Platt with pseudo-counts of all marks: stated, mean error')
  for (const [library, statements] of tables) {
    console.log(`\n${library}`)
    for (const [kind, said] of statements) {
      const mean = (value: (statement: Statement) => number) =>
        (100 * (said.reduce((sum, one) => sum + value(one), 0) / said.length)).toFixed(0).padStart(3)
      const isBelow = ({ truth, low }: Statement) => truth < low - slack
      const isAbove = ({ truth, high }: Statement) => truth > high + slack
      const where = [isBelow, (one: Statement) => !isBelow(one) && !isAbove(one), isAbove]
      console.log(
        [
          `  ${kind.padEnd(20)} ${mean(({ low }) => low)} to ${mean(({ high }) => high)} (${mean(({ middle }) => middle)})`,
          mean(({ truth }) => truth),
          where.map((is) => mean((one) => Number(is(one)))).join(' /'),
          mean(({ middle, truth }) => Math.abs(middle - truth)),
          `${mean(({ platt }) => platt)}, ${mean(({ platt, truth }) => Math.abs(platt - truth))}`,
        ].join(';  '),
      )
    }
  }
}
