/**
 * Layers as pairs of forward and backward graph pieces. Activations are matrices [B·side², C] (channels last), so
 * that a convolution is a Gather of windows (parallel row copies) and one MatMul, and its weight gradient one Gemm
 * over the same windows. Each layer returns its output and a function from the output's gradient to the input's.
 */
import type { ConvSpec, PoolSpec } from '../../learning/backbone.ts'
import type { Graph, Value } from './graph.ts'
import { scatterTable, stemPlaces, stemTable, stemWeights, windowTable, type WindowTable } from './windows.ts'

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

const batchNormEpsilon = 1e-5
const batchNormMomentum = 0.1
/** Up to this many places, summing gathered columns is cheaper than transposing the (large) weights. */
const smallGrid = 16

/** A convolution without bias. Weight is [kernel² · in, out]. With stride 1 the padding must be (kernel − 1) / 2. */
export function convolution(context: Context, input: Activation, spec: ConvSpec, needsInputGradient = true): Layer {
  const { graph } = context
  const table = windowTable(input.side, spec)
  const weight = context.weight(`${spec.name}.weight`)
  const direct = spec.kernel === 1 && spec.stride === 1
  const columns = direct ? input.value : gatherWindows(graph, input, table)
  const out = { value: graph.op('MatMul', [columns, weight]), side: table.outSide, channels: spec.outChannels }
  const backward = (gradient: Value): Value => {
    context.update(`${spec.name}.weight`, { transposed: columns, by: gradient })
    if (!needsInputGradient) return gradient
    if (direct) return graph.op('Gemm', [gradient, weight], { transB: 1 })
    const flipped = spec.stride === 1 && input.side ** 2 > smallGrid
    return flipped
      ? correlateFlipped(graph, { ...out, value: gradient }, table, weight, input.channels)
      : sumWindows(graph, graph.op('Gemm', [gradient, weight], { transB: 1 }), table, input)
  }
  return { out, backward }
}

/** The 7x7 stride-2 stem on an image given as [B·(S/2)², 12] (2x2 blocks of RGB): 4x4 taps of 12 in place of 49 of 3. */
export function stem(context: Context, input: Activation, spec: ConvSpec): Layer {
  const { graph } = context
  const columns = gatherWindows(graph, input, stemTable(input.side))
  const padded = graph.op('Pad', [context.weight(`${spec.name}.weight`), graph.int64s([0, 0, 1, 0])])
  const weight = graph.op('Gather', [padded, graph.int32s(stemPlaces(), [192])], { axis: 0 })
  const out = { value: graph.op('MatMul', [columns, weight]), side: input.side, channels: spec.outChannels }
  const backward = (gradient: Value): Value => {
    const spread = graph.op('Gemm', [columns, gradient], { transA: 1 })
    context.update(`${spec.name}.weight`, graph.op('Gather', [spread, graph.int32s(stemWeights(), [147])], { axis: 0 }))
    return gradient
  }
  return { out, backward }
}

/** Batch norm over all places (Ioffe & Szegedy 2015), biased variance to normalise, unbiased to keep. */
export function batchNorm(context: Context, input: Activation, name: string): Layer {
  return context.training ? trainedNorm(context, input, name) : storedNorm(context, input, name)
}

function storedNorm({ graph, weight }: Context, input: Activation, name: string): Layer {
  const variance = graph.op('Add', [weight(`${name}.running_var`), graph.scalar(batchNormEpsilon)])
  const scale = graph.op('Div', [weight(`${name}.weight`), graph.op('Sqrt', [variance])])
  const shift = graph.op('Sub', [weight(`${name}.bias`), graph.op('Mul', [weight(`${name}.running_mean`), scale])])
  const value = graph.op('Add', [graph.op('Mul', [input.value, scale]), shift])
  return { out: { ...input, value }, backward: refuseBackward }
}

function trainedNorm(context: Context, input: Activation, name: string): Layer {
  const { graph } = context
  const x = input.value
  const mean = graph.reduce('Mean', x, 0, false)
  const meanSquare = graph.reduce('Mean', graph.op('Mul', [x, x]), 0, false)
  const variance = graph.op('Relu', [graph.op('Sub', [meanSquare, graph.op('Mul', [mean, mean])])])
  const deviation = graph.op('Sqrt', [graph.op('Add', [variance, graph.scalar(batchNormEpsilon)])])
  const scale = graph.op('Div', [context.weight(`${name}.weight`), deviation])
  const shift = graph.op('Sub', [context.weight(`${name}.bias`), graph.op('Mul', [mean, scale])])
  const value = graph.op('Add', [graph.op('Mul', [x, scale]), shift])
  const places = graph.op('Mul', [context.batchSize, graph.scalar(input.side ** 2)])
  keepStatistics(context, name, mean, variance, places)
  const backward = (gradient: Value): Value => {
    const gradientMean = graph.reduce('Mean', gradient, 0, false)
    const productMean = graph.reduce('Mean', graph.op('Mul', [gradient, x]), 0, false)
    // Mean over places of gradient times normalised input.
    const centred = graph.op('Sub', [productMean, graph.op('Mul', [mean, gradientMean])])
    const slope = graph.op('Div', [centred, deviation])
    context.update(`${name}.bias`, graph.op('Mul', [gradientMean, places]))
    context.update(`${name}.weight`, graph.op('Mul', [slope, places]))
    // scale · (gradient − mean gradient − normalised · slope), as scale · gradient − a · x − b.
    const a = graph.op('Div', [graph.op('Mul', [scale, slope]), deviation])
    const b = graph.op('Sub', [graph.op('Mul', [scale, gradientMean]), graph.op('Mul', [a, mean])])
    const scaled = graph.op('Sub', [graph.op('Mul', [gradient, scale]), graph.op('Mul', [x, a])])
    return graph.op('Sub', [scaled, b])
  }
  return { out: { ...input, value }, backward }
}

