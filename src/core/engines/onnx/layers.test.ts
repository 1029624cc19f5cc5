/** Each layer's forward and backward against plain loops, on the processor. */
import { ort, type Tensor } from './runtime.ts'
import { expect, test } from 'vitest'
import { Graph, type Value } from './graph.ts'
import { convolution, isTiled, stem } from './convolution.ts'
import { maxPool, type Activation, type Context, type Layer, type WeightGradient } from './layers.ts'
import { toGraphLayout } from './training-graph.ts'
import { gridOf, placesOf, type Grid } from './windows.ts'

const photoCount = 2
let seed = 7
const uniform = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32
const randomArray = (length: number) => Float32Array.from({ length }, () => uniform() * 2 - 1)

interface Conv {
  channels: number
  out: number
  side: number
  kernel: number
  stride: number
  padding?: number
}

/** Channels-last reference: y[b, oy, ox, o] = Σ x[b, iy, ix, i] w[o, i, ky, kx]; also both gradients for dy. */
function referenceConvolution({ channels: I, out: O, side, kernel: k, stride, padding = (k - 1) >> 1 }: Conv, x: Float32Array, w: Float32Array, dy: Float32Array) {
  const outSide = Math.floor((side + 2 * padding - k) / stride) + 1
  const y = new Float32Array(photoCount * outSide * outSide * O)
  const [dx, dw] = [new Float32Array(x.length), new Float32Array(w.length)]
  for (let b = 0; b < photoCount; b++)
    for (let oy = 0; oy < outSide; oy++)
      for (let ox = 0; ox < outSide; ox++)
        for (let ky = 0; ky < k; ky++)
          for (let kx = 0; kx < k; kx++) {
            const [iy, ix] = [oy * stride + ky - padding, ox * stride + kx - padding]
            if (iy < 0 || ix < 0 || iy >= side || ix >= side) continue
            for (let o = 0; o < O; o++)
              for (let i = 0; i < I; i++) {
                const at = ((b * outSide + oy) * outSide + ox) * O + o
                const from = ((b * side + iy) * side + ix) * I + i
                const weight = ((o * I + i) * k + ky) * k + kx
                y[at] += x[from] * w[weight]
                dx[from] += dy[at] * w[weight]
                dw[weight] += dy[at] * x[from]
              }
          }
  return { y, dx, dw, outSide }
}

/** Runs one layer forward and backward; the weight's gradient comes out as `dw`. */
async function runLayer(build: (context: Context, input: Activation) => Layer, input: Activation, feeds: Record<string, Tensor>) {
  const graph = new Graph()
  for (const [name, tensor] of Object.entries(feeds)) graph.input(name, 'float32', tensor.dims)
  const gradientOf = (gradient: WeightGradient): Value =>
    typeof gradient === 'string' ? gradient : graph.op('Gemm', [gradient.transposed, gradient.by], { transA: 1 })
  const refuse = () => expect.unreachable('no running statistics here')
  const update = (_: string, gradient: WeightGradient) => graph.output('dw', gradientOf(gradient), 'float32', ['r', 'c'])
  const layer = build({ graph, training: true, batchSize: '', weight: () => 'w', update, replace: refuse }, input)
  graph.output('y', layer.out.value, 'float32', ['m', 'o'])
  graph.output('dx', layer.backward('dy'), 'float32', ['n', 'i'])
  const session = await ort.InferenceSession.create(graph.encode(), { logSeverityLevel: 3 })
  const results = await session.run(feeds)
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as Float32Array]))
}

/** Photo by photo and row by row to the order of a grid's rows, or back. */
function reordered(data: Float32Array, grid: Grid, channels: number, back = false): Float32Array {
  const out = new Float32Array(data.length)
  const inner = (grid.side / grid.tile) ** 2
  placesOf(grid).forEach(([y, x], place) => {
    for (let b = 0; b < photoCount; b++)
      for (let c = 0; c < channels; c++) {
        const plain = ((b * grid.side + y) * grid.side + x) * channels + c
        const row = (Math.floor(place / inner) * photoCount + b) * inner + (place % inner)
        if (back) out[plain] = data[row * channels + c]
        else out[row * channels + c] = data[plain]
      }
  })
  return out
}

function expectClose(found: Float32Array, wanted: Float32Array, tolerance = 1e-4): void {
  expect(found.length).toBe(wanted.length)
  let worst = 0
  for (let i = 0; i < wanted.length; i++) worst = Math.max(worst, Math.abs(found[i] - wanted[i]))
  expect(worst).toBeLessThan(tolerance)
}

const cases: [string, Conv][] = [
  ['3x3 stride 1, large grid', { channels: 3, out: 4, side: 6, kernel: 3, stride: 1 }],
  ['3x3 stride 1, small grid', { channels: 3, out: 4, side: 2, kernel: 3, stride: 1 }],
  ['3x3 stride 1, many channels, 2x2 tiles', { channels: 35, out: 34, side: 6, kernel: 3, stride: 1 }],
  ['3x3 stride 1, many channels, 4x4 tiles', { channels: 20, out: 34, side: 8, kernel: 3, stride: 1 }],
  ['3x3 stride 1, many channels, tiles past the border', { channels: 35, out: 17, side: 7, kernel: 3, stride: 1 }],
  ['3x3 stride 1, many channels, one tile', { channels: 16, out: 16, side: 3, kernel: 3, stride: 1 }],
  ['3x3 stride 1, many channels, one place', { channels: 16, out: 16, side: 1, kernel: 3, stride: 1 }],
  ['3x3 stride 2 on tiles', { channels: 17, out: 16, side: 8, kernel: 3, stride: 2 }],
  ['3x3 stride 2, many channels', { channels: 3, out: 34, side: 6, kernel: 3, stride: 2 }],
  ['3x3 stride 2', { channels: 3, out: 4, side: 6, kernel: 3, stride: 2 }],
  ['1x1 stride 2', { channels: 3, out: 4, side: 6, kernel: 1, stride: 2 }],
  ['1x1 stride 1', { channels: 3, out: 4, side: 4, kernel: 1, stride: 1 }],
  ['7x7 stride 1', { channels: 2, out: 3, side: 8, kernel: 7, stride: 1 }],
  ['11x11 stride 4, as AlexNet begins', { channels: 3, out: 2, side: 16, kernel: 11, stride: 4, padding: 2 }],
]

