/** Each layer's forward and backward against plain loops, on the processor. */
import { ort, type Tensor } from './runtime.ts'
import { expect, test } from 'vitest'
import type { PoolSpec } from '../../learning/backbone.ts'
import { Graph, type Value } from './graph.ts'
import { convolution, isTiled, stem } from './convolution.ts'
import { maxPool, type Activation, type Context, type Layer, type WeightGradient } from './layers.ts'
import { toGraphLayout } from './training-graph.ts'
import { gridBefore, gridOf, outSide, placesOf, type Grid } from './windows.ts'

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
function referenceConvolution(
  { channels: I, out: O, side, kernel: k, stride, padding = (k - 1) >> 1 }: Conv,
  x: Float32Array,
  w: Float32Array,
  dy: Float32Array,
) {
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

const refuse = () => expect.unreachable('no weights and running statistics here')
const contextOf = (graph: Graph): Context => ({
  graph,
  training: true,
  keepsStatistics: true,
  weight: () => 'w',
  update: refuse,
  replace: refuse,
})

/** Runs one layer forward and backward; the weight's gradient comes out as `dw`. */
async function runLayer(
  build: (context: Context, input: Activation) => Layer,
  input: Omit<Activation, 'count'>,
  feeds: Record<string, Tensor>,
) {
  const graph = new Graph()
  for (const [name, tensor] of Object.entries(feeds)) graph.input(name, 'float32', tensor.dims)
  const gradientOf = (gradient: WeightGradient): Value =>
    typeof gradient === 'string' ? gradient : graph.op('Gemm', [gradient.transposed, gradient.by], { transA: 1 })
  const update = (_: string, gradient: WeightGradient) =>
    graph.output('dw', gradientOf(gradient), 'float32', ['r', 'c'])
  const layer = build({ ...contextOf(graph), update }, { ...input, count: graph.int32s([photoCount], []) })
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
  ['3x3 stride 2, two places to one', { channels: 17, out: 16, side: 2, kernel: 3, stride: 2 }],
  ['3x3 stride 1, few channels, one place', { channels: 5, out: 3, side: 1, kernel: 3, stride: 1 }],
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
      w: new ort.Tensor(
        'float32',
        toGraphLayout(shape, w),
        isTiled(spec) ? [9, channels * out] : [kernel * kernel * channels, out],
      ),
      dy: new ort.Tensor('float32', reordered(dy, gridOf(outSide), out), [photoCount * outSide * outSide, out]),
    },
  )
  expectClose(reordered(found.y, gridOf(outSide), out, true), reference.y)
  expectClose(reordered(found.dx, gridOf(side), channels, true), reference.dx)
  expectClose(found.dw, toGraphLayout(shape, reference.dw))
})

test('a convolution before a pool has its rows in runs, and the same values', async () => {
  const conv = { channels: 3, out: 4, side: 16, kernel: 3, stride: 2 }
  const grid = gridBefore({ kernel: 2, stride: 2, padding: 0 }, 8)
  expect(grid).not.toEqual(gridOf(8))
  const [x, w, dy] = [randomArray(photoCount * 256 * 3), randomArray(4 * 27), randomArray(photoCount * 64 * 4)]
  const reference = referenceConvolution(conv, x, w, dy)
  const spec = { name: 'c', norm: '', inChannels: 3, outChannels: 4, kernel: 3, stride: 2, padding: 1 }
  const found = await runLayer(
    (context, input) => convolution(context, input, spec, { outGrid: grid }),
    { value: 'x', side: 16, tile: 1, channels: 3 },
    {
      x: new ort.Tensor('float32', x, [photoCount * 256, 3]),
      w: new ort.Tensor('float32', toGraphLayout([4, 3, 3, 3], w), [27, 4]),
      dy: new ort.Tensor('float32', reordered(dy, grid, 4), [photoCount * 64, 4]),
    },
  )
  expectClose(reordered(found.y, grid, 4, true), reference.y)
  expectClose(found.dx, reference.dx)
  expectClose(found.dw, toGraphLayout([4, 3, 3, 3], reference.dw))
})

test('rows in another order than the gradient will have are refused', () => {
  const spec = { name: 'c', norm: '', inChannels: 16, outChannels: 4, kernel: 3, stride: 1, padding: 1 }
  const build = () =>
    convolution(contextOf(new Graph()), { value: 'x', side: 8, tile: 1, channels: 16, count: 'n' }, spec)
  expect(build).toThrow('Rows in tiles of 1 cannot be filtered in tiles of 4.')
})

