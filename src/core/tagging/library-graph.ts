/** The graph of a library's nearest neighbours, made in a thread when it is first asked for, and kept for its model. */
import { extname } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { oneAnswer } from '../tools/one-answer.ts'
import { endThread } from '../engines/onnx/thread-end.ts'
import type { NeighbourGraph, PhotoGraph } from '../search/neighbour-graph.ts'
import type { SearchSpace } from '../search/search-space.ts'
import type { UnitRows } from './graph-worker.ts'

export interface LibraryGraph {
  /**
   * Of a space's photos, all of them or, while photos come and go in a large library, nearly all: then it is made anew
   * behind. Rejects with INTERNAL when the thread ends.
   */
  of(space: SearchSpace): Promise<PhotoGraph>
  close(): Promise<void>
}

/** Up to so many photos it takes a second, and is always of just these. */
const soonMade = 10_000
/** Of the photos there are, so many may be missing in it before it is made anew, and before that is waited for. */
const [staleShare, uselessShare] = [0.05, 0.5]

/** A graph that is made, with what tells of which space; the space itself is large. */
interface Ready extends Pick<SearchSpace, 'basis' | 'modelVersion'> {
  graph: PhotoGraph
}

export function createLibraryGraph(): LibraryGraph {
  const workers = new Set<Worker>()
  let latest: { photoIds: Int32Array; made: Promise<PhotoGraph> } | null = null
  let ready: Ready | null = null

  function begin({ rows, size, photoIds, basis, modelVersion }: SearchSpace): Promise<PhotoGraph> {
    const workerData: UnitRows = { rows, size }
    const url = new URL(`./graph-worker${extname(import.meta.url)}`, import.meta.url)
    const answer = oneAnswer<NeighbourGraph>({ url, workerData, workers, doing: 'Comparing photos' })
    const made = answer.then((graph) => ({ ...graph, photoIds }))
    const begun = (latest = { photoIds, made })
    made.then(
      (graph) => (ready = { basis, modelVersion, graph }),
      () => (latest = latest === begun ? null : latest),
    )
    return made
  }

  async function of(space: SearchSpace): Promise<PhotoGraph> {
    if (latest?.photoIds === space.photoIds) return latest.made
    const missing = ready ? missingShare(ready, space) : 1
    if (!ready || missing > uselessShare || space.photoIds.length <= soonMade) return begin(space)
    const isBeingMade = latest !== null && latest.photoIds !== ready.graph.photoIds
    if (missing > staleShare && !isBeingMade) begin(space).catch(() => {})
    return ready.graph
  }

  return { of, close: async () => void (await Promise.all([...workers].map(endThread))) }
}

/** At least so much of a space is not in the graph, by their sizes. */
function missingShare({ basis, modelVersion, graph }: Ready, space: SearchSpace): number {
  if (modelVersion !== space.modelVersion || basis !== space.basis) return 1
  return Math.abs(space.photoIds.length - graph.photoIds.length) / space.photoIds.length
}
