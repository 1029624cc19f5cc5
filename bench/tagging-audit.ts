/** Whether what a check claims is true: with the true answers, for many tags and draws. */
import { audit, halvedCounts, sampleSizeFor, type AuditPlan } from '../src/core/tagging/audit.ts'
import { calibrate } from '../src/core/tagging/calibration.ts'
import { answersOf, bursts } from '../src/core/tagging/held-out.ts'
import type { Marks, Scorer } from '../src/core/tagging/scorer.ts'
import { tagScorer } from '../src/core/tagging/tag-scorer.ts'
import { review, unmarkedInOrder, type Question } from './tagging-draws.ts'
import type { TagLibrary } from './tagging-library.ts'

const targets = [0.75, 0.9]
/** Tagged at the loosest cut-off: photos at least as likely as this, and no fewer than these. */
const loosest = { probability: 0.3, count: 40 }

interface Outcome {
  target: number
  askedCount: number
  /** Photos whose precision is claimed; 0 where nothing is. */
  provenCount: number
  isTrue: boolean
  /** The bound of the strictest cut-off alone, whatever the target, holds. */
  boundHolds: boolean
}

/** After three yes and ten answers. */
export function auditsOf({ parts }: Question): Outcome[] {
  return parts.flatMap(({ library, draws }) => {
    const scorer = tagScorer(library.rows, library.size, library.graph)
    return draws.flatMap((draw, seed) => {
      const { marks, asked } = review(scorer, draw, 1)[1]
      const ranked = wouldBeTagged(library, scorer, marks, asked)
      return targets.map((target) => {
        const sampleSize = sampleSizeFor(target, 1)
        return outcomeOf(
          { ranked, counts: halvedCounts(ranked.length, sampleSize), sampleSize, target, seed },
          draw.isYes,
        )
      })
    })
  })
}

function wouldBeTagged({ rows, size }: TagLibrary, scorer: Scorer, marks: Marks, asked: Set<number>): Int32Array {
  const burst = bursts(rows, size, Int32Array.of(...marks.yes, ...marks.no))
  const { probabilityOf } = calibrate(answersOf(scorer, marks, burst, (row) => asked.has(row)))
  const scores = scorer.fit(marks).ofAll()
  const order = unmarkedInOrder(scores, marks)
  const likely = order.filter((row) => probabilityOf(scores[row]) >= loosest.probability).length
  return Int32Array.from(order.slice(0, Math.max(likely, loosest.count)))
}

function outcomeOf(plan: AuditPlan, isYes: (row: number) => boolean): Outcome {
  const answers = new Map<number, boolean>()
  let result = audit(plan, answers)
  for (; result.next.length > 0; result = audit(plan, answers))
    for (const row of result.next) answers.set(row, isYes(row))
  const shareOf = (count: number) => plan.ranked.subarray(0, count).filter(isYes).length / count
  const { results, proven } = result
  return {
    target: plan.target,
    askedCount: answers.size,
    provenCount: proven?.count ?? 0,
    isTrue: proven === null || shareOf(proven.count) >= plan.target,
    boundHolds: shareOf(results[0].count) >= results[0].lowerBound,
  }
}

export function printAudits(tables: Map<string, Outcome[]>): void {
  console.log('\nChecks after 3 yes and 10 answers, sample sizes that allow one wrong; to hold in 95 % or more:')
  const all = [...tables.values()].flat()
  for (const [name, outcomes] of [...tables, ['all', all] as const]) {
    for (const target of targets) {
      const some = outcomes.filter((outcome) => outcome.target === target)
      const claims = some.filter(({ provenCount }) => provenCount > 0)
      const share = (is: (outcome: Outcome) => boolean) =>
        `${((100 * some.filter(is).length) / some.length).toFixed(1)} %`
      const mean = (of: Outcome[], value: (outcome: Outcome) => number) =>
        of.length === 0 ? '-' : (of.reduce((sum, one) => sum + value(one), 0) / of.length).toFixed(0)
      console.log(
        `  ${name.padEnd(28)} at least ${100 * target} %: ${some.length} checks, all true in ${share(({ isTrue }) => isTrue)}; ` +
          `first bound holds in ${share(({ boundHolds }) => boundHolds)}; something proven in ` +
          `${share(({ provenCount }) => provenCount > 0)}, of ${mean(claims, ({ provenCount }) => provenCount)} photos; ` +
          `asked ${mean(some, ({ askedCount }) => askedCount)}`,
      )
    }
  }
}
