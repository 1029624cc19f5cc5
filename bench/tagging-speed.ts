/** npm run bench -- tagging-speed: the graph and the space of a model, one ranking, one estimate; made-up libraries. */
import { Command } from 'commander'
import { nearestNeighbours } from '../src/core/engines/onnx/neighbour-graph.ts'
import { calibrate } from '../src/core/tagging/calibration.ts'
import { answersOf, bursts } from '../src/core/tagging/held-out.ts'
import { logisticScorer } from '../src/core/tagging/logistic-scorer.ts'
import { similaritiesTo } from '../src/core/search/nearest.ts'
import type { NeighbourGraph } from '../src/core/search/neighbour-graph.ts'
import { graphNeighborCount, tagSpace } from '../src/core/tagging/tag-space.ts'
import { kindCount, kinds, kindSize as D } from './kinds.ts'
import { listed, median, printMachine } from './measure.ts'

export const taggingSpeedBench = () =>
  new Command('tagging-speed')
    .description('graph, space, one ranking with 200 marks, one estimate')
    .option('--photos <n...>', 'how many photos', listed)
    .action(async ({ photos = [20_000, 100_000] }: { photos?: number[] }) => {
      printMachine()
      for (const count of photos) await timesAt(count)
    })

async function timesAt(count: number): Promise<void> {
  const rows = kinds(count)
  const startedMs = performance.now()
  const graph = await nearestNeighbours(rows, D, graphNeighborCount)
  const graphMs = performance.now() - startedMs
  const found = foundShare(graph, rows)
  const [space, spaceMs] = timed(() => tagSpace(rows, D, graph))
  const scorer = logisticScorer(space)
  const marksFrom = (first: number) => ({
    yes: Int32Array.from({ length: 100 }, (_, i) => (first + i) * kindCount),
    no: Int32Array.from({ length: 100 }, (_, i) => (first + i) * kindCount + 1 + (i % 5)),
  })
  const rankings: number[] = []
  const estimates: number[] = []
  for (let round = 0; round < 11; round++) {
    const marks = marksFrom(10 * round)
    const [scores, rankingMs] = timed(() => scorer.fit(marks).ofAll())
    rankings.push(rankingMs)
    const [, estimateMs] = timed(() => {
      const burst = bursts(rows, D, Int32Array.of(...marks.yes, ...marks.no))
      const { precisionOf, probabilityOf } = calibrate(answersOf(scorer, marks, burst, () => true))
      return precisionOf(scores.filter((score) => probabilityOf(score) > 0.5))
    })
    estimates.push(estimateMs)
  }
  console.log(
    `${count} photos: graph ${(graphMs / 1000).toFixed(1)} s with ${(100 * found).toFixed(1)} % of the true neighbours, space ${(spaceMs / 1000).toFixed(1)} s; ` +
      `one ranking with 200 marks ${median(rankings).toFixed(0)} ms, its estimate ${median(estimates).toFixed(0)} ms (medians)`,
  )
}

function timed<T>(work: () => T): [T, number] {
  const startedMs = performance.now()
  return [work(), performance.now() - startedMs]
}

const askedCount = 200

/** Of the true neighbours of some rows, those that are in the graph. */
function foundShare({ count, neighbours }: NeighbourGraph, rows: Float32Array): number {
  const N = rows.length / D
  const shares = Array.from({ length: askedCount }, (_, i) => {
    const row = Math.floor((i * N) / askedCount)
    const similarities = similaritiesTo(rows.subarray(row * D, (row + 1) * D), rows)
    similarities[row] = -Infinity
    const least = similarities.toSorted()[N - count]
    const own = neighbours.subarray(row * count, (row + 1) * count)
    return own.filter((other) => other >= 0 && similarities[other] >= least).length / count
  })
  return shares.reduce((sum, share) => sum + share, 0) / askedCount
}
