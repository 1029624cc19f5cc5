/** Batch norm against plain loops: output, the three gradients and the running statistics over two steps. */
import { expect, test } from 'vitest'
import { batchNormEpsilon } from '../../learning/backbone.ts'
import { Random } from '../../learning/random.ts'
import { batchNorm } from './batch-norm.ts'
import { Graph, type Value } from './graph.ts'
import { ort } from './runtime.ts'

const B = 3
const random = new Random(8)
const normals = (length: number, mean = 0, deviation = 1) =>
  Float32Array.from({ length }, () => mean + deviation * random.normal())
const kept = ['weight', 'bias', 'running_mean', 'running_var'] as const
type Stored = Record<(typeof kept)[number], Float32Array>

/** One training step of the layer alone, on [B·side², C]. */
async function run(
  side: number,
  C: number,
  stored: Stored,
  x: Float32Array,
  dy: Float32Array,
): Promise<Record<string, Float32Array>> {
  const graph = new Graph()
  for (const name of kept) graph.input(`n.${name}`, 'float32', [C])
  for (const name of ['x', 'dy']) graph.input(name, 'float32', ['rows', C])
  const output = (prefix: string) => (name: string, value: Value | object) =>
    graph.output(`${prefix} ${name}`, value as Value, 'float32', [C])
  const context = {
    graph,
    training: true,
    keepsStatistics: true,
    weight: (name: string) => name,
    update: output('gradient'),
    replace: output('next'),
  }
  const { out, backward } = batchNorm(
    context,
    { value: 'x', side, tile: 1, channels: C, count: graph.int32s([B], []) },
    'n',
  )
  graph.output('y', out.value, 'float32', ['rows', C])
  graph.output('dx', backward('dy'), 'float32', ['rows', C])
  const session = await ort.InferenceSession.create(graph.encode(), { logSeverityLevel: 3 })
  const tensor = (data: Float32Array, shape: number[]) => new ort.Tensor('float32', data, shape)
  const feeds = Object.fromEntries(kept.map((name) => [`n.${name}`, tensor(stored[name], [C])]))
  const results = await session.run({ ...feeds, x: tensor(x, [x.length / C, C]), dy: tensor(dy, [x.length / C, C]) })
  await session.release()
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]))
}

/**
 * Ioffe & Szegedy 2015, algorithm 1 and the gradients below it, channel by channel; a tenth of the new statistics is
 * kept.
 */
function reference(C: number, stored: Stored, x: Float32Array, dy: Float32Array): Record<string, Float32Array> {
  const out: Record<string, Float32Array> = { y: new Float32Array(x.length), dx: new Float32Array(x.length) }
  for (const name of ['gradient n.weight', 'gradient n.bias', 'next n.running_mean', 'next n.running_var'])
    out[name] = new Float32Array(C)
  const m = x.length / C
  for (let c = 0; c < C; c++) {
    const rows = Array.from({ length: m }, (_, row) => row * C + c)
    const sum = (of: (at: number) => number) => rows.reduce((total, at) => total + of(at), 0)
    const mean = sum((at) => x[at]) / m
    const squares = sum((at) => (x[at] - mean) ** 2)
    const deviation = Math.sqrt(squares / m + batchNormEpsilon)
    const normal = (at: number) => (x[at] - mean) / deviation
    const [ofBias, ofWeight] = [sum((at) => dy[at]), sum((at) => dy[at] * normal(at))]
    for (const at of rows) {
      out.y[at] = stored.weight[c] * normal(at) + stored.bias[c]
      out.dx[at] = (stored.weight[c] / deviation) * (dy[at] - ofBias / m - (normal(at) * ofWeight) / m)
    }
    out['gradient n.weight'][c] = ofWeight
    out['gradient n.bias'][c] = ofBias
    out['next n.running_mean'][c] = 0.9 * stored.running_mean[c] + 0.1 * mean
    out['next n.running_var'][c] = 0.9 * stored.running_var[c] + (0.1 * squares) / (m - 1)
  }
  return out
}

/** To a share of the largest value. */
function expectAlike(found: Float32Array, wanted: Float32Array, name: string): void {
  const size = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(found.length, name).toBe(wanted.length)
  wanted.forEach((value, i) => expect(Math.abs(found[i] - value) / size, name).toBeLessThan(2e-5))
}

// Sides and channels with and without folding into longer rows; a mean five deviations off, as after a ReLU.
test.each([
  [1, 5, 0],
  [3, 7, 0],
  [4, 6, 2],
  [8, 32, 2],
  [2, 600, 0],
])('side %i, %i channels, mean %f', async (side, C, mean) => {
  const stored: Stored = {
    weight: normals(C, 1, 0.3),
    bias: normals(C),
    running_mean: new Float32Array(C),
    running_var: new Float32Array(C).fill(1),
  }
  const wanted = { ...stored }
  for (let step = 0; step < 2; step++) {
    const [x, dy] = [normals(B * side ** 2 * C, mean, 0.4), normals(B * side ** 2 * C, 0.2)]
    const [found, exact] = [await run(side, C, stored, x, dy), reference(C, wanted, x, dy)]
    for (const name of Object.keys(exact)) expectAlike(found[name], exact[name], name)
    for (const part of ['running_mean', 'running_var'] as const) {
      stored[part] = found[`next n.${part}`]
      wanted[part] = exact[`next n.${part}`]
    }
  }
})
