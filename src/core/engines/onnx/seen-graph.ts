/** Stored pixels and how to see them, to views, as graph pieces; and what of a view the projection gets as it is. */
import type { EngineConfig } from '../../learning/engine.ts'
import { composition } from './composition-graph.ts'
import type { Graph, Side, Value } from './graph.ts'
import { unitRows } from './projection-graph.ts'

export interface Seen {
  /** Colours in [0, 1] column by column, [R, x, 3·y]. */
  columns: Value
  side: number
  /** R, an int32 scalar. */
  count: Value
}

/** The photos' bytes as floats, [B, P, 3P]. */
export function photos(graph: Graph, { pixelSize: P }: EngineConfig): Value {
  return graph.op('Cast', [graph.input('pixels', 'uint8', ['B', P, P * 3])], { to: 1 })
}

/**
 * Views of side S, R = V·B of them: crops, resizes, mirrors and recolours in the graph, by two batched MatMuls
 * (resampling is linear and separable) and a colour matrix. `prefix` goes before the names of what is fed.
 */
export function augment(graph: Graph, config: EngineConfig, bytes: Value, S: number, prefix = ''): Seen {
  const { pixelSize: P } = config
  const feed = (name: string, shape: Side[]) => graph.input(prefix + name, 'float32', shape)
  const [V, R] = [`${prefix}V`, `${prefix}R`]
  const rowResampling = feed('rowResampling', [V, 'B', S, P])
  const columnResampling = feed('columnResampling', [R, S, P])
  const colour = feed('colour', [R, 3, 6])
  const rows = graph.reshape(graph.op('MatMul', [rowResampling, bytes]), [-1, S, P, 3])
  const turned = graph.reshape(graph.op('Transpose', [rows], { perm: [0, 2, 1, 3] }), [-1, P, S * 3])
  const view = graph.reshape(graph.op('MatMul', [columnResampling, turned]), [-1, S * S, 3])
  return { columns: recolour(graph, view, colour, S), side: S, count: rowCount(graph, colour) }
}

/** The first side, an int32 scalar. */
export function rowCount(graph: Graph, rows: Value): Value {
  return graph.reshape(graph.op('Cast', [graph.op('Shape', [rows], { start: 0, end: 1 })], { to: 6 }), [])
}

/** The features and what else of a view the projection gets. */
export function searched(graph: Graph, config: EngineConfig, features: Value, seen: Seen): Value {
  if (!config.hasLayout && !config.hasOutlines) return features
  const images = graph.op('Transpose', [graph.reshape(seen.columns, [-1, seen.side, seen.side, 3])], {
    perm: [0, 3, 2, 1],
  })
  const unit = (rows: Value) => unitRows(graph, rows).embeddings
  return graph.op('Concat', [features, ...composition(graph, config, images, seen.side, unit)], { axis: 1 })
}

/** Bytes [R, S², 3] to colours in [0, 1], [R, S, 3·S]: long rows, because rows of three keep the processor waiting. */
function recolour(graph: Graph, view: Value, colour: Value, S: number): Value {
  const ofUnit = graph.op('Mul', [colour, graph.scalar(1 / 255)])
  const [rgb, mean] = [0, 3].map((start) => {
    const part = graph.op('Slice', [ofUnit, graph.int64s([start]), graph.int64s([start + 3]), graph.int64s([2])])
    return graph.op('Transpose', [part], { perm: [0, 2, 1] })
  })
  const shift = graph.op('Tile', [graph.op('MatMul', [graph.reduce('Mean', view, 1), mean]), graph.int64s([1, 1, S])])
  const mixed = graph.op('Add', [graph.reshape(graph.op('MatMul', [view, rgb]), [-1, S, 3 * S]), shift])
  return graph.op('Clip', [mixed, graph.scalar(0), graph.scalar(1)])
}
