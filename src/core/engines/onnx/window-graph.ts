/** Windows of activations as graph pieces: gathering them, and summing them back. */
import type { Graph, Value } from './graph.ts'
import type { Activation } from './layers.ts'
import { orderOf, scatterTable, type Order, type WindowTable } from './windows.ts'

/** Rows of all windows in the table's order: [B·outSide²·taps, C]. */
export function gatherWindows(graph: Graph, input: Activation, { rows, from, order }: WindowTable, padding = 0): Value {
  return gatherRows(graph, input, orderOf(from), rows, order.outer, padding)
}

/**
 * The gradient of `gatherWindows`: each input row sums the window entries that read it. `zeroEntry` names one that is
 * known to be zero, where there is one.
 */
export function sumWindows(graph: Graph, windows: Value, table: WindowTable, channels: number, zeroEntry = -1): Value {
  const { entries, count } = scatterTable(table)
  const past = table.rows.length
  const known = zeroEntry < 0 ? entries : entries.map((entry) => (entry === past ? zeroEntry : entry))
  const source = { value: graph.reshape(windows, [-1, channels]), channels }
  const readers = gatherRows(graph, source, table.order, known, count * orderOf(table.from).outer)
  if (count === 1) return readers
  // As a product, four times as fast as ReduceSum.
  const ones = graph.floats(new Float32Array(count).fill(1), [1, count])
  return graph.reshape(graph.op('MatMul', [ones, graph.reshape(readers, [count, -1])]), [-1, channels])
}

/**
 * Rows of a matrix ordered as `from`: `entries` [outer, inner] names one for every photo, its end the padding, which is
 * all `fill`. Comes out as [outer·B·inner, channels].
 */
export function gatherRows(
  graph: Graph,
  { value, channels }: Pick<Activation, 'value' | 'channels'>,
  from: Order,
  entries: Int32Array,
  outer: number,
  fill = 0,
): Value {
  const padded = entries.includes(from.outer * from.inner)
  const index = rowIndex(graph, value, from, entries, outer, padded)
  const source = padded ? graph.op('Concat', [value, graph.floats(new Float32Array(channels).fill(fill), [1, channels])], { axis: 0 }) : value
  return graph.reshape(graph.op('Gather', [source, index], { axis: 0 }), [-1, channels])
}

/** int32 [outer, B, inner], shared by all layers that read alike: where in [from.outer, B, from.inner] each row stands. */
function rowIndex(graph: Graph, value: Value, from: Order, entries: Int32Array, outer: number, padded: boolean): Value {
  return graph.once(`rows ${from.outer} ${from.inner} ${outer} ${entries.join()}`, () => {
    const photoCount = graph.once('photo count', () => {
      const rowCount = graph.op('Cast', [graph.op('Shape', [value], { start: 0, end: 1 })], { to: int32 })
      return graph.reshape(graph.op('Div', [rowCount, graph.int32s([from.outer * from.inner], [1])]), [])
    })
    const constant = (of: (entry: number) => number) => graph.int32s(entries.map(of), [outer, 1, entries.length / outer])
    const perOuter = graph.op('Mul', [photoCount, graph.int32s([from.inner], [])])
    const ofFirst = graph.op('Add', [graph.op('Mul', [constant((e) => Math.floor(e / from.inner)), perOuter]), constant((e) => e % from.inner)])
    const photos = graph.op('Range', [graph.int32s([0], []), photoCount, graph.int32s([1], [])])
    const steps = graph.op('Mul', [graph.reshape(photos, [1, -1, 1]), graph.int32s([from.inner], [])])
    const index = graph.op('Add', [ofFirst, steps])
    // The padding's row is the last for every photo.
    return padded ? graph.op('Min', [index, graph.op('Mul', [perOuter, graph.int32s([from.outer], [])])]) : index
  })
}

/** ONNX's number for the type. */
const int32 = 6
