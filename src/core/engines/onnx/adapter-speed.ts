/** How long a product of two matrices takes on WebGPU's adapter and on the processor. */
import { existsSync, readdirSync } from 'node:fs'
import { Graph } from './graph.ts'
import { ort, type InferenceSession } from './runtime.ts'

const side = 512

/** Seconds of one product. */
export interface AdapterSpeed {
  cardSeconds: number
  processorSeconds: number
}

/** Null where WebGPU has no adapter. */
export async function adapterSpeed(): Promise<AdapterSpeed | null> {
  const onCard = mayHaveCard() ? await openOn('webgpu').catch(() => null) : null
  return onCard && { cardSeconds: await secondsOf(onCard), processorSeconds: await secondsOf(await openOn('cpu')) }
}

/** Drivers that look for a card in vain say so on standard error, several of them. */
function mayHaveCard(): boolean {
  if (process.platform !== 'linux') return true
  const isCard = (name: string) => /^(dri|dxg|nvidia\w*|kfd)$/.test(name)
  return existsSync('/dev') && readdirSync('/dev').some(isCard)
}

const openOn = (device: string): Promise<InferenceSession> =>
  ort.InferenceSession.create(productGraph(), { executionProviders: [device], logSeverityLevel: 3 })

/** The second run: the first makes the program. Of the product only a mean comes back. */
async function secondsOf(session: InferenceSession): Promise<number> {
  const matrix = new ort.Tensor('float32', new Float32Array(side * side).fill(1 / side), [side, side])
  try {
    await session.run({ matrix })
    const startedMs = performance.now()
    await session.run({ matrix })
    return (performance.now() - startedMs) / 1000
  } finally {
    await session.release()
  }
}

function productGraph(): Uint8Array {
  const graph = new Graph()
  graph.input('matrix', 'float32', [side, side])
  const product = graph.op('MatMul', [graph.op('MatMul', ['matrix', 'matrix']), 'matrix'])
  graph.output('mean', graph.op('ReduceMean', [product]), 'float32', [1, 1])
  return graph.encode()
}
