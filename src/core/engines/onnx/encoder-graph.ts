/**
 * Views to the backbone's features, with the backward pass.
 */
import {
  backboneSpec,
  channelDeviation,
  channelMean,
  stemOf,
  type BlockSpec,
  type ConvSpec,
  type LayerSpec,
} from '../../learning/backbone.ts'
import type { EngineConfig } from '../../learning/engine.ts'
import { batchNorm } from './batch-norm.ts'
import { convolution, stem } from './convolution.ts'
import type { Graph, Value } from './graph.ts'
import { averagePool, maxPool, relu, type Activation, type Backward, type Context, type Layer } from './layers.ts'
import type { Seen } from './seen-graph.ts'
import { blockPairs, gridBefore, gridOf, outSide } from './windows.ts'

/** As the first layer reads them: normalised, row by row. */
export function backboneInput(graph: Graph, config: EngineConfig, { columns, side: S, count }: Seen): Activation {
  const normal = normaliseColours(graph, graph.reshape(columns, [-1, 3 * S]), S)
  if (!readsBlocks(stemOf(backboneSpec(config)), S)) {
    const upright = graph.op('Transpose', [graph.reshape(normal, [-1, S, S, 3])], { perm: [0, 2, 1, 3] })
    return { value: graph.reshape(upright, [-1, 3]), side: S, tile: 1, channels: 3, count }
  }
  // Two places below each other are six values in a row; a block is two of those.
  const pairs = graph.reshape(normal, [-1, (S * S) / 2, 6])
  const blocks = graph.op('Gather', [pairs, graph.int32s(blockPairs(S / 2), [(S * S) / 2])], { axis: 1 })
  return { value: graph.reshape(blocks, [-1, 12]), side: S / 2, tile: 1, channels: 12, count }
}

/**
 * The 7x7 stride-2 stem has a layer of its own on images of even side, on 2x2 blocks: [R·(S/2)², 12]. Any other reads
 * [R·S², 3].
 */
const readsBlocks = ({ kernel, stride }: ConvSpec, side: number): boolean =>
  kernel === 7 && stride === 2 && side % 2 === 0

/** RGB in [0, 1], `count` colours in the last dimension, to ImageNet's mean 0 and deviation 1. */
function normaliseColours(graph: Graph, rgb: Value, count: number): Value {
  const repeated = (channels: number[]) =>
    graph.floats(
      Array.from({ length: 3 * count }, (_, i) => channels[i % 3]),
      [3 * count],
    )
  const centred = graph.op('Sub', [rgb, repeated(channelMean)])
  return graph.op('Mul', [centred, repeated(channelDeviation.map((d) => 1 / d))])
}

export interface BackboneValues {
  /** [R, F] after each stage. */
  stages: Value[]
  /** Those of the last, which projection and head get: one place an image. */
  features: Activation
  /** From the features' gradient on. */
  backward(gradient: Value): void
}

export function backbone(context: Context, config: EngineConfig, image: Activation): BackboneValues {
  const layers: Backward[] = []
  const push = (layer: Layer): Activation => {
    layers.push(layer.backward)
    return layer.out
  }
  let at = image
  const pools = backboneSpec(config).stages.map(({ layers: ofStage }) => {
    for (const layer of ofStage) for (const part of partsOf(context, at, layer, at === image)) at = push(part)
    return averagePool(context, at)
  })
  const last = pools.at(-1)!
  const backward = (gradient: Value): void => {
    layers.reduceRight((g, step) => step(g), last.backward(gradient))
  }
  const features = { value: last.features, side: 1, tile: 1, channels: at.channels, count: image.count }
  return { stages: pools.map((pool) => pool.features), features, backward }
}

/** The parts of one layer, in order. */
function partsOf(context: Context, input: Activation, layer: LayerSpec, isFirst: boolean): Layer[] {
  if (layer.kind === 'block') return [residualBlock(context, input, layer.block)]
  const asBlocks = input.channels > layer.conv.inChannels
  const side = asBlocks ? input.side : outSide(input.side, layer.conv)
  const pool = layer.pool && layer.pool.kernel <= side ? layer.pool : null
  const outGrid = pool ? gridBefore(pool, side) : gridOf(side)
  const conv = asBlocks
    ? stem(context, input, layer.conv, outGrid)
    : convolution(context, input, layer.conv, { outGrid, needsInputGradient: !isFirst })
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
