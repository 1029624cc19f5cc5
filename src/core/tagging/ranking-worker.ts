/**
 * The thread that ranks: fitting and scoring take longer than the core's thread may stand still. It keeps the space of
 * the model in use; rows and graph come as shared memory.
 */
import { parentPort } from 'node:worker_threads'
import { highest, similaritiesTo } from '../search/nearest.ts'
import { aligned, type PhotoGraph } from '../search/neighbour-graph.ts'
import { amongRivals } from './among-rivals.ts'
import { contradictedMarks, type Contradiction } from './contradictions.ts'
import { evenPlaces } from './evenly.ts'
import { estimated, type Estimated } from './estimate.ts'
import { highestFirst } from './highest-first.ts'
import { keyOf, type Marks, type Scorer } from './scorer.ts'
import { tagScorer } from './tag-scorer.ts'

export interface RankedSpace {
  /** [N, D], unit rows. */
  rows: Float32Array
  size: number
  photoIds: Int32Array
  /** Null where rows are taken as they are. */
  graph: PhotoGraph | null
}

export type RankingTask =
  | ({ type: 'space' } & RankedSpace)
  /**
   * `chosen` are rows of yes that were not shown by a ranking, `rivals` the marks of tags that exclude the one ranked
   * for, `without` rows that are not ranked.
   */
  | { type: 'rank'; id: number; marks: Marks; chosen: Int32Array; rivals: Marks[]; without: Int32Array }
  /** Which of the marks the others contradict. */
  | { type: 'contradicted'; id: number; marks: Marks }
  /** Which marks are most similar to each of `asked`. */
  | { type: 'why'; id: number; marked: Int32Array; asked: Int32Array }

export interface Ranked extends Estimated {
  /** Best first, [M]. */
  order: Int32Array
  /** Of `order`, [M]. */
  scores: Float32Array
}

/** The marks nearest to each row asked about, nearest first: places in `marked`, and cosines. */
export type Why = { mark: number; similarity: number }[][]

export type RankingAnswer = { id: number } & (
  { ranked: Ranked } | { contradicted: Contradiction[] } | { why: Why } | { error: string }
)

const mostReasons = 5
/**
 * Of each kind of mark, evenly over all: more tell nothing new, and a tag may hold half the library. A fit costs as
 * much as there are, comparing each with each their square.
 */
const [mostFitted, mostCompared] = [1000, 200]

let space: RankedSpace | null = null
let scorer: Scorer | null = null
/** By marks: a mark of one tag leaves its rivals' scores as they are. */
const rivalScores = new Map<string, Float32Array>()
const mostKept = 64

function scorerOf({ rows, size, photoIds, graph }: RankedSpace): Scorer {
  return tagScorer(rows, size, graph ? aligned(graph, photoIds) : undefined)
}

function scoresOf(fitter: Scorer, rival: Marks): Float32Array {
  const key = keyOf(rival)
  const scores = rivalScores.get(key) ?? fitter.fit(someOf(rival, mostFitted)).ofAll()
  rivalScores.set(key, scores)
  if (rivalScores.size > mostKept) rivalScores.delete(rivalScores.keys().next().value!)
  return scores
}

function rank({ marks, chosen, rivals, without }: Extract<RankingTask, { type: 'rank' }>): Ranked {
  const alone = (scorer ??= scorerOf(space!))
  const fitter = amongRivals(
    alone,
    rivals.map((rival) => scoresOf(alone, rival)),
  )
  const fittedBy = someOf(marks, mostFitted)
  const fitted = fitter.fit(fittedBy)
  const all = fitted.ofAll()
  const isLeftOut = new Uint8Array(all.length)
  for (const rows of [marks.yes, marks.no, without]) for (const row of rows) isLeftOut[row] = 1
  const order = highestFirst(all, isLeftOut)
  const scores = new Float32Array(order.length)
  for (let place = 0; place < order.length; place++) scores[place] = all[order[place]]
  const compared = someOf(fittedBy, mostCompared)
  return { order, scores, ...estimated(fitter, { ...compared, chosen }, fitted, scores, space!) }
}

function someOf({ yes, no }: Marks, most: number): Marks {
  const some = (rows: Int32Array) => evenPlaces(rows.length, most).map((place) => rows[place])
  return { yes: some(yes), no: some(no) }
}

function why({ rows, size }: RankedSpace, marked: Int32Array, asked: Int32Array): Why {
  const rowOf = (row: number) => rows.subarray(row * size, (row + 1) * size)
  const markedRows = new Float32Array(marked.length * size)
  marked.forEach((row, at) => markedRows.set(rowOf(row), at * size))
  return Array.from(asked, (row) =>
    highest(similaritiesTo(rowOf(row), markedRows), mostReasons).map(({ row: mark, similarity }) => ({
      mark,
      similarity,
    })),
  )
}

function answer(task: Exclude<RankingTask, { type: 'space' }>): RankingAnswer {
  try {
    const { rows, size } = space!
    if (task.type === 'contradicted')
      return { id: task.id, contradicted: contradictedMarks(rows, size, someOf(task.marks, mostCompared)) }
    if (task.type === 'why') return { id: task.id, why: why(space!, task.marked, task.asked) }
    return { id: task.id, ranked: rank(task) }
  } catch (error) {
    return { id: task.id, error: (error as Error).message }
  }
}

/** What is as long as the library moves to the core's thread and is not copied there. */
function send(sent: RankingAnswer): void {
  const arrays = 'ranked' in sent ? [sent.ranked.order, sent.ranked.scores, sent.ranked.confidences] : []
  parentPort!.postMessage(
    sent,
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  )
}

parentPort!.on('message', (task: RankingTask) => {
  if (task.type !== 'space') return send(answer(task))
  space = task
  scorer = null
  rivalScores.clear()
})
