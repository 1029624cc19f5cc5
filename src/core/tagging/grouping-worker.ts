/** The thread that looks for groups of photos, once: the graph of 20,000 rows takes seconds. Rows are shared memory. */
import { parentPort, workerData } from 'node:worker_threads'
import { nearestNeighbours } from '../engines/onnx/neighbour-graph.ts'
import { joinedGroups } from './joined-groups.ts'
import { photoGroups, type PhotoGroup } from './photo-groups.ts'

export interface Grouping {
  /** [N, D], unit rows. */
  rows: Float32Array
  size: number
}

const neighborCount = 20
/** The graph's cost grows with the square: of more photos a part is looked at, and the others join. */
const mostForGraph = 20_000

async function groupsOf({ rows, size }: Grouping): Promise<PhotoGroup[]> {
  const step = Math.ceil(rows.length / size / mostForGraph)
  const some = new Float32Array(Math.ceil(rows.length / size / step) * size)
  for (let at = 0; at < some.length; at += size) some.set(rows.subarray(at * step, at * step + size), at)
  const found = photoGroups(await nearestNeighbours(some, size, neighborCount, { threadCount: 1 }))
  const known = new Set(Array.from({ length: some.length / size }, (_, at) => at * step))
  return joinedGroups(
    found.map((group) => group.map((row) => row * step)),
    rows,
    size,
    known,
  )
}

parentPort!.postMessage(await groupsOf(workerData as Grouping))
