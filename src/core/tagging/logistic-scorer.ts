/**
 * Logistic regression in the space of tags: photos marked yes against photos marked no and, weakly, against some that
 * nobody marked, of which few are yes. With few marks its ridge leaves little but the class mean; with more it learns
 * where the mean is wrong. Pure.
 */
import { Random } from '../learning/random.ts'
import { fitLogistic, type Examples } from './logistic-regression.ts'
import { linearScores, type LinearScores, type Marks, type Scorer } from './scorer.ts'
import type { TagSpace } from './tag-space.ts'

/** Chosen on six libraries, with marks at random and marks of what was ranked first (docs/tagging.md). */
const ridge = 0.3
/** Of a yes: "no" chosen at random tell little that unmarked photos do not, and a few of them lead astray. */
const noWeight = 0.5
/** Weight of all unmarked examples, as a share of that of the yes. */
const unmarkedShare = 0.5
const unmarkedCount = 500

interface LogisticScores extends LinearScores {
  /** [D + 1]. */
  parameters: Float64Array
}

/** The unmarked examples are drawn once, by the seed. */
export function logisticScorer(space: TagSpace, seed = 1): Scorer {
  const { size, rows } = space
  const drawn = new Random(seed).shuffle(Int32Array.from({ length: rows.length / size }, (_, row) => row))
  const unmarked = drawn.subarray(0, unmarkedCount)
  return {
    fit: (marks, start): LogisticScores => {
      const before = (start as LogisticScores | undefined)?.parameters
      const parameters = fitLogistic(examplesOf(space, marks, unmarked), size, before)
      return { ...linearScores(space, parameters.subarray(0, size)), parameters }
    },
  }
}

function examplesOf({ rows, size }: TagSpace, { yes, no }: Marks, drawn: Int32Array): Examples {
  const marked = new Set([...yes, ...no])
  const unmarked = drawn.filter((row) => !marked.has(row))
  const chosen = [...yes, ...no, ...unmarked]
  const examples = new Float32Array(chosen.length * size)
  chosen.forEach((row, i) => examples.set(rows.subarray(row * size, (row + 1) * size), i * size))
  const unmarkedWeight = (unmarkedShare * yes.length) / unmarked.length
  const weightOf = (i: number) => (i < yes.length ? 1 : i < yes.length + no.length ? noWeight : unmarkedWeight)
  return {
    rows: examples,
    isYes: Uint8Array.from(chosen, (_, i) => Number(i < yes.length)),
    weights: Float64Array.from(chosen, (_, i) => weightOf(i)),
    ridge,
  }
}
