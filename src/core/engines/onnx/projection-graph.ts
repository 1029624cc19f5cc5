/**
 * From features to unit embeddings, as graph pieces: by the projection, or by the head that stands in for it in
 * training.
 */
import { smallestNorm } from '../../learning/backbone.ts'
import { batchNorm } from './batch-norm.ts'
import type { Graph, Value } from './graph.ts'
import { relu, type Activation, type Backward, type Context } from './layers.ts'

export interface Embedded {
  /** [R, D], unit rows. */
  embeddings: Value
  /** From the gradient of the embeddings to that of the features. */
  backward: Backward
}

/** fc.weight [D, F] and fc.bias, then unit length. */
export function projection(context: Context, features: Value): Embedded {
  const { graph } = context
  const weight = context.weight('fc.weight')
  const raw = graph.op('Gemm', [features, weight, context.weight('fc.bias')], { transB: 1 })
  const { embeddings, backward } = unitRows(graph, raw)
  return {
    embeddings,
    backward: (gradient) => {
      const outer = backward(gradient)
      context.update('fc.weight', { transposed: outer, by: features })
      context.update('fc.bias', graph.reduce('Sum', outer, 0, false))
      return graph.op('MatMul', [outer, weight])
    },
  }
}

/** Linear to H, batch norm over all rows, ReLU, linear to D, unit length. */
export function head(context: Context, features: Activation, headSize: number): Embedded {
  const { graph } = context
  const wide = linear(context, features.value, 'head.0')
  const norm = batchNorm(context, { ...features, value: wide.value, channels: headSize }, 'head.1')
  const active = relu(context, norm.out)
  const narrow = linear(context, active.out.value, 'head.3')
  const { embeddings, backward } = unitRows(graph, narrow.value)
  const layers = [wide.backward, norm.backward, active.backward, narrow.backward, backward]
  return { embeddings, backward: (gradient) => layers.reduceRight((g, step) => step(g), gradient) }
}

/** Without bias. */
function linear(context: Context, rows: Value, name: string): { value: Value; backward: Backward } {
  const { graph } = context
  const weight = context.weight(`${name}.weight`)
  return {
    value: graph.op('Gemm', [rows, weight], { transB: 1 }),
    backward: (gradient) => {
      context.update(`${name}.weight`, { transposed: gradient, by: rows })
      return graph.op('MatMul', [gradient, weight])
    },
  }
}

/** Rows at unit length; shorter ones than `smallestNorm` are not stretched to it. */
export function unitRows(graph: Graph, raw: Value): Embedded {
  const squares = graph.reduce('Sum', graph.op('Mul', [raw, raw]), 1)
  const norm = graph.op('Max', [graph.op('Sqrt', [squares]), graph.scalar(smallestNorm)])
  const embeddings = graph.op('Div', [raw, norm])
  const backward = (gradient: Value): Value => {
    const along = graph.reduce('Sum', graph.op('Mul', [gradient, embeddings]), 1)
    const across = graph.op('Sub', [gradient, graph.op('Mul', [embeddings, along])])
    return graph.op('Div', [across, norm])
  }
  return { embeddings, backward }
}
