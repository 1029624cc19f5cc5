/** The thread that lays a library out, or places what came since. Rows and graph are shared memory. */
import { parentPort, workerData } from 'node:worker_threads'
import { aligned, type PhotoGraph } from '../search/neighbour-graph.ts'
import { layOut, sampleOf } from './layout.ts'
import { placeByGraph, placeByRows } from './placing.ts'

export interface LayoutTask {
  /** [N, D], unit rows. */
  rows: Float32Array
  size: number
  /** [N, 2], NaN where a photo has no place yet. */
  places: Float32Array
  photoIds: Int32Array
  /** Of these photos or nearly; null where photos that came later are placed among others. */
  graph: PhotoGraph | null
}

const { rows, size, places, photoIds, graph: made } = workerData as LayoutTask
const graph = made && aligned(made, photoIds)
const tell = (share: number) => parentPort!.postMessage({ share })

if (graph) {
  const sample = sampleOf(places.length / 2)
  const laidOut = layOut({ rows, size, graph }, sample, tell)
  sample.forEach((row, at) => places.set(laidOut.subarray(2 * at, 2 * at + 2), 2 * row))
  placeByGraph(graph, places)
}
placeByRows({ rows, size }, places, graph ? undefined : tell)
parentPort!.postMessage(places)
