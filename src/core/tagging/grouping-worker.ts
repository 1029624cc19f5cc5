/** The thread that looks for groups of photos in the library's graph, once. What it is given is shared memory. */
import { parentPort, workerData } from 'node:worker_threads'
import { aligned, type PhotoGraph } from '../search/neighbour-graph.ts'
import { photoGroups } from './photo-groups.ts'

export interface Grouping {
  graph: PhotoGraph
  /** The photos that rows of the groups are to be of. */
  photoIds: Int32Array
}

const { graph, photoIds } = workerData as Grouping
parentPort!.postMessage(photoGroups(aligned(graph, photoIds)))
