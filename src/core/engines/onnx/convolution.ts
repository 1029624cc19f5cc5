/**
 * Convolutions: 3x3 ones of stride 1 by minimal filtering, all others as one Gather of windows (parallel row copies)
 * and one MatMul, the weight gradient being one product over the same windows. At inference the batch norm that
 * follows is part of the weights.
 */
import type { ConvSpec } from '../../learning/backbone.ts'
import { byChannel, storedNorm } from './batch-norm.ts'
import type { Graph, Value } from './graph.ts'
import { refuseBackward, type Activation, type Context, type Layer, type WeightGradient } from './layers.ts'
import { gatherWindows, sumWindows } from './window-graph.ts'
import { tiledConvolution } from './winograd-convolution.ts'
import { gridOf, stemPlaces, stemTables, stemWeights, usedTaps, windowTable, type Grid } from './windows.ts'

/** Up to this many output channels a weight gradient is summed over groups of rows. */
const fewChannels = 32
/** From this many input channels on minimal filtering pays. */
const manyChannels = 16

/**
 * Whether a convolution is done by minimal filtering; its weight then is [9, in · out], otherwise [kernel² · in, out]:
 * the same numbers in the same order.
 */
export function isTiled({ kernel, stride, padding, inChannels }: ConvSpec): boolean {
  return kernel === 3 && stride === 1 && padding === 1 && inChannels >= manyChannels
}

interface Options {
  needsInputGradient?: boolean
  /** How the output's rows are to be ordered. Minimal filtering, and 1x1 of stride 1, have an order of their own. */
  outGrid?: Grid
}

/** A convolution without bias. */
export function convolution(context: Context, input: Activation, spec: ConvSpec, options: Options = {}): Layer {
  if (isTiled(spec) && input.side > 1) return tiled(context, input, spec)
  const taps = usedTaps(input, spec)
  return taps.length === 1 && spec.stride === 1
    ? pointwise(context, input, spec, taps)
    : windowed(context, input, spec, taps, options)
}

function windowed(
  context: Context,
  input: Activation,
  spec: ConvSpec,
  taps: number[],
  { needsInputGradient = true, outGrid }: Options,
): Layer {
  const { graph } = context
  const table = windowTable(input, spec, outGrid, taps)
  const weight = weightOf(context, spec, taps)
  const columns = graph.reshape(gatherWindows(graph, input, table), [-1, table.taps * input.channels])
  const out = {
    ...input,
    ...table.out,
    value: product(context, columns, weight, spec.norm),
    channels: spec.outChannels,
  }
  const backward = (gradient: Value): Value => {
    updateWeight(
      context,
      spec,
      taps,
      weightGradient(graph, columns, table.taps * input.channels, { ...out, value: gradient }),
    )
    if (!needsInputGradient) return gradient
    return sumWindows(graph, { ...input, value: graph.op('Gemm', [gradient, weight], { transB: 1 }) }, table)
  }
  return { out, backward }
}

/** One tap at stride 1, as of a 1x1 convolution or of any on a single place: the rows themselves are the windows. */
function pointwise(context: Context, input: Activation, spec: ConvSpec, taps: number[]): Layer {
  const weight = weightOf(context, spec, taps)
  const out = { ...input, value: product(context, input.value, weight, spec.norm), channels: spec.outChannels }
  const backward = (gradient: Value): Value => {
    updateWeight(
      context,
      spec,
      taps,
      weightGradient(context.graph, input.value, input.channels, { ...out, value: gradient }),
    )
    return context.graph.op('Gemm', [gradient, weight], { transB: 1 })
  }
  return { out, backward }
}

const hasAllTaps = ({ kernel }: ConvSpec, taps: number[]): boolean => taps.length === kernel ** 2

/** [taps · in, out]: of these taps alone. */
function weightOf({ graph, weight }: Context, spec: ConvSpec, taps: number[]): Value {
  const whole = weight(`${spec.name}.weight`)
  if (hasAllTaps(spec, taps)) return whole
  const byTap = graph.reshape(whole, [spec.kernel ** 2, spec.inChannels * spec.outChannels])
  return graph.reshape(graph.op('Gather', [byTap, graph.int32s(taps, [taps.length])], { axis: 0 }), [
    -1,
    spec.outChannels,
  ])
}

