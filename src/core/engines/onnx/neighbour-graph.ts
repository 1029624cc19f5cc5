/**
 * The exact nearest neighbours of all rows among themselves: blocks of rows times the transposed rows, then TopK, both
 * by ONNX Runtime. Cost N²·D: some seconds at 20,000 rows, minutes at 100,000 on two cores (docs/benchmarks.md).
 */
import { availableParallelism } from 'node:os'
import { Graph } from './graph.ts'
import { ort } from './runtime.ts'

/** Similarities held at a time: 64 MB. */
const blockValues = 2 ** 24

export interface NeighbourSearch {
  /** Told after each block how many rows are done. The next waits for it, and what it throws ends the search. */
  onDone?(doneCount: number): void | Promise<void>
  /** Threads of the processor; default all cores. */
  threadCount?: number
}

/**
 * The k nearest of every row of `rows` [N, D], unit rows, without itself, nearest first: rows [N, k] and their cosines
 * [N, k]. With fewer than k + 1 rows, the places left over are -1.
 */
export async function nearestNeighbours(
  rows: Float32Array,
  D: number,
  k: number,
  { onDone, threadCount = availableParallelism() }: NeighbourSearch = {},
): Promise<{ count: number; neighbours: Int32Array; similarities: Float32Array }> {
  const N = rows.length / D
  const found = { count: k, neighbours: new Int32Array(N * k).fill(-1), similarities: new Float32Array(N * k) }
  const options = { logSeverityLevel: 3, intraOpNumThreads: threadCount } as const
  const session = await ort.InferenceSession.create(blockGraph(D, Math.min(N, k + 1)), options)
  const bank = new ort.Tensor('float32', rows, [N, D])
  const blockSize = Math.max(1, Math.floor(blockValues / N))
  for (let from = 0; from < N; from += blockSize) {
    const to = Math.min(N, from + blockSize)
    const block = new ort.Tensor('float32', rows.subarray(from * D, to * D), [to - from, D])
    const { similarities, neighbours } = await session.run({ block, bank })
    keepOthers(found, from, similarities.data as Float32Array, neighbours.data as BigInt64Array)
    await onDone?.(to)
  }
  await session.release()
  return found
}

function blockGraph(D: number, topCount: number): Uint8Array {
  const graph = new Graph()
  const block = graph.input('block', 'float32', ['B', D])
  const bank = graph.input('bank', 'float32', ['N', D])
  const product = graph.op('Gemm', [block, bank], { transB: 1 })
  const [values, indices] = graph.topK(product, topCount)
  graph.output('similarities', values, 'float32', ['B', topCount])
  graph.output('neighbours', indices, 'int64', ['B', topCount])
  return graph.encode()
}

/** One of the k + 1 found is the row itself; where many are equal to it and it is not, the last is left out. */
function keepOthers(
  found: { count: number; neighbours: Int32Array; similarities: Float32Array },
  from: number,
  similarities: Float32Array,
  neighbours: BigInt64Array,
): void {
  const k = found.count
  const topCount = Math.min(found.neighbours.length / k, k + 1)
  for (let at = 0; at < neighbours.length; at += topCount) {
    const row = from + at / topCount
    for (let i = 0, kept = 0; i < topCount && kept < k; i++) {
      if (Number(neighbours[at + i]) === row) continue
      found.neighbours[row * k + kept] = Number(neighbours[at + i])
      found.similarities[row * k + kept++] = similarities[at + i]
    }
  }
}
