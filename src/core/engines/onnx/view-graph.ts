/**
 * Views of a photo pulled together, as a graph piece: `viewsTogether` in learning/losses. Rows v [R, D] are all views,
 * large ones first; the L large ones are what is pulled to. Exponentials are shifted by 1/τ, enough for τ of 0.025 or
 * more.
 */
import type { EngineConfig } from '../../learning/engine.ts'
import type { Graph, Value } from './graph.ts'

export interface ViewRows {
  /** [R, D], unit rows. */
  rows: Value
  /** int32 scalars: R, L, and B, the photos that they are views of. */
  count: Value
  largeCount: Value
  photoCount: Value
}

/** Losses [R] and their sum's gradient [R, D]. */
export function viewTerm(graph: Graph, config: EngineConfig, views: ViewRows): { losses: Value; gradients: Value } {
  const { viewTemperature } = config
  const inverse = graph.scalar(1 / viewTemperature)
  const large = firstRows(graph, views.rows, views.largeCount)
  const { positive, negative } = pairs(graph, views)
  const logits = graph.op('Gemm', [views.rows, large], { transB: 1, alpha: 1 / viewTemperature })
  const weights = graph.op('Exp', [graph.op('Sub', [logits, inverse])])
  const ofOthers = graph.reduce('Sum', graph.op('Mul', [weights, negative]), 1)
  // One denominator a positive; those of no positive are never looked at.
  const sums = graph.op('Add', [ofOthers, weights])
  const share = graph.op('Div', [positive, graph.reduce('Sum', positive, 1)])
  const margins = graph.op('Sub', [graph.op('Add', [graph.op('Log', [sums]), inverse]), logits])
  const perSum = graph.op('Div', [share, sums])
  const pushed = graph.op('Mul', [graph.op('Mul', [weights, negative]), graph.reduce('Sum', perSum, 1)])
  const own = graph.op('Sub', [graph.op('Mul', [weights, perSum]), share])
  return {
    losses: graph.reduce('Sum', graph.op('Mul', [margins, share]), 1, false),
    gradients: graph.op('Mul', [spread(graph, views, large, graph.op('Add', [pushed, own])), inverse]),
  }
}

/** From the slopes [R, L] by the logits to those by the rows, which are on both sides of them. */
function spread(graph: Graph, { rows, count, largeCount }: ViewRows, large: Value, slopes: Value): Value {
  const ofLarge = graph.op('Gemm', [slopes, rows], { transA: 1 })
  return graph.op('Add', [
    graph.op('MatMul', [slopes, large]),
    withRowsBelow(graph, ofLarge, graph.op('Sub', [count, largeCount])),
  ])
}

/** Which of the L large views each row is pulled to, and which are of other photos; [R, L], 0 or 1. */
function pairs(graph: Graph, { count, largeCount, photoCount }: ViewRows): { positive: Value; negative: Value } {
  const [row, column] = [graph.reshape(upTo(graph, count), [-1, 1]), graph.reshape(upTo(graph, largeCount), [1, -1])]
  const isSamePhoto = graph.op('Equal', [graph.op('Mod', [row, photoCount]), graph.op('Mod', [column, photoCount])])
  const samePhoto = graph.op('Cast', [isSamePhoto], { to: 1 })
  const self = graph.op('Cast', [graph.op('Equal', [row, column])], { to: 1 })
  return { positive: graph.op('Sub', [samePhoto, self]), negative: graph.op('Sub', [graph.scalar(1), samePhoto]) }
}

/** int32 [count]: 0, 1, … */
export function upTo(graph: Graph, count: Value): Value {
  return graph.op('Range', [graph.int32s([0], []), count, graph.int32s([1], [])])
}

export function firstRows(graph: Graph, rows: Value, count: Value): Value {
  return graph.op('Slice', [rows, graph.int64s([0]), asSides(graph, count), graph.int64s([0])])
}

export function firstColumns(graph: Graph, rows: Value, count: number): Value {
  return graph.op('Slice', [rows, graph.int64s([0]), graph.int64s([count]), graph.int64s([1])])
}

export function rowsFrom(graph: Graph, rows: Value, first: Value): Value {
  return graph.op('Slice', [rows, asSides(graph, first), graph.int64s([2 ** 31]), graph.int64s([0])])
}

/** So many rows of zeros more. */
export function withRowsBelow(graph: Graph, rows: Value, count: Value): Value {
  return graph.op('Pad', [
    rows,
    graph.op('Concat', [graph.int64s([0, 0]), asSides(graph, count), graph.int64s([0])], { axis: 0 }),
  ])
}

const asSides = (graph: Graph, count: Value): Value => graph.reshape(graph.op('Cast', [count], { to: 7 }), [1])