/** Taps that read nothing have no gradient. */
function updateWeight(context: Context, spec: ConvSpec, taps: number[], gradient: WeightGradient): void {
  const { graph, update } = context
  const name = `${spec.name}.weight`
  if (hasAllTaps(spec, taps)) return update(name, gradient)
  const size = spec.inChannels * spec.outChannels
  const padded = graph.op(
    'Concat',
    [graph.reshape(multiplied(graph, gradient), [-1, size]), graph.floats(new Float32Array(size), [1, size])],
    { axis: 0 },
  )
  const rows = Array.from({ length: spec.kernel ** 2 }, (_, tap) =>
    taps.includes(tap) ? taps.indexOf(tap) : taps.length,
  )
  const spread = graph.op('Gather', [padded, graph.int32s(rows, [rows.length])], { axis: 0 })
  update(name, isTiled(spec) ? spread : graph.reshape(spread, [-1, spec.outChannels]))
}

function tiled(context: Context, input: Activation, { name, norm, outChannels }: ConvSpec): Layer {
  const { graph, training } = context
  const weight = context.weight(`${name}.weight`)
  if (!training) return tiledWithNorm(context, input, weight, norm, outChannels)
  const { out, backward } = tiledConvolution(graph, input, weight, outChannels)
  return {
    out,
    backward: (gradient) => {
      const gradients = backward(gradient)
      context.update(`${name}.weight`, gradients.weight)
      return gradients.input
    },
  }
}

/** At inference. Its weights are transformed anew with each batch, some milliseconds: they belong to the trainer. */
function tiledWithNorm(context: Context, input: Activation, weight: Value, norm: string, outChannels: number): Layer {
  const { graph } = context
  const { scale, shift } = storedNorm(context, norm)
  const scaled = graph.op('Mul', [graph.reshape(weight, [-1, outChannels]), scale])
  const { out } = tiledConvolution(graph, input, graph.reshape(scaled, [9, -1]), outChannels)
  return { out: { ...out, value: byChannel(graph, 'Add', out, out.value, shift) }, backward: refuseBackward }
}

function product(context: Context, columns: Value, weight: Value, norm: string): Value {
  const { graph } = context
  if (context.training) return graph.op('MatMul', [columns, weight])
  const { scale, shift } = storedNorm(context, norm)
  return graph.op('Gemm', [columns, graph.op('Mul', [weight, scale]), shift])
}

function multiplied(graph: Graph, gradient: WeightGradient): Value {
  return typeof gradient === 'string' ? gradient : graph.op('Gemm', [gradient.transposed, gradient.by], { transA: 1 })
}

/** The transpose of `columns` [R·side², width] times the gradient of the output [R·side², channels]. */
function weightGradient(
  graph: Graph,
  columns: Value,
  width: number,
  { value, side, channels }: Activation,
): WeightGradient {
  if (channels > fewChannels) return { transposed: columns, by: value }
  // By groups of side² rows and turned round, a narrow product is half as fast again.
  const across = graph.op('Transpose', [graph.reshape(value, [-1, side ** 2, channels])], { perm: [0, 2, 1] })
  const ofGroups = graph.op('MatMul', [across, graph.reshape(columns, [-1, side ** 2, width])])
  return graph.op('Transpose', [graph.reduce('Sum', ofGroups, 0, false)], { perm: [1, 0] })
}

/**
 * The 7x7 stride-2 stem on an image given as [R·(S/2)², 12] (2x2 blocks of RGB): 4x4 taps of 12 in place of 49 of 3.
 * Has no input gradient.
 */
export function stem(context: Context, input: Activation, spec: ConvSpec, outGrid: Grid = gridOf(input.side)): Layer {
  const { graph } = context
  const [across, down] = stemTables(input, outGrid)
  const fours = { ...input, value: graph.reshape(gatherWindows(graph, input, across), [-1, 48]), channels: 48 }
  const columns = graph.reshape(gatherWindows(graph, fours, down), [-1, 192])
  const padded = graph.op('Pad', [context.weight(`${spec.name}.weight`), graph.int64s([0, 0, 1, 0])])
  const weight = graph.op('Gather', [padded, graph.int32s(stemPlaces(), [192])], { axis: 0 })
  const out = { ...input, ...outGrid, value: product(context, columns, weight, spec.norm), channels: spec.outChannels }
  const backward = (gradient: Value): Value => {
    const spread = multiplied(graph, weightGradient(graph, columns, 192, { ...out, value: gradient }))
    context.update(`${spec.name}.weight`, graph.op('Gather', [spread, graph.int32s(stemWeights(), [147])], { axis: 0 }))
    return gradient
  }
  return { out, backward }
}