test.each([
  ['as they come', gridOf(4)],
  ['in runs for the pool', gridBefore({ kernel: 3, stride: 2, padding: 1 }, 4)],
])('the stem on 2x2 blocks is the 7x7 stride-2 convolution, rows %s', async (_, outGrid) => {
  const [side, out] = [8, 4]
  const x = randomArray(photoCount * side * side * 3)
  const w = randomArray(out * 147)
  const dy = randomArray(photoCount * 16 * out)
  const reference = referenceConvolution({ channels: 3, out, side, kernel: 7, stride: 2 }, x, w, dy)
  const shape = [out, 3, 7, 7]
  const found = await runLayer(
    (context, input) =>
      stem(
        context,
        input,
        { name: 'c', norm: '', inChannels: 3, outChannels: out, kernel: 7, stride: 2, padding: 3 },
        outGrid,
      ),
    { value: 'x', side: side / 2, tile: 1, channels: 12 },
    {
      x: new ort.Tensor('float32', toBlocks(x, side), [photoCount * 16, 12]),
      w: new ort.Tensor('float32', toGraphLayout(shape, w), [147, out]),
      dy: new ort.Tensor('float32', reordered(dy, outGrid, out), [photoCount * 16, out]),
    },
  )
  expectClose(reordered(found.y, outGrid, out, true), reference.y)
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

/** Each window's maximum, and its gradient shared among the places that have it. */
function referencePool(
  { side, kernel, stride, padding }: PoolSpec & { side: number },
  channels: number,
  x: Float32Array,
  dy: Float32Array,
) {
  const out = outSide(side, { kernel, stride, padding })
  const [y, dx] = [new Float32Array(dy.length), new Float32Array(x.length)]
  for (let at = 0; at < dy.length; at++) {
    const [c, place] = [at % channels, Math.floor(at / channels)]
    const [ox, oy, b] = [place % out, Math.floor(place / out) % out, Math.floor(place / out / out)]
    const places: number[] = []
    for (let iy = Math.max(0, oy * stride - padding); iy < Math.min(side, oy * stride - padding + kernel); iy++)
      for (let ix = Math.max(0, ox * stride - padding); ix < Math.min(side, ox * stride - padding + kernel); ix++)
        places.push(((b * side + iy) * side + ix) * channels + c)
    y[at] = Math.max(...places.map((from) => x[from]))
    const winners = places.filter((from) => x[from] === y[at])
    for (const from of winners) dx[from] += dy[at] / winners.length
  }
  return { y, dx, out }
}

test.each<[string, number, PoolSpec, (pool: PoolSpec, side: number) => Grid]>([
  ['3x3 with padding, plain rows', 4, { kernel: 3, stride: 2, padding: 1 }, (_, side) => ({ side, tile: 1 })],
  ['3x3 with padding, rows in runs', 16, { kernel: 3, stride: 2, padding: 1 }, gridBefore],
  ['3x3 without padding, an odd side', 7, { kernel: 3, stride: 2, padding: 0 }, gridBefore],
  ['2x2 after a tiled convolution', 8, { kernel: 2, stride: 2, padding: 0 }, (_, side) => gridOf(side)],
])('max pooling, %s', async (_, side, pool, gridFor) => {
  const [channels, grid] = [2, gridFor(pool, side)]
  // Few different values, so that maxima are shared.
  const x = Float32Array.from({ length: photoCount * side * side * channels }, () => Math.floor(uniform() * 4) - 2)
  const out = outSide(side, pool)
  const dy = randomArray(photoCount * out * out * channels)
  const reference = referencePool({ side, ...pool }, channels, x, dy)
  const feeds = {
    x: new ort.Tensor('float32', reordered(x, grid, channels), [photoCount * side * side, channels]),
    dy: new ort.Tensor('float32', reordered(dy, gridOf(out), channels), [photoCount * out * out, channels]),
  }
  const found = await runLayer(
    (context, input) => maxPool(context, input, pool),
    { value: 'x', ...grid, channels },
    feeds,
  )
  expectClose(reordered(found.y, gridOf(out), channels, true), reference.y)
  expectClose(reordered(found.dx, grid, channels, true), reference.dx)
})
