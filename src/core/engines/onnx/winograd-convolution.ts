/**
 * The 3x3 convolution of stride 1 and padding 1 by minimal filtering, forward and both gradients: a quarter of a plain
 * convolution's products (tiles of 4x4) or 4/9 (of 2x2), and windows of 2.25 or 4 times the activation's size in place
 * of nine times.
 *
 * T tiles of m² outputs, n = m + 2, ξ one of the n² products of a tile, X the input [m², T, C], Y the output [m², T,
 * O], w(·) their overlapping windows of n² places [n², T, ·]; input, kernel and output are the matrices of
 * winograd.ts.
 *   Y = output · P, P_ξ = (input · w(X))_ξ · (kernel · weight)_ξ
 *   dX is the same of w(dY), with the weight turned by 180° and transposed.
 *   kernelᵀ · Q, Q_ξ = (outputᵀ · X)_ξᵀ · (input · w(dY))_ξ, is the weight's gradient turned by 180°, because
 *   filtering dY by X is filtering X by dY turned round. So of the forward pass only X is kept, and w(dY) serves both
 *   gradients.
 */
import type { Graph, Value } from './graph.ts'
import type { Activation, WeightGradient } from './layers.ts'
import { gatherRows } from './window-graph.ts'
import { bestTile, forTiles, minimalFilter, transposed, type Matrix } from './winograd.ts'
import { gridOf, orderOf, placesTable, tileTable } from './windows.ts'

export interface TiledConvolution {
  out: Activation
  /** Gradients of the input [R·side², C] and of the weight [9, C·O]. */
  backward(gradient: Value): { input: Value; weight: WeightGradient }
}

/**
 * `weight` is [9, C·O]. Throws where the input's rows are not as `gridOf` orders them, since its gradient's will be.
 */
export function tiledConvolution(graph: Graph, input: Activation, weight: Value, O: number): TiledConvolution {
  const C = input.channels
  if (input.tile !== gridOf(input.side).tile)
    throw new Error(`Rows in tiles of ${input.tile} cannot be filtered in tiles of ${gridOf(input.side).tile}.`)
  const { forWeight, forWindows, forPlaces, toOutput, turnedKernel } = transforms(graph, input)
  const kernels = forWeight(weight, C, O, false)
  const out = toOutput(graph.op('MatMul', [forWindows(input), kernels]), O)
  const backward = (gradient: Value) => {
    const seen = forWindows({ ...out, value: gradient })
    const ofKernels = graph.op('MatMul', [swapped(graph, forPlaces(input)), seen])
    const ofInput = graph.op('MatMul', [seen, swapped(graph, forWeight(weight, C, O, true))])
    return {
      input: toOutput(ofInput, C).value,
      weight: { transposed: turnedKernel, by: graph.reshape(ofKernels, [-1, C * O]) },
    }
  }
  return { out, backward }
}

/** The steps around the n² products, each one product with a constant matrix, for all tiles and channels at once. */
function transforms(graph: Graph, like: Activation) {
  const m = bestTile(like.side)
  const filter = minimalFilter(m, 3)
  const [input, kernel, output] = [forTiles(filter.input), forTiles(filter.kernel), forTiles(filter.output)]
  const turned = kernel.map((row) => row.toReversed())
  const constant = (matrix: Matrix) => graph.floats(matrix.flat(), [matrix.length, matrix[0].length])
  const apply = (matrix: Matrix, value: Value) =>
    graph.op('MatMul', [constant(matrix), graph.reshape(value, [matrix[0].length, -1])])
  const perProduct = (value: Value, ...sides: number[]) => graph.reshape(value, [input.length, ...sides])
  return {
    turnedKernel: constant(turned),
    /** [9, C·O] to [n², C, O]. A weight is not reshaped: that would copy it. */
    forWeight: (weight: Value, C: number, O: number, isTurned: boolean) =>
      perProduct(graph.op('MatMul', [constant(isTurned ? turned : kernel), weight]), C, O),
    /** [B·side², C] to [n², T, C], of the windows and of the tiles' own places. */
    forWindows: (of: Activation) => perProduct(apply(input, windowsOf(graph, of, m)), -1, of.channels),
    forPlaces: (of: Activation) => perProduct(apply(transposed(output), tilesOf(graph, of, m)), -1, of.channels),
    /** [n², T, O] to [R·side², O]. */
    toOutput: (products: Value, channels: number) =>
      untiled(graph, { ...like, value: apply(output, products), channels }),
  }
}

const swapped = (graph: Graph, value: Value): Value => graph.op('Transpose', [value], { perm: [0, 2, 1] })

/** [(m + 2)² · T, C]: a window every m places, from one before. */
function windowsOf(graph: Graph, input: Activation, m: number): Value {
  return gatherRows(graph, input, orderOf(input), tileTable(input, m + 2, m, -1))
}

/** [m² · T, C]. An activation that lies in such tiles is that already. */
function tilesOf(graph: Graph, input: Activation, m: number): Value {
  return input.tile === m ? input.value : gatherRows(graph, input, orderOf(input), tileTable(input, m, m, 0))
}

/** From [m², T · channels] to the rows of an activation, without the places past the border. */
function untiled(graph: Graph, tiles: Activation): Activation {
  const [grid, m] = [gridOf(tiles.side), bestTile(tiles.side)]
  const rows = { ...tiles, value: graph.reshape(tiles.value, [-1, tiles.channels]) }
  if (grid.tile === m) return { ...rows, ...grid }
  const covering = { side: Math.ceil(grid.side / m) * m, tile: m }
  return { ...rows, ...grid, value: gatherRows(graph, rows, orderOf(covering), placesTable(covering, grid)) }
}
