/**
 * Layers as pairs of forward and backward graph pieces. Activations are matrices [B·side², C] (channels last), so
 * that a window is some rows. Each layer returns its output and a function from the output's gradient to the input's.
 */
import type { PoolSpec } from '../../learning/backbone.ts'
import type { Graph, Value } from './graph.ts'
import { gatherWindows, sumWindows } from './window-graph.ts'
import { windowTable } from './windows.ts'

export interface Activation {
  /** [B·side², channels]. */
  value: Value
  side: number
  channels: number
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
  /** Scalar float B. */
  batchSize: Value
  weight(name: string): Value
  /** Registers the weight's new value: v' = momentum · v + gradient + decay · w, w' = w − rate · v'. */
  update(name: string, gradient: WeightGradient): void
  /** Registers a running statistic's new value. */
  replace(name: string, value: Value): void
}

/** Either a value, or transpose(a) · b, which the optimiser fuses with the momentum in one Gemm. */
export type WeightGradient = Value | { transposed: Value; by: Value }

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
 * Max pooling of non-negative values (it follows a ReLU, so any padding below is neutral). Where several
 * places of a window share the maximum, each gets the gradient; above zero that does not happen in practice.
 */
export function maxPool({ graph }: Context, input: Activation, pool: PoolSpec): Layer {
  const table = windowTable(input.side, pool)
  const windows = graph.reshape(gatherWindows(graph, input, table, -1), [-1, table.taps, input.channels])
  const highest = graph.reduce('Max', windows, 1)
  const out = { value: graph.reshape(highest, [-1, input.channels]), side: table.outSide, channels: input.channels }
  const backward = (gradient: Value): Value => {
    const chosen = graph.op('Cast', [graph.op('Equal', [windows, highest])], { to: 1 })
    const lifted = graph.reshape(gradient, [-1, 1, input.channels])
    return sumWindows(graph, graph.op('Mul', [chosen, lifted]), table, input, table.rows.indexOf(input.side ** 2))
  }
  return { out, backward }
}

/** Mean over all places: [B·side², C] to features [B, C]. */
export function averagePool({ graph }: Context, input: Activation): { features: Value; backward: Backward } {
  const places = input.side ** 2
  const features = graph.reduce('Mean', graph.reshape(input.value, [-1, places, input.channels]), 1, false)
  const backward = (gradient: Value): Value => {
    const share = graph.op('Mul', [graph.reshape(gradient, [-1, 1, input.channels]), graph.scalar(1 / places)])
    const spread = graph.op('Expand', [share, graph.int64s([1, places, 1])])
    return graph.reshape(spread, [-1, input.channels])
  }
  return { features, backward }
}
