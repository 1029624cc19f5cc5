/**
 * What the projection gets beside the features, as graph pieces: where in an image which colours and which edges are.
 */
import { besideFeatures } from '../../learning/encoder-weights.ts'
import { cellWeights } from '../../learning/cells.ts'
import { layoutSide, layoutSize } from '../../learning/layout.ts'
import {
  outlineContrast,
  outlineFilters,
  outlineFloor,
  outlineKernel,
  outlinePlaces,
  outlineSide,
  outlineSize,
  outlineStride,
} from '../../learning/outlines.ts'
import type { EngineConfig } from '../../learning/engine.ts'
import type { Graph, Value } from './graph.ts'

/** Rows to rows of unit length. */
type ToUnit = (rows: Value) => Value

/** What the projection gets beside the features of images [R, 3, S, S] in [0, 1], each [R, size of it]. */
export function composition(graph: Graph, config: EngineConfig, images: Value, S: number, unit: ToUnit): Value[] {
  return besideFeatures(config, { layout, outlines }).map((piece) => piece(graph, images, S, unit))
}

/** Images [R, 3, S, S] in [0, 1] to [R, 3 · layoutSide²]; see learning/layout. */
export function layout(graph: Graph, images: Value, S: number, unit: ToUnit): Value {
  const means = cellMeans(graph, images, layoutSide, S)
  const rows = graph.reshape(graph.op('Transpose', [means], { perm: [0, 2, 3, 1] }), [-1, layoutSize])
  return unit(graph.op('Sub', [rows, graph.op('Mul', [graph.reduce('Sum', rows, 1), graph.scalar(1 / layoutSize)])]))
}

/** The same to [R, outlineSize]; see learning/outlines. */
export function outlines(graph: Graph, images: Value, S: number, unit: ToUnit): Value {
  const filters = graph.floats(outlineFilters(), [4, 3, outlineKernel, outlineKernel])
  const strides = [outlineStride, outlineStride]
  const derivatives = graph.op('Abs', [
    graph.op('Conv', [images, filters], { kernel_shape: [outlineKernel, outlineKernel], strides }),
  ])
  const ahead = graph.op('Conv', [derivatives, graph.floats(outlineContrast, [4, 4, 1, 1])], { kernel_shape: [1, 1] })
  const means = cellMeans(graph, graph.op('Relu', [ahead]), outlineSide, outlinePlaces(S))
  const rows = graph.reshape(means, [-1, outlineSize])
  return unit(graph.op('Sqrt', [graph.op('Add', [rows, graph.scalar(outlineFloor)])]))
}

/** [R, C, S, S] to [R, C, cells, cells]. */
function cellMeans(graph: Graph, maps: Value, cells: number, S: number): Value {
  const weights = cellWeights(cells, S)
  const byColumn = Float32Array.from(weights, (_, i) => weights[(i % cells) * S + Math.floor(i / cells)])
  const down = graph.op('MatMul', [graph.floats(weights, [cells, S]), maps])
  return graph.op('MatMul', [down, graph.floats(byColumn, [S, cells])])
}
