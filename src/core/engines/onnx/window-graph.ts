/** Windows of activations as graph pieces: gathering them, and summing them back. */
import type { Graph, Value } from './graph.ts'
import type { Activation } from './layers.ts'
import { orderOf, scatterTable, type Order, type RowTable, type WindowTable } from './windows.ts'

type Source = Pick<Activation, 'value' | 'channels' | 'count'>

/** Rows of all windows in the table's order: [R·outSide²·taps, C]. */
export function gatherWindows(graph: Graph, input: Activation, table: WindowTable, padding = 0): Value {
  return gatherRows(graph, input, orderOf(table.from), table, padding)
}

/**
 * The gradient of `gatherWindows`: each input row sums the window entries that read it. `zeroEntry` names one that is
 * known to be zero, where there is one.
 */
export function sumWindows(graph: Graph, windows: Source, table: WindowTable, zeroEntry = -1): Value {
  const { value, channels } = windows
  const { readerCount, ...scatter } = scatterTable(table, zeroEntry)
  const readers = gatherRows(graph, { ...windows, value: graph.reshape(value, [-1, channels]) }, table.order, scatter)
  if (readerCount === 1) return readers
  // As a product, four times as fast as ReduceSum.
  const ones = graph.floats(new Float32Array(readerCount).fill(1), [1, readerCount])
  return graph.reshape(graph.op('MatMul', [ones, graph.reshape(readers, [readerCount, -1])]), [-1, channels])
}

/**
 * The rows that `table` names, of every image, from rows ordered as `from`: [outer·R·inner, channels] of the table's
 * order. Padding is all `fill`. The index takes four bytes a row, as much as one channel.
 */
export function gatherRows(graph: Graph, source: Source, from: Order, table: RowTable, fill = 0): Value {
  const index = rowIndex(graph, source.count, from, table)
  const rows = hasPadding(from, table) ? withPadding(graph, source, fill) : source.value
  return graph.reshape(graph.op('Gather', [rows, index], { axis: 0 }), [-1, source.channels])
}

const hasPadding = (from: Order, { rows }: RowTable): boolean => rows.includes(from.outer * from.inner)

/** One more row at the end. */
function withPadding(graph: Graph, { value, channels }: Source, fill: number): Value {
  const row = graph.floats(new Float32Array(channels).fill(fill), [1, channels])
  return graph.once(`${value} padded with ${fill}`, () => graph.op('Concat', [value, row], { axis: 0 }))
}

/**
 * int32 [outer, R, inner]: where in [from.outer, R, from.inner] each row stands. Shared by all layers that read alike.
 */
function rowIndex(graph: Graph, count: Value, from: Order, { rows, order }: RowTable): Value {
  return graph.once(`rows of ${count} ${from.outer} ${from.inner} ${order.outer} ${rows.join()}`, () => {
    const constant = (of: (row: number) => number) => graph.int32s(rows.map(of), [order.outer, 1, order.inner])
    const perOuter = graph.op('Mul', [count, graph.int32s([from.inner], [])])
    const ofFirst = graph.op('Add', [
      graph.op('Mul', [constant((row) => Math.floor(row / from.inner)), perOuter]),
      constant((row) => row % from.inner),
    ])
    const images = graph.op('Range', [graph.int32s([0], []), count, graph.int32s([1], [])])
    const steps = graph.op('Mul', [graph.reshape(images, [1, -1, 1]), graph.int32s([from.inner], [])])
    const index = graph.op('Add', [ofFirst, steps])
    // The padding's row is the last for every image.
    return hasPadding(from, { rows, order })
      ? graph.op('Min', [index, graph.op('Mul', [perOuter, graph.int32s([from.outer], [])])])
      : index
  })
}
