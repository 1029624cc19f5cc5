/** How long a product of two matrices takes on WebGPU's adapter and on the processor. */
import { existsSync, readdirSync } from 'node:fs'
import { Graph } from './graph.ts'
import { ort } from './runtime.ts'

const side = 512

/** Rejects where WebGPU has no adapter. */
export async function adapterSpeed(): Promise<{ cardSeconds: number; processorSeconds: number }> {
  if (!mayHaveCard()) throw new Error('The device "webgpu" is not available on this machine (no driver of a card).')
  return { cardSeconds: await secondsOn('webgpu'), processorSeconds: await secondsOn('cpu') }
}

/** Drivers that look for a card in vain say so on standard error, several of them. */
function mayHaveCard(): boolean {
  if (process.platform !== 'linux') return true
  const isCard = (name: string) => /^(dri|dxg|nvidia\w*|kfd)$/.test(name)
  return existsSync('/dev') && readdirSync('/dev').some(isCard)
}

/** The second run: the first makes the program. Of the product only a mean comes back. */
async function secondsOn(device: string): Promise<number> {
  const session = await ort.InferenceSession.create(productGraph(), {
    executionProviders: [device],
    logSeverityLevel: 3,
  })
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
