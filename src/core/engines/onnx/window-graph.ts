/** Windows of activations as graph pieces: gathering them, and summing them back. */
import type { Graph, Value } from './graph.ts'
import type { Activation } from './layers.ts'
import { scatterTable, type WindowTable } from './windows.ts'

/** Rows of all windows: [B·side², C] to [B·outSide², taps · C]. */
export function gatherWindows(graph: Graph, input: Activation, table: WindowTable, padding = 0): Value {
  const photos = graph.reshape(input.value, [-1, input.side ** 2, input.channels])
  const padded = table.rows.includes(input.side ** 2) ? withRow(graph, photos, input.channels, padding) : photos
  const rows = graph.op('Gather', [padded, graph.int32s(table.rows, [table.rows.length])], { axis: 1 })
  return graph.reshape(rows, [-1, table.taps * input.channels])
}

/**
 * The gradient of `gatherWindows`: each input row sums the window entries that read it. `zeroEntry` names one that is
 * known to be zero, where there is one.
 */
export function sumWindows(graph: Graph, windows: Value, table: WindowTable, { side, channels }: Activation, zeroEntry = -1): Value {
  const past = table.rows.length
  const scatter = scatterTable(table, side)
  const entries = zeroEntry < 0 ? scatter.entries : scatter.entries.map((entry) => (entry === past ? zeroEntry : entry))
  const photos = graph.reshape(windows, [-1, past, channels])
  const padded = entries.includes(past) ? withRow(graph, photos, channels, 0) : photos
  const readers = graph.op('Gather', [padded, graph.int32s(entries, [entries.length])], { axis: 1 })
  const sum = scatter.count === 1 ? readers : graph.reduce('Sum', graph.reshape(readers, [-1, scatter.count, side ** 2 * channels]), 1, false)
  return graph.reshape(sum, [-1, channels])
}

/** [B, N, C] to [B, N + 1, C], the last row all `fill`. */
function withRow(graph: Graph, photos: Value, channels: number, fill: number): Value {
  const batch = graph.op('Shape', [photos], { start: 0, end: 1 })
  const row = graph.op('Expand', [graph.scalar(fill), graph.op('Concat', [batch, graph.int64s([1, channels])], { axis: 0 })])
  return graph.op('Concat', [photos, row], { axis: 1 })
}
