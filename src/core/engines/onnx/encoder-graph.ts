/**
 * The encoder as a graph: stored pixels and how to see them, to unit embeddings [B, D], with its backward pass.
 */
import { backboneSpec, channelDeviation, channelMean, stemOf, type BlockSpec, type ConvSpec, type LayerSpec } from '../../learning/backbone.ts'
import type { EngineConfig } from '../../learning/engine.ts'
import { batchNorm } from './batch-norm.ts'
import { convolution, stem } from './convolution.ts'
import type { Graph, Value } from './graph.ts'
import { averagePool, maxPool, relu, type Activation, type Backward, type Context, type Layer } from './layers.ts'
import { blockPairs, gridBefore, gridOf, outSide } from './windows.ts'

/**
 * Crops, resizes, mirrors and recolours in the graph: two batched MatMuls (resampling is linear and separable) and a
 * colour matrix.
 */
export function augment(graph: Graph, config: EngineConfig): Activation {
  const { imageSize: S, pixelSize: P } = config
  const pixels = graph.input('pixels', 'uint8', ['B', P, P * 3])
  const rowResampling = graph.input('rowResampling', 'float32', ['B', S, P])
  const columnResampling = graph.input('columnResampling', 'float32', ['B', S, P])
  const colour = graph.input('colour', 'float32', ['B', 3, 6])
  const floats = graph.op('Cast', [pixels], { to: 1 })
  const rows = graph.reshape(graph.op('MatMul', [rowResampling, floats]), [-1, S, P, 3])
  const turned = graph.reshape(graph.op('Transpose', [rows], { perm: [0, 2, 1, 3] }), [-1, P, S * 3])
  const view = graph.reshape(graph.op('MatMul', [columnResampling, turned]), [-1, S * S, 3])
  return backboneInput(graph, config, recolour(graph, view, colour, S))
}

/** Colours in [0, 1] column by column, [B, x, y, 3], as the first layer reads them: normalised, row by row. */
function backboneInput(graph: Graph, config: EngineConfig, columns: Value): Activation {
  const S = config.imageSize
  const normal = normaliseColours(graph, graph.reshape(columns, [-1, 3 * S]), S)
  if (!readsBlocks(stemOf(backboneSpec(config.backbone)), S)) {
    const upright = graph.op('Transpose', [graph.reshape(normal, [-1, S, S, 3])], { perm: [0, 2, 1, 3] })
    return { value: graph.reshape(upright, [-1, 3]), side: S, tile: 1, channels: 3 }
  }
  // Two places below each other are six values in a row; a block is two of those.
  const pairs = graph.reshape(normal, [-1, (S * S) / 2, 6])
  const blocks = graph.op('Gather', [pairs, graph.int32s(blockPairs(S / 2), [(S * S) / 2])], { axis: 1 })
  return { value: graph.reshape(blocks, [-1, 12]), side: S / 2, tile: 1, channels: 12 }
}

/** The 7x7 stride-2 stem has a layer of its own on images of even side, on 2x2 blocks: [B·(S/2)², 12]. Any other reads [B·S², 3]. */
const readsBlocks = ({ kernel, stride }: ConvSpec, side: number): boolean => kernel === 7 && stride === 2 && side % 2 === 0

/** RGB in [0, 1], `count` colours in the last dimension, to ImageNet's mean 0 and deviation 1. */
function normaliseColours(graph: Graph, rgb: Value, count: number): Value {
  const repeated = (channels: number[]) => graph.floats(Array.from({ length: 3 * count }, (_, i) => channels[i % 3]), [3 * count])
  const centred = graph.op('Sub', [rgb, repeated(channelMean)])
  return graph.op('Mul', [centred, repeated(channelDeviation.map((d) => 1 / d))])
}

/** Bytes [B, S², 3] to colours in [0, 1], [B, S, 3·S]: long rows, because rows of three keep the processor waiting. */
function recolour(graph: Graph, view: Value, colour: Value, S: number): Value {
  const ofUnit = graph.op('Mul', [colour, graph.scalar(1 / 255)])
  const [rgb, mean] = [0, 3].map((start) => {
    const part = graph.op('Slice', [ofUnit, graph.int64s([start]), graph.int64s([start + 3]), graph.int64s([2])])
    return graph.op('Transpose', [part], { perm: [0, 2, 1] })
  })
  const shift = graph.op('Tile', [graph.op('MatMul', [graph.reduce('Mean', view, 1), mean]), graph.int64s([1, 1, S])])
  const mixed = graph.op('Add', [graph.reshape(graph.op('MatMul', [view, rgb]), [-1, S, 3 * S]), shift])
  return graph.op('Clip', [mixed, graph.scalar(0), graph.scalar(1)])
}

