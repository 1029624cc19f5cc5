/**
 * The 3x3 stride-1 convolution by minimal filtering, forward and both gradients: a quarter of a plain convolution's
 * products (tiles of 4x4) or 4/9 (of 2x2), and windows of 2.25 or 4 times the activation's size in place of nine times.
 *
 * T tiles of m² outputs, n = m + 2, ξ one of the n² products of a tile; X [n², T, C] the windows of the input.
 *   Y = output · (V_ξ U_ξ), V = input · X, U = kernel · weight [C, O]
 *   dX is the same with the windows of dY and the kernel turned round and transposed;
 *   dU_ξ = (outputᵀ · the m² places of X)_ξᵀ (input · windows of dY)_ξ is U's gradient turned round, because filtering dY
 *   by X is filtering X by dY turned round. So only X itself is kept for the backward pass.
 */
import type { Graph, Value } from './graph.ts'
import type { Activation, WeightGradient } from './layers.ts'
import { gatherRows } from './window-graph.ts'
import { bestTile, forTiles, minimalFilter, transposed } from './winograd.ts'
import { gridOf, orderOf, placeAt, placesOf, tileTable } from './windows.ts'

export interface TiledConvolution {
  out: Activation
  /** Gradients of the input [B·side², C] and of the weight [9, C·O]. */
  backward(gradient: Value): { input: Value; weight: WeightGradient }
}

/** `weight` is [9, C·O]. */
export function tiledConvolution(graph: Graph, input: Activation, weight: Value, outChannels: number): TiledConvolution {
  const m = bestTile(input.side)
  const filter = minimalFilter(m, 3)
  const [forInput, forKernel, forOutput] = [forTiles(filter.input), forTiles(filter.kernel), forTiles(filter.output)]
  const turnedKernel = forKernel.map((row) => row.toReversed())
  const [C, O] = [input.channels, outChannels]
  const constant = (matrix: number[][]) => graph.floats(matrix.flat(), [matrix.length, matrix[0].length])
  const filtered = (matrix: number[][]) => perProduct(graph.op('MatMul', [constant(matrix), weight]), C, O)
  const transform = (matrix: number[][], value: Value) => graph.op('MatMul', [constant(matrix), graph.reshape(value, [matrix[0].length, -1])])
  const perProduct = (value: Value, ...sides: number[]) => graph.reshape(value, [(m + 2) ** 2, ...sides])
  const windows = (of: Activation) => perProduct(transform(forInput, tiles(graph, of, m + 2, -1)), -1, of.channels)
  const outputs = (products: Value, channels: number): Activation => untiled(graph, transform(forOutput, products), input.side, channels)

  const out = outputs(graph.op('MatMul', [windows(input), filtered(forKernel)]), O)
  const backward = (gradient: Value) => {
    const seen = windows({ ...out, value: gradient })
    const places = perProduct(transform(transposed(forOutput), tiles(graph, input, m, 0)), -1, C)
    const ofProducts = graph.op('MatMul', [turned(graph, places), seen])
    const ofInput = graph.op('MatMul', [seen, turned(graph, filtered(turnedKernel))])
    return { input: outputs(ofInput, C).value, weight: { transposed: constant(turnedKernel), by: graph.reshape(ofProducts, [(m + 2) ** 2, C * O]) } }
  }
  return { out, backward }
}

const turned = (graph: Graph, value: Value): Value => graph.op('Transpose', [value], { perm: [0, 2, 1] })

/** [size², T, C] as rows: tiles every m places, the first from `start`. An activation that lies in such tiles is one already. */
function tiles(graph: Graph, input: Activation, size: number, start: number): Value {
  if (start === 0 && input.tile === size) return input.value
  const step = size + 2 * start
  return gatherRows(graph, input, orderOf(input), tileTable(input, size, step, start), size ** 2)
}

/** From the m² places of all tiles to the rows of an activation, without those past the border. */
function untiled(graph: Graph, value: Value, side: number, channels: number): Activation {
  const [grid, m] = [gridOf(side), bestTile(side)]
  const rows = graph.reshape(value, [-1, channels])
  if (grid.tile === m) return { ...grid, value: rows, channels }
  const covering = { side: Math.ceil(side / m) * m, tile: m }
  const entries = Int32Array.from(placesOf(grid), ([y, x]) => placeAt(covering, y, x))
  return { ...grid, value: gatherRows(graph, { value: rows, channels }, orderOf(covering), entries, orderOf(grid).outer), channels }
}
