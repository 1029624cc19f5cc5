/** Which rows of one matrix are most similar to those of another: ONNX Runtime's Gemm and TopK, block by block. */
import { availableParallelism } from 'node:os'
import { Graph } from './graph.ts'
import { ort } from './runtime.ts'

/** Similarities held at a time: 64 MB. */
const blockValues = 2 ** 24

/** For each row asked about, most similar first, [B, k]. */
export interface Top {
  /** Row numbers of the bank. */
  rows: Int32Array
  /** Dot products. */
  similarities: Float32Array
}

export interface TopSearch {
  /** `asked` [B, D] and `bank` [N, D]; k at most N. Cost B·N·D. */
  of(asked: Float32Array, bank: Float32Array, k: number): Promise<Top>
  /** How many rows of such a bank are asked about at a time. */
  blockSize(bankCount: number): number
  release(): Promise<void>
}

/** `threadCount` of the processor; default all cores. */
export async function createTopSearch(D: number, threadCount = availableParallelism()): Promise<TopSearch> {
  const options = { logSeverityLevel: 3, intraOpNumThreads: threadCount } as const
  const session = await ort.InferenceSession.create(topGraph(D), options)
  const blockSize = (bankCount: number) => Math.max(1, Math.floor(blockValues / bankCount))

  async function of(asked: Float32Array, bank: Float32Array, k: number): Promise<Top> {
    const [B, N] = [asked.length / D, bank.length / D]
    const found = { rows: new Int32Array(B * k), similarities: new Float32Array(B * k) }
    const given = { bank: new ort.Tensor('float32', bank, [N, D]), k: new ort.Tensor('int64', [BigInt(k)], [1]) }
    const size = blockSize(N)
    for (let from = 0; from < B; from += size) {
      const block = asked.subarray(from * D, (from + size) * D)
      const top = await session.run({ ...given, asked: new ort.Tensor('float32', block, [block.length / D, D]) })
      found.similarities.set(top.similarities.data as Float32Array, from * k)
      ;(top.rows.data as BigInt64Array).forEach((row, at) => (found.rows[from * k + at] = Number(row)))
    }
    return found
  }

  return { of, blockSize, release: () => session.release() }
}

function topGraph(D: number): Uint8Array {
  const graph = new Graph()
  const asked = graph.input('asked', 'float32', ['B', D])
  const bank = graph.input('bank', 'float32', ['N', D])
  const k = graph.input('k', 'int64', [1])
  const [values, indices] = graph.topK(graph.op('Gemm', [asked, bank], { transB: 1 }), k)
  graph.output('similarities', values, 'float32', ['B', 'K'])
  graph.output('rows', indices, 'int64', ['B', 'K'])
  return graph.encode()
}

/** Copies of some of `rows` [N, D]. */
export function gathered(rows: Float32Array, D: number, places: ArrayLike<number>): Float32Array {
  const copies = new Float32Array(places.length * D)
  for (let at = 0; at < places.length; at++) copies.set(rows.subarray(places[at] * D, (places[at] + 1) * D), at * D)
  return copies
}