export interface EncoderValues {
  /** [B, D]. */
  embeddings: Value
  /** [B, F] after each stage; the last is what the projection gets. */
  features: Value[]
  backward(gradient: Value): void
}

/** Backbone, projection and L2 norm. `backward` takes the gradient with respect to the embeddings. */
export function encoder(context: Context, config: EngineConfig, image: Activation): EncoderValues {
  const spec = backboneSpec(config.backbone)
  const layers: Backward[] = []
  const push = (layer: Layer): Activation => {
    layers.push(layer.backward)
    return layer.out
  }
  let at = image
  const pools = spec.stages.map(({ layers: ofStage }) => {
    for (const layer of ofStage) for (const part of partsOf(context, at, layer, at === image)) at = push(part)
    return averagePool(context, at)
  })
  const pooled = pools.at(-1)!
  const projected = projection(context, pooled.features)
  const backward = (gradient: Value): void => {
    layers.reduceRight((g, step) => step(g), pooled.backward(projected.backward(gradient)))
  }
  return { embeddings: projected.embeddings, features: pools.map(({ features }) => features), backward }
}

/** The parts of one layer, in order. */
function partsOf(context: Context, input: Activation, layer: LayerSpec, isFirst: boolean): Layer[] {
  if (layer.kind === 'block') return [residualBlock(context, input, layer.block)]
  const asBlocks = input.channels > layer.conv.inChannels
  const side = asBlocks ? input.side : outSide(input.side, layer.conv)
  const pool = layer.pool && layer.pool.kernel <= side ? layer.pool : null
  const outGrid = pool ? gridBefore(pool, side) : gridOf(side)
  const conv = asBlocks ? stem(context, input, layer.conv, outGrid) : convolution(context, input, layer.conv, { outGrid, needsInputGradient: !isFirst })
  const parts = [conv, batchNorm(context, conv.out, layer.conv.norm)]
  // The maximum of ReLUs is the ReLU of the maximum, and there is less of it.
  if (pool) parts.push(maxPool(context, parts[1].out, pool))
  return [...parts, relu(context, parts.at(-1)!.out)]
}

function normalisedConvolution(context: Context, input: Activation, spec: ConvSpec): Layer {
  const conv = convolution(context, input, spec)
  const norm = batchNorm(context, conv.out, spec.norm)
  return { out: norm.out, backward: (gradient) => conv.backward(norm.backward(gradient)) }
}

function residualBlock(context: Context, input: Activation, block: BlockSpec): Layer {
  const { graph } = context
  const layers: Layer[] = []
  let at = input
  for (const [index, conv] of block.convs.entries()) {
    if (index > 0) layers.push(relu(context, at))
    layers.push(normalisedConvolution(context, layers.at(-1)?.out ?? at, conv))
    at = layers.at(-1)!.out
  }
  const shortcut = block.shortcut ? normalisedConvolution(context, input, block.shortcut) : null
  const sum = graph.op('Add', [at.value, shortcut?.out.value ?? input.value])
  const last = relu(context, { ...at, value: sum })
  const backward = (gradient: Value): Value => {
    const inner = last.backward(gradient)
    const through = layers.reduceRight((g, layer) => layer.backward(g), inner)
    return graph.op('Add', [through, shortcut ? shortcut.backward(inner) : inner])
  }
  return { out: last.out, backward }
}

function projection(context: Context, features: Value): { embeddings: Value; backward: Backward } {
  const { graph } = context
  const weight = context.weight('fc.weight')
  const raw = graph.op('Gemm', [features, weight, context.weight('fc.bias')], { transB: 1 })
  const squares = graph.reduce('Sum', graph.op('Mul', [raw, raw]), 1)
  const norm = graph.op('Max', [graph.op('Sqrt', [squares]), graph.scalar(1e-12)])
  const embeddings = graph.op('Div', [raw, norm])
  const backward = (gradient: Value): Value => {
    const along = graph.reduce('Sum', graph.op('Mul', [gradient, embeddings]), 1)
    const across = graph.op('Sub', [gradient, graph.op('Mul', [embeddings, along])])
    const outer = graph.op('Div', [across, norm])
    context.update('fc.weight', { transposed: outer, by: features })
    context.update('fc.bias', graph.reduce('Sum', outer, 0, false))
    return graph.op('MatMul', [outer, weight])
  }
  return { embeddings, backward }
}
