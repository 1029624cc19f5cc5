/**
 * The encoder for use elsewhere: one ONNX file of common operators (Conv, Relu, MaxPool, Add, Gemm and a few more,
 * opset 13) with its weights inside under torchvision's names, so that any runtime runs it well. Input `image` [B, 3,
 * S, S], RGB in [0, 1]; output `embedding` [B, D], unit length. Normalisation with ImageNet's means is part of it,
 * batch norm part of the weights. Built apart from the graphs we run ourselves, so that each is a check of the other.
 */
import {
  backboneSpec,
  batchNormEpsilon,
  channelDeviation,
  channelMean,
  smallestNorm,
  type BlockSpec,
  type ConvSpec,
  type LayerSpec,
  type PoolSpec,
} from '../../learning/backbone.ts'
import type { EngineConfig, EngineState } from '../../learning/engine.ts'
import { composition } from './composition-graph.ts'
import { Graph, widelyKnown, type Value } from './graph.ts'
import { outSide } from './windows.ts'

/** [B, C, side, side]. */
interface Maps {
  value: Value
  side: number
}

interface Context {
  graph: Graph
  parameters: EngineState['parameters']
}

export function exportedEncoder(config: EngineConfig, { parameters }: EngineState): Uint8Array {
  const { searchImageSize: side, embeddingSize } = config
  const graph = new Graph(widelyKnown)
  const context = { graph, parameters }
  const stored = (name: string) => graph.initializer(name, parameters[name].data, parameters[name].shape)
  const image = graph.input('image', 'float32', ['B', 3, side, side])
  const layers = backboneSpec(config).stages.flatMap((stage) => stage.layers)
  const last = layers.reduce((maps, layer) => runLayer(context, maps, layer), { value: normalised(graph, image), side })
  const features = graph.op('Flatten', [graph.op('GlobalAveragePool', [last.value])], { axis: 1 })
  const beside = composition(graph, config, image, side, (rows) => unit(graph, rows))
  const searched = graph.op('Concat', [features, ...beside], { axis: 1 })
  const projected = graph.op('Gemm', [searched, stored('fc.weight'), stored('fc.bias')], { transB: 1 })
  graph.output('embedding', unit(graph, projected), 'float32', ['B', embeddingSize])
  return graph.encode()
}

function normalised(graph: Graph, image: Value): Value {
  const perChannel = (values: number[]) => graph.floats(values, [1, 3, 1, 1])
  return graph.op('Div', [graph.op('Sub', [image, perChannel(channelMean)]), perChannel(channelDeviation)])
}

function unit(graph: Graph, rows: Value): Value {
  const squares = graph.reduce('Sum', graph.op('Mul', [rows, rows]), 1)
  return graph.op('Div', [rows, graph.op('Max', [graph.op('Sqrt', [squares]), graph.scalar(smallestNorm)])])
}

function runLayer(context: Context, input: Maps, layer: LayerSpec): Maps {
  if (layer.kind === 'block') return residualBlock(context, input, layer.block)
  const out = relu(context, convolution(context, input, layer.conv))
  return layer.pool && layer.pool.kernel <= out.side
    ? windowed(context, 'MaxPool', out.side, [out.value], layer.pool)
    : out
}

function residualBlock(context: Context, input: Maps, { convs, shortcut }: BlockSpec): Maps {
  const through = convs.reduce((maps, conv, i) => convolution(context, i > 0 ? relu(context, maps) : maps, conv), input)
  const beside = shortcut ? convolution(context, input, shortcut) : input
  return relu(context, { ...through, value: context.graph.op('Add', [through.value, beside.value]) })
}

const relu = ({ graph }: Context, { value, side }: Maps): Maps => ({ value: graph.op('Relu', [value]), side })

/** With the batch norm that follows: w' = w · γ / σ, b' = β − μ · γ / σ. */
function convolution(context: Context, { value, side }: Maps, spec: ConvSpec): Maps {
  const { graph, parameters } = context
  const { shape, data } = parameters[`${spec.name}.weight`]
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (part) => parameters[`${spec.norm}.${part}`].data,
  )
  const scale = gamma.map((each, o) => each / Math.sqrt(variance[o] + batchNormEpsilon))
  const perOutput = data.length / spec.outChannels
  const weight = graph.initializer(
    `${spec.name}.weight`,
    data.map((each, i) => each * scale[Math.floor(i / perOutput)]),
    shape,
  )
  const bias = graph.initializer(
    `${spec.name}.bias`,
    beta.map((each, o) => each - mean[o] * scale[o]),
    [spec.outChannels],
  )
  return windowed(context, 'Conv', side, [value, weight, bias], spec)
}

function windowed({ graph }: Context, opType: string, side: number, inputs: Value[], window: PoolSpec): Maps {
  const { kernel, stride, padding } = window
  const attributes = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: new Array<number>(4).fill(padding),
  }
  return { value: graph.op(opType, inputs, attributes), side: outSide(side, window) }
}
