/**
 * Logistic regression in the space of tags: photos marked yes against photos marked no and, weakly, against some that
 * nobody marked, of which few are yes. With few marks its ridge leaves little but the class mean; with more it learns
 * where the mean is wrong. Pure.
 */
import { Random } from '../learning/random.ts'
import { fitLogistic, type Examples, type Start } from './logistic-regression.ts'
import { newtonStepAt } from './newton-step.ts'
import { keyOf, linearScores, type LinearScores, type Marks, type Scorer } from './scorer.ts'
import type { TagSpace } from './tag-space.ts'

/** Chosen on six libraries, with marks at random and marks of what was ranked first (docs/tagging.md). */
const ridge = 0.3
/** Of a yes: "no" chosen at random tell little that unmarked photos do not, and a few of them lead astray. */
const noWeight = 0.5
/** Weight of all unmarked examples, as a share of that of the yes. */
const unmarkedShare = 0.5
const unmarkedCount = 500

/** Rows that a fit looks at: marked ones, then unmarked ones. */
interface Chosen {
  rows: Int32Array
  markedCount: number
}

/** The fit, and what it was made from. */
interface LogisticScores extends LinearScores, Start {
  chosen: Chosen
  examples: Examples
  /** By marks, what was found from here: the same parts are held out to blend and to estimate. */
  nearby: Map<string, LogisticScores>
}

/**
 * The unmarked examples are drawn once, by the seed. From a start, whose marks the given ones are a part of, the same
 * examples are looked at, the others of its marks with no weight.
 */
export function logisticScorer(space: TagSpace, seed = 1): Scorer {
  const { size, count } = space
  const drawn = new Random(seed).shuffle(Int32Array.from({ length: count }, (_, row) => row))
  const unmarked = drawn.subarray(0, unmarkedCount)

  function fitted(marks: Marks, before?: LogisticScores): LogisticScores {
    const chosen = before?.chosen ?? chosenFrom(marks, unmarked)
    const chosenRows = before?.examples.rows ?? space.at(chosen.rows)
    const examples = { rows: chosenRows, ...weighted(marks, chosen), ridge }
    const point = fitLogistic(examples, size, before)
    let step: Start['newtonStep'] | undefined
    const newtonStep = (slope: Float64Array) => (step ??= newtonStepAt(examples, point))(slope)
    const scores = linearScores(space, point.parameters.subarray(0, size))
    return { ...scores, ...point, newtonStep, chosen, examples, nearby: new Map() }
  }

  return {
    fit: (marks, start) => {
      const before = start as LogisticScores | undefined
      if (!before) return fitted(marks)
      const key = keyOf(marks)
      const found = before.nearby.get(key) ?? fitted(marks, before)
      before.nearby.set(key, found)
      return found
    },
  }
}

function chosenFrom({ yes, no }: Marks, drawn: Int32Array): Chosen {
  const marked = new Set([...yes, ...no])
  return { rows: Int32Array.of(...marked, ...drawn.filter((row) => !marked.has(row))), markedCount: marked.size }
}

function weighted({ yes, no }: Marks, { rows, markedCount }: Chosen): Pick<Examples, 'isYes' | 'weights'> {
  const isYes = new Uint8Array(rows.length)
  const weights = new Float64Array(rows.length).fill((unmarkedShare * yes.length) / (rows.length - markedCount))
  const [yesRows, noRows] = [new Set(yes), new Set(no)]
  for (let i = 0; i < markedCount; i++) {
    isYes[i] = Number(yesRows.has(rows[i]))
    weights[i] = isYes[i] ? 1 : noRows.has(rows[i]) ? noWeight : 0
  }
  return { isYes, weights }
}
