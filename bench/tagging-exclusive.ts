/** Tags that exclude each other: what a ranking gains where the others' scores count, and what it may lose. */
import { averagePrecision } from '../src/core/evaluation/ranking-scores.ts'
import { Random } from '../src/core/learning/random.ts'
import { amongRivals } from '../src/core/tagging/among-rivals.ts'
import type { Marks } from '../src/core/tagging/scorer.ts'
import { tagScorer } from '../src/core/tagging/tag-scorer.ts'
import { chosenMarks, drawOf, unmarkedInOrder, type Draw, type Question } from './tagging-draws.ts'
import type { TagLibrary } from './tagging-library.ts'

const yesCounts = [1, 5, 20]
const seeds = [0, 1, 2]

interface Gain {
  /** "all", or "half" of the folders are tags of the group. */
  group: string
  yesCount: number
  /** Mean average precision by a tag's own score, and among rivals. */
  own: number
  among: number
}

export function exclusiveGains({ parts: [{ library }] }: Question): Gain[] {
  const labels = [...new Set(library.classes)].filter((label) => label >= 0)
  return Object.entries({ all: labels.length, half: Math.ceil(labels.length / 2) }).flatMap(([group, size]) =>
    yesCounts.map((yesCount) => ({ group, yesCount, ...meanOver(library, labels, size, yesCount) })),
  )
}

function meanOver(library: TagLibrary, labels: number[], size: number, yesCount: number): Pick<Gain, 'own' | 'among'> {
  const measured = seeds.flatMap((seed) => {
    const chosen = new Random(seed).shuffle(Int32Array.from(labels)).subarray(0, size)
    return measureGroup(
      library,
      Array.from(chosen, (label) => drawOf(library.classes, label, seed)),
      yesCount,
    )
  })
  const mean = (part: 'own' | 'among') => measured.reduce((sum, each) => sum + each[part], 0) / measured.length
  return { own: mean('own'), among: mean('among') }
}

/** A mark for one tag is a no to the others; rivals are asked without what follows from the tag's own. */
function measureGroup(
  { rows, size, graph }: TagLibrary,
  draws: Draw[],
  yesCount: number,
): Pick<Gain, 'own' | 'among'>[] {
  const scorer = tagScorer(rows, size, graph)
  const asked = draws.filter((draw) => chosenMarks(draw, yesCount, 0))
  const marksOf = (draw: Draw, without?: Draw): Marks => ({
    yes: draw.yes.slice(0, yesCount),
    no: Int32Array.from(
      asked.flatMap((other) => (other === draw || other === without ? [] : [...other.yes.slice(0, yesCount)])),
    ),
  })
  const all = { yes: Int32Array.from(asked.flatMap(({ yes }) => [...yes.slice(0, yesCount)])), no: new Int32Array(0) }
  return asked.map((draw) => {
    const rivals = asked.filter((other) => other !== draw).map((other) => scorer.fit(marksOf(other, draw)).ofAll())
    const precisionBy = (by: typeof scorer) =>
      averagePrecision(unmarkedInOrder(by.fit(marksOf(draw)).ofAll(), all).map(draw.isYes))
    return { own: precisionBy(scorer), among: precisionBy(amongRivals(scorer, rivals)) }
  })
}

export function printExclusive(tables: Map<string, Gain[]>): void {
  console.log('\nmean average precision, %: by the own score; among rivals')
  for (const [library, gains] of tables) {
    for (const { group, yesCount, own, among } of gains) {
      const cells = [own, among].map((value) => (100 * value).toFixed(1).padStart(7)).join('')
      console.log(`${library.padEnd(24)} ${group.padEnd(5)} ${String(yesCount).padStart(3)} yes a tag ${cells}`)
    }
  }
}
