/** The map of the library: how long its layout takes of ever more photos, and whether kinds stay together. */
import { Command } from 'commander'
import { layOut, mostLaidOut, sampleOf } from '../src/core/map/layout.ts'
import { placeByGraph, placeByRows } from '../src/core/map/placing.ts'
import { nearestNeighbours } from '../src/core/engines/onnx/neighbour-graph.ts'
import { kindCount, kinds, kindSize as D } from './kinds.ts'

const neighborCount = 20
const askedCount = 500

export const mapBench = () =>
  new Command('map')
    .description('lays out made-up libraries on the map')
    .argument('[counts...]', 'photos', ['3000', '20000', '100000'])
    .action(async (counts: string[]) => {
      console.log('photos  laid out  graph s  layout s  processor s  others s  same kind')
      for (const count of counts) console.log(await measured(Number(count)))
    })

async function measured(count: number): Promise<string> {
  const rows = kinds(count)
  const [graph, graphMs] = await timed(() => nearestNeighbours(rows, D, neighborCount, { threadCount: 1 }))
  const sample = sampleOf(count)
  const before = process.cpuUsage()
  const [laidOut, layoutMs] = await timed(() => layOut({ rows, size: D, graph }, sample, () => {}))
  const processorMs = process.cpuUsage(before).user / 1000
  const places = new Float32Array(2 * count).fill(NaN)
  sample.forEach((row, at) => places.set(laidOut.subarray(2 * at, 2 * at + 2), 2 * row))
  const [, othersMs] = await timed(() => {
    placeByGraph(graph, places)
    placeByRows({ rows, size: D }, places)
  })
  const seconds = [graphMs, layoutMs, processorMs, othersMs].map((ms) => (ms / 1000).toFixed(1))
  return [count, Math.min(count, mostLaidOut), ...seconds, sameKind(places).toFixed(2)].join('  ')
}

async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const startedMs = performance.now()
  return [await work(), performance.now() - startedMs]
}

/** Of the photo that stands nearest to each of some, how many are of its kind. */
function sameKind(places: Float32Array): number {
  const count = places.length / 2
  let same = 0
  for (let i = 0; i < askedCount; i++) {
    const row = Math.floor((i * count) / askedCount) + (i % kindCount)
    let [nearest, least] = [-1, Infinity]
    for (let other = 0; other < count; other++) {
      const distance = Math.hypot(places[2 * row] - places[2 * other], places[2 * row + 1] - places[2 * other + 1])
      if (other !== row && distance < least) [nearest, least] = [other, distance]
    }
    if (nearest % kindCount === row % kindCount) same++
  }
  return same / askedCount
}
