/** Layout and outlines as graph pieces against plain loops. */
import { expect, test } from 'vitest'
import { layoutSide, layoutSize } from '../../learning/layout.ts'
import { outlineSide, outlineSize } from '../../learning/outlines.ts'
import { Random } from '../../learning/random.ts'
import { layout, outlines } from './composition-graph.ts'
import { Graph, type Value } from './graph.ts'
import { ort } from './runtime.ts'

/** RGB in [0, 1] of a place. */
type Picture = (x: number, y: number) => number[]

async function run(piece: typeof layout, pictures: Picture[], S: number): Promise<Float32Array> {
  const graph = new Graph()
  const image = graph.input('image', 'float32', ['R', 3, S, S])
  const unit = (rows: Value) => {
    const squares = graph.reduce('Sum', graph.op('Mul', [rows, rows]), 1)
    return graph.op('Div', [rows, graph.op('Sqrt', [squares])])
  }
  graph.output('out', piece(graph, image, S, unit), 'float32', ['R', 'F'])
  const session = await ort.InferenceSession.create(graph.encode(), { logSeverityLevel: 3 })
  const data = new Float32Array(pictures.length * 3 * S * S)
  data.forEach((_, i) => {
    const [r, channel, y, x] = [Math.floor(i / (3 * S * S)), Math.floor(i / (S * S)) % 3, Math.floor(i / S) % S, i % S]
    data[i] = pictures[r](x, y)[channel]
  })
  const { out } = await session.run({ image: new ort.Tensor('float32', data, [pictures.length, 3, S, S]) })
  return out.data as Float32Array
}

const noise = (seed: number, S: number): Picture => {
  const random = new Random(seed)
  const values = Float32Array.from({ length: 3 * S * S }, () => random.uniform())
  return (x, y) => [0, 1, 2].map((channel) => values[(y * S + x) * 3 + channel])
}

/** From the text of learning/outlines alone. */
function plainOutlines(picture: Picture, S: number): number[] {
  const bright = (x: number, y: number) =>
    picture(x, y).reduce((sum, value, channel) => sum + [0.299, 0.587, 0.114][channel] * value, 0)
  const square = (X: number, Y: number) =>
    (bright(2 * X, 2 * Y) + bright(2 * X + 1, 2 * Y) + bright(2 * X, 2 * Y + 1) + bright(2 * X + 1, 2 * Y + 1)) / 4
  const places = Math.floor(S / 2) - 2
  const sums = new Array<number>(outlineSize).fill(0)
  const width = places / outlineSide
  const overlap = (place: number, cell: number) =>
    Math.max(0, Math.min(place + 1, (cell + 1) * width) - Math.max(place, cell * width)) / width
  for (let Y = 0; Y < places; Y++) {
    for (let X = 0; X < places; X++) {
      const dx = square(X + 2, Y + 1) - square(X, Y + 1)
      const dy = square(X + 1, Y + 2) - square(X + 1, Y)
      const [a, b, c, d] = [dx, dy, (dx + dy) / Math.SQRT2, (dx - dy) / Math.SQRT2].map(Math.abs)
      const ahead = [a - b, b - a, c - d, d - c].map((value) => Math.max(value, 0))
      for (let i = 0; i < outlineSize; i++) {
        const [direction, row, column] = [
          Math.floor(i / outlineSide ** 2),
          Math.floor(i / outlineSide) % outlineSide,
          i % outlineSide,
        ]
        sums[i] += ahead[direction] * overlap(Y, row) * overlap(X, column)
      }
    }
  }
  const roots = sums.map((value) => Math.sqrt(value + 1e-4))
  const length = Math.hypot(...roots)
  return roots.map((value) => value / length)
}

test.each([32, 45, 96])('outlines at %i px', async (S) => {
  const pictures = [noise(1, S), noise(2, S), (x: number, y: number) => (x + y < S ? [0, 0, 0] : [1, 0.5, 0.2])]
  const found = await run(outlines, pictures, S)
  pictures.forEach((picture, r) => {
    const row = found.subarray(r * outlineSize, (r + 1) * outlineSize)
    plainOutlines(picture, S).forEach((value, i) => expect(Math.abs(row[i] - value)).toBeLessThan(1e-5))
  })
})

test('a photo of one colour has no outline, whatever the colour and its rounding', async () => {
  const plain = [0, 1 / 3, 0.7, 1].map((value): Picture => () => [value, value / 7, 1 - value])
  const found = await run(outlines, plain, 96)
  found.forEach((value) => expect(Math.abs(value - 1 / Math.sqrt(outlineSize))).toBeLessThan(1e-4))
})

test("layout: each cell's mean colour less the mean of all", async () => {
  const S = 8
  const [found, picture] = [await run(layout, [noise(3, S)], S), noise(3, S)]
  const means = Array.from({ length: layoutSize }, (_, i) => {
    const [row, column, channel] = [Math.floor(i / (3 * layoutSide)), Math.floor(i / 3) % layoutSide, i % 3]
    return [0, 1, 2, 3].reduce((sum, k) => sum + picture(2 * column + (k % 2), 2 * row + (k >> 1))[channel] / 4, 0)
  })
  const centred = means.map((value) => value - means.reduce((a, b) => a + b) / layoutSize)
  centred.forEach((value, i) => expect(found[i]).toBeCloseTo(value / Math.hypot(...centred), 5))
})