function keepStatistics(context: Context, name: string, mean: Value, variance: Value, places: Value): void {
  const { graph } = context
  const unbiased = graph.op('Mul', [
    variance,
    graph.op('Div', [places, graph.op('Max', [graph.op('Sub', [places, graph.scalar(1)]), graph.scalar(1)])]),
  ])
  const blend = (part: string, fresh: Value) => {
    const kept = graph.op('Mul', [context.weight(`${name}.${part}`), graph.scalar(1 - batchNormMomentum)])
    context.replace(`${name}.${part}`, graph.op('Add', [kept, graph.op('Mul', [fresh, graph.scalar(batchNormMomentum)])]))
  }
  blend('running_mean', mean)
  blend('running_var', unbiased)
}

export function relu({ graph }: Context, input: Activation): Layer {
  const value = graph.op('Relu', [input.value])
  const backward = (gradient: Value) => graph.op('Mul', [gradient, graph.op('Sign', [value])])
  return { out: { ...input, value }, backward }
}

/**
 * Max pooling of non-negative values (it follows a ReLU, so zero padding is neutral). Where several
 * places of a window share the maximum, each gets the gradient; above zero that does not happen in practice.
 */
export function maxPool({ graph }: Context, input: Activation, pool: PoolSpec): Layer {
  const table = windowTable(input.side, pool)
  const windows = graph.reshape(gatherWindows(graph, input, table), [-1, table.taps, input.channels])
  const highest = graph.reduce('Max', windows, 1)
  const out = { value: graph.reshape(highest, [-1, input.channels]), side: table.outSide, channels: input.channels }
  const backward = (gradient: Value): Value => {
    const chosen = graph.op('Equal', [windows, highest])
    const lifted = graph.reshape(gradient, [-1, 1, input.channels])
    return sumWindows(graph, graph.op('Where', [chosen, lifted, graph.scalar(0)]), table, input)
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

/** Rows of all windows: [B·side², C] to [B·outSide², taps · C]. */
function gatherWindows(graph: Graph, input: Activation, table: WindowTable): Value {
  const photos = graph.reshape(input.value, [-1, input.side ** 2, input.channels])
  const reachesOut = table.rows.includes(input.side ** 2)
  const padded = reachesOut ? graph.op('Pad', [photos, graph.int64s([0, 0, 0, 0, 1, 0])]) : photos
  const rows = graph.op('Gather', [padded, graph.int32s(table.rows, [table.rows.length])], { axis: 1 })
  return graph.reshape(rows, [-1, table.taps * input.channels])
}

/** The gradient of `gatherWindows`: each input row sums the window entries that read it. */
function sumWindows(graph: Graph, windows: Value, table: WindowTable, input: Activation): Value {
  const { entries, count } = scatterTable(table, input.side)
  const photos = graph.reshape(windows, [-1, table.rows.length, input.channels])
  const padded = entries.includes(table.rows.length) ? graph.op('Pad', [photos, graph.int64s([0, 0, 0, 0, 1, 0])]) : photos
  const readers = graph.op('Gather', [padded, graph.int32s(entries, [entries.length])], { axis: 1 })
  if (count === 1) return graph.reshape(readers, [-1, input.channels])
  return graph.reduce('Sum', graph.reshape(readers, [-1, count, input.channels]), 1, false)
}

/** The input gradient of a stride-1 convolution: the output gradient convolved with the kernel turned round. */
function correlateFlipped(graph: Graph, gradient: Activation, table: WindowTable, weight: Value, inChannels: number): Value {
  const taps = graph.reshape(weight, [table.taps, inChannels, gradient.channels])
  const order = graph.int32s(Array.from({ length: table.taps }, (_, tap) => table.taps - 1 - tap), [table.taps])
  const flipped = graph.op('Transpose', [graph.op('Gather', [taps, order], { axis: 0 })], { perm: [0, 2, 1] })
  const kernel = graph.reshape(flipped, [table.taps * gradient.channels, inChannels])
  return graph.op('MatMul', [gatherWindows(graph, gradient, table), kernel])
}

function refuseBackward(): never {
  throw new Error('An inference graph has no backward pass.')
}
