/** How well each scorer ranks what is not marked, by marks. */
import { averagePrecision, precisionAt } from '../src/core/evaluation/ranking-scores.ts'
import { mutual, smoothed } from '../src/core/search/neighbour-graph.ts'
import { classMeanScorer } from '../src/core/tagging/class-mean.ts'
import { logisticScorer } from '../src/core/tagging/logistic-scorer.ts'
import type { Scorer, TagScores } from '../src/core/tagging/scorer.ts'
import { tagScorer } from '../src/core/tagging/tag-scorer.ts'
import { tagSpace } from '../src/core/tagging/tag-space.ts'
import { voteScorer } from '../src/core/tagging/vote-scorer.ts'
import { chosenMarks, review, unmarkedInOrder, type Draw, type Question } from './tagging-draws.ts'
import type { TagLibrary } from './tagging-library.ts'

export const shipped = 'logistic, both'
const today = 'vote'

export function scorersOf({ rows, size, graph }: TagLibrary): Record<string, Scorer> {
  const [plain, space] = [tagSpace(rows, size), tagSpace(rows, size, graph)]
  const vote = voteScorer(rows, size)
  const spread = ofAllBy((marks) => {
    const logs = vote
      .fit(marks)
      .ofAll()
      .map((confidence) => Math.log(confidence + 1e-6))
    return smoothed(logs, 1, mutual(graph), { share: 0.8, steps: 3 })
  })
  const logistic = logisticScorer(space)
  const sum = ofAllBy((marks) => {
    const parts = [logistic, spread].map((scorer) => standardised(scorer.fit(marks).ofAll()))
    return parts[0].map((value, row) => value + parts[1][row])
  })
  return {
    [today]: vote,
    'class mean': classMeanScorer(plain),
    logistic: logisticScorer(plain),
    'vote, smoothed': spread,
    'class mean, smoothed rows': classMeanScorer(space),
    'logistic, smoothed rows': logistic,
    [shipped]: tagScorer(rows, size, graph),
    'smoothed rows and vote, smoothed': sum,
  }
}

function ofAllBy(scoresOf: (marks: Parameters<Scorer['fit']>[0]) => Float32Array): Scorer {
  return {
    fit: (marks): TagScores => {
      const scores = scoresOf(marks)
      return { ofAll: () => scores, of: (row) => scores[row] }
    },
  }
}

function standardised(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map((value) => (value - mean) / deviation)
}

const yesCounts = [1, 3, 5, 10, 20]
const noRatios = [0, 1, 3]
const reviewRounds = 4

interface Measured {
  averagePrecision: number
  atTrueCount: number
}
/** By scorer, then by marks; means over draws. */
export type RankingTable = Map<string, Map<string, Measured>>

export function rankingTable({ parts }: Question): RankingTable {
  const sums = new Map<string, Map<string, { count: number } & Measured>>()
  for (const { library, draws } of parts) {
    for (const [name, scorer] of Object.entries(scorersOf(library))) {
      const row = sums.get(name) ?? new Map()
      sums.set(name, row)
      for (const draw of draws) for (const [marks, measured] of measureAll(scorer, draw)) add(row, marks, measured)
    }
  }
  const mean = ({ count, averagePrecision, atTrueCount }: { count: number } & Measured): Measured => ({
    averagePrecision: averagePrecision / count,
    atTrueCount: atTrueCount / count,
  })
  return new Map([...sums].map(([name, row]) => [name, new Map([...row].map(([marks, sum]) => [marks, mean(sum)]))]))
}

function* measureAll(scorer: Scorer, draw: Draw): Generator<[string, Measured]> {
  for (const ratio of noRatios) {
    for (const yesCount of yesCounts) {
      const marks = chosenMarks(draw, yesCount, ratio * yesCount)
      if (marks)
        yield [`${yesCount}+${ratio * yesCount}`, measure(unmarkedInOrder(scorer.fit(marks).ofAll(), marks), draw)]
    }
  }
  for (const { marks, scores } of review(scorer, draw, reviewRounds).slice(1)) {
    // What was answered is known, however well the rest is ranked: yes comes first, no last.
    const order = [...marks.yes, ...unmarkedInOrder(scores.ofAll(), marks), ...marks.no]
    yield [`asked ${marks.yes.length + marks.no.length - 3}`, measure(order, draw)]
  }
}

function measure(order: number[], { isYes }: Draw): Measured {
  const isRight = order.map(isYes)
  const trueCount = isRight.filter(Boolean).length
  return { averagePrecision: averagePrecision(isRight), atTrueCount: precisionAt(isRight, trueCount) }
}

function add(sums: Map<string, { count: number } & Measured>, marks: string, measured: Measured): void {
  const sum = sums.get(marks) ?? { count: 0, averagePrecision: 0, atTrueCount: 0 }
  sum.count++
  sum.averagePrecision += measured.averagePrecision
  sum.atTrueCount += measured.atTrueCount
  sums.set(marks, sum)
}

export function printRanking(name: string, table: RankingTable): void {
  const marks = [...new Set([...table.values()].flatMap((row) => [...row.keys()]))]
  for (const score of ['averagePrecision', 'atTrueCount'] as const) {
    const title = score === 'averagePrecision' ? 'average precision, %' : 'right among as many as there are, %'
    console.log(`\n${name}: ${title}, by marks (yes+no, or 3 yes and so many asked)`)
    console.log(' '.repeat(36) + marks.map((each) => each.padStart(9)).join(''))
    for (const [scorer, row] of table) {
      const cells = marks.map((each) => (row.has(each) ? (100 * row.get(each)![score]).toFixed(1) : '').padStart(9))
      console.log(scorer.padEnd(36) + cells.join(''))
    }
  }
}

/** What ships beside the best and beside today's, in points of average precision. */
export function printSummary(tables: Map<string, RankingTable>): void {
  console.log(`\n"${shipped}": mean over marks; worst behind the best of all; over "${today}" at five yes`)
  for (const [library, table] of tables) {
    const score = (scorer: string, marks: string) => 100 * table.get(scorer)!.get(marks)!.averagePrecision
    const marks = [...table.get(shipped)!.keys()]
    const behind = marks.map(
      (each) => Math.max(...[...table.keys()].map((name) => score(name, each))) - score(shipped, each),
    )
    const worst = behind.indexOf(Math.max(...behind))
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
    const means = [...table.keys()].map((name) => `${mean(marks.map((each) => score(name, each))).toFixed(1)}`)
    const gains = ['5+0', '5+5', '5+15'].filter((each) => marks.includes(each))
    const gained = gains.map((each) => `${each} +${(score(shipped, each) - score(today, each)).toFixed(1)}`)
    console.log(
      `${library.padEnd(28)} ${means.join(' / ')}; ${behind[worst].toFixed(1)} (${marks[worst]}), mean ${mean(behind).toFixed(1)}; ${gained.join(', ')}`,
    )
  }
}
