/** The thread that makes the graph of a library's nearest neighbours, once. Rows and graph are shared memory. */
import { parentPort, workerData } from 'node:worker_threads'
import { nearestNeighbours } from '../engines/onnx/neighbour-graph.ts'
import { endWhenAsked } from '../engines/onnx/thread-end.ts'
import type { NeighbourGraph } from '../search/neighbour-graph.ts'
import { graphNeighborCount } from './tag-space.ts'

export interface UnitRows {
  /** [N, D]. */
  rows: Float32Array
  size: number
}

async function graphOf({ rows, size }: UnitRows): Promise<NeighbourGraph> {
  const found = await nearestNeighbours(rows, size, graphNeighborCount, { threadCount: 1 })
  const neighbours = new Int32Array(new SharedArrayBuffer(found.neighbours.byteLength))
  const similarities = new Float32Array(new SharedArrayBuffer(found.similarities.byteLength))
  neighbours.set(found.neighbours)
  similarities.set(found.similarities)
  return { count: found.count, neighbours, similarities }
}

endWhenAsked()
parentPort!.postMessage(await graphOf(workerData as UnitRows))