test.each(cases)('convolution %s and its gradients', async (_, conv) => {
  const { channels, out, side, kernel, padding = (kernel - 1) >> 1 } = conv
  const x = randomArray(photoCount * side * side * channels)
  const w = randomArray(out * channels * kernel * kernel)
  const outSide = Math.floor((side + 2 * padding - kernel) / conv.stride) + 1
  const dy = randomArray(photoCount * outSide * outSide * out)
  const reference = referenceConvolution(conv, x, w, dy)
  const shape = [out, channels, kernel, kernel]
  const spec = { name: 'c', norm: '', inChannels: channels, outChannels: out, kernel, stride: conv.stride, padding }
  const found = await runLayer(
    (context, input) => convolution(context, input, spec),
    { value: 'x', ...gridOf(side), channels },
    {
      x: new ort.Tensor('float32', reordered(x, gridOf(side), channels), [photoCount * side * side, channels]),
      w: new ort.Tensor('float32', toGraphLayout(shape, w), isTiled(spec) ? [9, channels * out] : [kernel * kernel * channels, out]),
      dy: new ort.Tensor('float32', reordered(dy, gridOf(outSide), out), [photoCount * outSide * outSide, out]),
    },
  )
  expectClose(reordered(found.y, gridOf(outSide), out, true), reference.y)
  expectClose(reordered(found.dx, gridOf(side), channels, true), reference.dx)
  expectClose(found.dw, toGraphLayout(shape, reference.dw))
})

test('the stem on 2x2 blocks is the 7x7 stride-2 convolution', async () => {
  const [side, out] = [8, 4]
  const x = randomArray(photoCount * side * side * 3)
  const w = randomArray(out * 147)
  const dy = randomArray(photoCount * 16 * out)
  const reference = referenceConvolution({ channels: 3, out, side, kernel: 7, stride: 2 }, x, w, dy)
  const shape = [out, 3, 7, 7]
  const found = await runLayer(
    (context, input) => stem(context, input, { name: 'c', norm: '', inChannels: 3, outChannels: out, kernel: 7, stride: 2, padding: 3 }),
    { value: 'x', side: side / 2, tile: 1, channels: 12 },
    {
      x: new ort.Tensor('float32', toBlocks(x, side), [photoCount * 16, 12]),
      w: new ort.Tensor('float32', toGraphLayout(shape, w), [147, out]),
      dy: new ort.Tensor('float32', reordered(dy, gridOf(4), out), [photoCount * 16, out]),
    },
  )
  expectClose(reordered(found.y, gridOf(4), out, true), reference.y)
  expectClose(found.dw, toGraphLayout(shape, reference.dw))
})

/** Inside a block columns come first, as in a view that is stored column by column. */
function toBlocks(x: Float32Array, side: number): Float32Array {
  const blocks = new Float32Array(x.length)
  for (let at = 0; at < x.length; at++) {
    const [c, px] = [at % 3, Math.floor(at / 3)]
    const [column, row, photo] = [px % side, Math.floor(px / side) % side, Math.floor(px / side / side)]
    const block = (photo * (side / 2) + (row >> 1)) * (side / 2) + (column >> 1)
    blocks[block * 12 + ((column & 1) * 2 + (row & 1)) * 3 + c] = x[at]
  }
  return blocks
}

test('max pooling takes the maximum and sends the gradient back to it', async () => {
  const [side, channels] = [4, 2]
  const x = Float32Array.from(randomArray(photoCount * 16 * channels), Math.abs)
  const dy = randomArray(photoCount * 4 * channels)
  const [y, dx] = [new Float32Array(dy.length), new Float32Array(x.length)]
  for (let at = 0; at < dy.length; at++) {
    const [c, ox, oy, b] = [at % 2, (at >> 1) % 2, (at >> 2) % 2, at >> 3]
    let best = -1
    for (let iy = Math.max(0, oy * 2 - 1); iy <= oy * 2 + 1; iy++)
      for (let ix = Math.max(0, ox * 2 - 1); ix <= ox * 2 + 1; ix++) {
        const from = ((b * side + iy) * side + ix) * channels + c
        if (best < 0 || x[from] > x[best]) best = from
      }
    y[at] = x[best]
    dx[best] += dy[at]
  }
  const feeds = { x: new ort.Tensor('float32', x, [photoCount * 16, channels]), dy: new ort.Tensor('float32', reordered(dy, gridOf(2), channels), [photoCount * 4, channels]) }
  const found = await runLayer((context, input) => maxPool(context, input, { kernel: 3, stride: 2, padding: 1 }), { value: 'x', side, tile: 1, channels }, feeds)
  expectClose(reordered(found.y, gridOf(2), channels, true), y)
  expectClose(found.dx, dx)
})
