/** Batch norm over all places (Ioffe & Szegedy 2015), biased variance to normalise, unbiased to keep. */
import { batchNormEpsilon, batchNormMomentum } from '../../learning/backbone.ts'
import type { Graph, Value } from './graph.ts'
import { refuseBackward, type Activation, type Context, type Layer } from './layers.ts'

const longestRow = 1024

/** At inference the convolution before it has it in its weights; see `storedNorm`. */
export function batchNorm(context: Context, input: Activation, name: string): Layer {
  return context.training ? trainedNorm(context, input, name) : { out: input, backward: refuseBackward }
}

/** By running statistics: normalised = scale · x + shift, both [C]. */
export function storedNorm({ graph, weight }: Context, name: string): { scale: Value; shift: Value } {
  const variance = graph.op('Add', [weight(`${name}.running_var`), graph.scalar(batchNormEpsilon)])
  const scale = graph.op('Div', [weight(`${name}.weight`), graph.op('Sqrt', [variance])])
  const shift = graph.op('Sub', [weight(`${name}.bias`), graph.op('Mul', [weight(`${name}.running_mean`), scale])])
  return { scale, shift }
}

function trainedNorm(context: Context, input: Activation, name: string): Layer {
  const { graph } = context
  const x = input.value
  const places = graph.op('Mul', [graph.op('Cast', [input.count], { to: 1 }), graph.scalar(input.side ** 2)])
  const mean = columnMeans(graph, input, x)
  const meanSquare = columnMeans(graph, input, graph.op('Mul', [x, x]))
  const variance = graph.op('Relu', [graph.op('Sub', [meanSquare, graph.op('Mul', [mean, mean])])])
  const deviation = graph.op('Sqrt', [graph.op('Add', [variance, graph.scalar(batchNormEpsilon)])])
  const scale = graph.op('Div', [context.weight(`${name}.weight`), deviation])
  const shift = graph.op('Sub', [context.weight(`${name}.bias`), graph.op('Mul', [mean, scale])])
  const value = byChannel(graph, 'Add', input, byChannel(graph, 'Mul', input, x, scale), shift)
  if (context.keepsStatistics) keepStatistics(context, name, mean, variance, places)
  const backward = (gradient: Value): Value => {
    const gradientMean = columnMeans(graph, input, gradient)
    const productMean = columnMeans(graph, input, graph.op('Mul', [gradient, x]))
    // Mean over places of gradient times normalised input.
    const centred = graph.op('Sub', [productMean, graph.op('Mul', [mean, gradientMean])])
    const slope = graph.op('Div', [centred, deviation])
    context.update(`${name}.bias`, graph.op('Mul', [gradientMean, places]))
    context.update(`${name}.weight`, graph.op('Mul', [slope, places]))
    // scale · (gradient − mean gradient − normalised · slope), as scale · gradient − a · x − b.
    const a = graph.op('Div', [graph.op('Mul', [scale, slope]), deviation])
    const b = graph.op('Sub', [graph.op('Mul', [scale, gradientMean]), graph.op('Mul', [a, mean])])
    const scaled = graph.op('Sub', [
      byChannel(graph, 'Mul', input, gradient, scale),
      byChannel(graph, 'Mul', input, x, a),
    ])
    return byChannel(graph, 'Sub', input, scaled, b)
  }
  return { out: { ...input, value }, backward }
}

/**
 * `value` [R·side², C] op `row` [C]. Over many places at once: rows of some dozen values keep the processor waiting.
 */
export function byChannel(
  graph: Graph,
  op: 'Add' | 'Sub' | 'Mul',
  { side, channels }: Activation,
  value: Value,
  row: Value,
): Value {
  let fold = 1
  while (side ** 2 % (2 * fold) === 0 && 2 * fold * channels <= longestRow) fold *= 2
  if (fold === 1) return graph.op(op, [value, row])
  const folded = graph.op(op, [
    graph.reshape(value, [-1, fold * channels]),
    graph.op('Tile', [row, graph.int64s([fold])]),
  ])
  return graph.reshape(folded, [-1, channels])
}

/**
 * [R·side², C] to [C]. As products of side² rows at a time with a row of 1/side², several times as fast as ReduceMean.
 */
function columnMeans(graph: Graph, { side, channels }: Activation, value: Value): Value {
  const weights = graph.floats(new Float32Array(side ** 2).fill(1 / side ** 2), [1, side ** 2])
  const ofGroups = graph.op('MatMul', [weights, graph.reshape(value, [-1, side ** 2, channels])])
  return graph.reduce('Mean', graph.reshape(ofGroups, [-1, channels]), 0, false)
}

function keepStatistics(context: Context, name: string, mean: Value, variance: Value, places: Value): void {
  const { graph } = context
  const unbiased = graph.op('Mul', [
    variance,
    graph.op('Div', [places, graph.op('Max', [graph.op('Sub', [places, graph.scalar(1)]), graph.scalar(1)])]),
  ])
  const blend = (part: string, fresh: Value) => {
    const kept = graph.op('Mul', [context.weight(`${name}.${part}`), graph.scalar(1 - batchNormMomentum)])
    context.replace(
      `${name}.${part}`,
      graph.op('Add', [kept, graph.op('Mul', [fresh, graph.scalar(batchNormMomentum)])]),
    )
  }
  blend('running_mean', mean)
  blend('running_var', unbiased)
}
