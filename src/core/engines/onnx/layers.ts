/**
 * Layers as pairs of forward and backward graph pieces. Activations are matrices [R·side², C] of R images (channels
 * last, rows as in windows.ts), so that a window is some rows. Each layer returns its output and a function from the
 * output's gradient to the input's.
 */
import type { PoolSpec } from '../../learning/backbone.ts'
import type { Graph, Value } from './graph.ts'
import { gatherWindows, sumWindows } from './window-graph.ts'
import { orderOf, poolTable, type Grid } from './windows.ts'

export interface Activation extends Grid {
  /** [R·side², channels]. */
  value: Value
  channels: number
  /** R, the number of images, an int32 scalar. */
  count: Value
}

export type Backward = (gradient: Value) => Value
export interface Layer {
  out: Activation
  backward: Backward
}

/** What layers need of the graph they are built into. */
export interface Context {
  graph: Graph
  training: boolean
  /** In training: whether batch norm blends this batch's statistics into the running ones. */
  keepsStatistics: boolean
  weight(name: string): Value
  /**
   * Registers a gradient of the weight, which gets v' = momentum · v + sum of gradients + decay · w, w' = w − rate ·
   * v'.
   */
  update(name: string, gradient: WeightGradient): void
  /** Registers a running statistic's new value. */
  replace(name: string, value: Value): void
}

/** Either a value, or transpose(a) · b, which the optimiser fuses with the momentum in one Gemm. */
export type WeightGradient = Value | { transposed: Value; by: Value }

/** The backward pass of layers at inference. */
export function refuseBackward(): never {
  throw new Error('An inference graph has no backward pass.')
}

export function relu({ graph }: Context, input: Activation): Layer {
  const value = graph.op('Relu', [input.value])
  const backward = (gradient: Value) => graph.op('Mul', [gradient, isPositive(graph, value)])
  return { out: { ...input, value }, backward }
}

/** 1 where a value is above 0, else 0. As HardSigmoid, because Sign runs on one thread. */
function isPositive(graph: Graph, value: Value): Value {
  return graph.op('HardSigmoid', [value], { alpha: 1e38, beta: 0 })
}

/**
 * Max pooling. Places of a window that share the maximum, as on a white wall, share the gradient; PyTorch gives all of
 * it to the first.
 */
export function maxPool({ graph }: Context, input: Activation, pool: PoolSpec): Layer {
  const table = poolTable(input, pool)
  const windows = graph.reshape(gatherWindows(graph, input, table, lowest), [table.taps, -1])
  const highest = graph.reduce('Max', windows, 0, false)
  const out = { ...input, ...table.out, value: graph.reshape(highest, [-1, input.channels]) }
  const backward = (gradient: Value): Value => {
    const chosen = graph.op('Cast', [graph.op('Equal', [windows, highest])], { to: 1 })
    const ones = graph.floats(new Float32Array(table.taps).fill(1), [1, table.taps])
    const shares = graph.op('Div', [graph.reshape(gradient, [1, -1]), graph.op('MatMul', [ones, chosen])])
    const ofWindows = graph.op('Mul', [chosen, shares])
    return sumWindows(graph, { ...input, value: ofWindows }, table, table.rows.indexOf(input.side ** 2))
  }
  return { out, backward }
}

/** Below anything that is pooled. */
const lowest = -3e38

/** Mean over all places: [R·side², C] to features [R, C]. */
export function averagePool({ graph }: Context, input: Activation): { features: Value; backward: Backward } {
  const { outer, inner } = orderOf(input)
  const share = graph.floats(new Float32Array(inner).fill(1 / input.side ** 2), [1, inner])
  const perOuter = graph.op('MatMul', [share, graph.reshape(input.value, [outer, -1, inner, input.channels])])
  const features = graph.reduce('Sum', graph.reshape(perOuter, [outer, -1, input.channels]), 0, false)
  const backward = (gradient: Value): Value => {
    const shares = graph.op('Mul', [
      graph.reshape(gradient, [1, -1, 1, input.channels]),
      graph.scalar(1 / input.side ** 2),
    ])
    return graph.reshape(graph.op('Expand', [shares, graph.int64s([outer, 1, inner, 1])]), [-1, input.channels])
  }
  return { features, backward }
}
