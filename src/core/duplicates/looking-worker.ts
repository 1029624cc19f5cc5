/** The thread that looks at a library for shots and moments, once. Rows are shared memory, pixels come from disk. */
import { setImmediate as turn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { nearestNeighbours } from '../engines/onnx/neighbour-graph.ts'
import { endWhenAsked } from '../engines/onnx/thread-end.ts'
import { openPixelStore } from '../imaging/pixel-store.ts'
import { candidatePairs } from './candidates.ts'
import { createComparer, type Compared } from './comparing.ts'
import { smallOf, smallSize } from './pictures.ts'

export interface Look {
  /** [N, D], unit rows. */
  rows: Float32Array
  size: number
  /** Of each row, in the pixel store, [N]. */
  slots: Int32Array
  takenAtMs: Float64Array
  pixelsDir: string
}

/** Packed, since a library may have 100,000 pairs: the core's thread takes them as they are. */
export interface Found {
  /** [P, 3]: two rows, and 1 where they are of one moment. Most alike first. */
  pairs: Int32Array
  /** [P], [0, 1]. */
  alike: Float32Array
}

/** Near photos that are compared, and how near they are at least. */
const [neighborCount, leastSimilarity] = [8, 0.3]
/** Of the time, about. */
const [readShare, nearShare] = [0.2, 0.4]
const toldEvery = 512

async function look({ rows, size, slots, takenAtMs, pixelsDir }: Look): Promise<Found> {
  const store = openPixelStore(pixelsDir, { readOnly: true })
  const rowCount = slots.length
  const area = smallSize * smallSize
  const smalls = new Uint8Array(rowCount * area)
  for (let row = 0; row < rowCount; row++) {
    smalls.set(smallOf(store.read(slots[row])), row * area)
    if (row % toldEvery === 0) await tell((readShare * row) / rowCount)
  }
  const onDone = (doneCount: number) => tell(readShare + (nearShare * doneCount) / rowCount)
  const graph = await nearestNeighbours(rows, size, neighborCount, { onDone })
  const pairs = candidatePairs(graph, { takenAtMs }, leastSimilarity)
  const compare = createComparer({ smalls, dates: { takenAtMs }, readPixels: (row) => store.read(slots[row]) })
  const found: Compared[] = []
  for (let at = 0; at < pairs.length; at += 2) {
    const compared = compare(pairs[at], pairs[at + 1])
    if (compared) found.push(compared)
    if ((at / 2) % toldEvery === 0)
      await tell(readShare + nearShare + ((1 - readShare - nearShare) * at) / pairs.length)
  }
  store.close()
  return packed(found.sort((a, b) => b.alike - a.alike))
}

function packed(found: Compared[]): Found {
  const pairs = Int32Array.from(found.flatMap(({ pair, level }) => [...pair, level === 'moment' ? 1 : 0]))
  return { pairs, alike: Float32Array.from(found, ({ alike }) => alike) }
}

/** With a turn, in which the thread can be ended. */
async function tell(share: number): Promise<void> {
  parentPort!.postMessage({ share })
  await turn()
}

endWhenAsked()
parentPort!.postMessage(await look(workerData as Look))
