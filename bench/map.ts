/** The map of the library: how long its layout takes of ever more photos, and whether kinds stay together. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { layOut, mostLaidOut, sampleOf } from '../src/core/map/layout.ts'
import { mapPath, writePlaces } from '../src/core/map/kept-places.ts'
import { createLibraryMap } from '../src/core/map/library-map.ts'
import { placeByGraph, placeByRows } from '../src/core/map/placing.ts'
import { nearestNeighbours } from '../src/core/engines/onnx/neighbour-graph.ts'
import { drawDots } from '../src/renderer/components/map/drawing.ts'
import { kindCount, kinds, kindSize as D } from './kinds.ts'

const neighborCount = 20
const askedCount = 500
const times = ['graph s', 'layout s', 'processor s', 'others s']
const columns = ['photos', 'laid out', ...times, 'same kind', 'stall ms', 'frame ms']

export const mapBench = () =>
  new Command('map')
    .description('lays out made-up libraries on the map')
    .argument('[counts...]', 'photos', ['3000', '20000', '100000'])
    .action(async (counts: string[]) => {
      console.log(columns.join('  '))
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
  const told = [sameKind(places).toFixed(2), await stallMs(rows, places), frameMs(places)]
  return [count, Math.min(count, mostLaidOut), ...seconds, ...told].join('  ')
}

/** The longest that the core's thread works between two turns, in its own time, while a kept map is read. */
async function stallMs(rows: Float32Array, places: Float32Array): Promise<string> {
  const modelsDir = mkdtempSync(join(tmpdir(), 'semblance-map-'))
  const photoIds = Int32Array.from({ length: places.length / 2 }, (_, row) => row + 1)
  await writePlaces(mapPath(modelsDir, 1), { photoIds, places })
  const rowOf = new Map(Array.from(photoIds.subarray(1), (photoId, row) => [photoId, row]))
  const space = { basis: 'encoder' as const, modelVersion: 1, size: D, rows, photoIds, rowOf }
  const map = createLibraryMap({
    similarity: { space: async () => space },
    modelsDir,
    graphOf: () => Promise.reject(new Error('It is made already.')),
    emit: () => {},
  })
  const before = process.threadCpuUsage()
  let [isDone, spentMs, longestMs] = [false, 0, 0]
  const look = () => {
    const { user, system } = process.threadCpuUsage(before)
    longestMs = Math.max(longestMs, (user + system) / 1000 - spentMs)
    spentMs = (user + system) / 1000
    if (!isDone) setImmediate(look)
  }
  look()
  JSON.stringify(await map.methods.getMap({}))
  isDone = true
  look()
  rmSync(modelsDir, { recursive: true })
  return longestMs.toFixed(0)
}

/** To put all dots into a picture of a large screen, median of some frames. */
function frameMs(places: Float32Array): string {
  const [width, height, frameCount] = [1920, 1080, 15]
  const picture = { pixels: new Uint32Array(width * height), width, height }
  const groupOf = Uint8Array.from({ length: places.length / 2 }, (_, row) => row % 8)
  const dots = { places, groupOf, colours: new Uint32Array(8).fill(7), ringColour: 9, radius: 2 }
  const frames = Array.from({ length: frameCount }, (_, frame) => {
    const startedMs = performance.now()
    drawDots(picture, { scale: 500, dx: 900 + frame, dy: 540 }, { ...dots, isSelected: () => false })
    return performance.now() - startedMs
  })
  return frames.sort((a, b) => a - b)[Math.floor(frameCount / 2)].toFixed(1)
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
