/** The paper's weighted vote of the marked photos (`few-label.ts`) as a scorer: the baseline, and the answer to why. */
import { rowAt } from '../search/search-space.ts'
import { background, voteFor } from './few-label.ts'
import type { Marks, Scorer } from './scorer.ts'

/** Over unit `rows` [N, D]. `ofAll` gives each photo's confidence, [0, 1], and costs N·L·D with L marks. */
export function voteScorer(rows: Float32Array, size: number): Scorer {
  return {
    fit: (marks) => {
      const labelled = labelledRows(rows, size, marks)
      const level = background(withoutMarked(rows, size, marks), labelled, size)
      const of = (row: number) => voteFor(rowAt({ rows, size }, row), labelled, level).confidence
      return { of, ofAll: () => Float32Array.from({ length: rows.length / size }, (_, row) => of(row)) }
    },
  }
}

function labelledRows(rows: Float32Array, size: number, { yes, no }: Marks) {
  const marked = [...yes, ...no]
  const labelled = new Float32Array(marked.length * size)
  marked.forEach((row, at) => labelled.set(rowAt({ rows, size }, row), at * size))
  return { rows: labelled, isYes: marked.map((_, at) => at < yes.length) }
}

function withoutMarked(rows: Float32Array, size: number, { yes, no }: Marks): Float32Array {
  const marked = new Set([...yes, ...no])
  return rows.filter((_, i) => !marked.has(Math.floor(i / size)))
}
