/** The thread that finds how alike is alike in a library: some seconds at 100,000 photos. Rows are shared memory. */
import { parentPort, workerData } from 'node:worker_threads'
import { levelCutoffs } from './level-cutoffs.ts'
import type { SearchSpace } from './search-space.ts'

const { rows, size } = workerData as Pick<SearchSpace, 'rows' | 'size'>
parentPort!.postMessage(levelCutoffs(rows, size))
