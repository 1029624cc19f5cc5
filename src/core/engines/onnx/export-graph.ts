/**
 * The encoder for use elsewhere: one ONNX file of standard operators (Conv, Relu, MaxPool, Gemm) with its weights inside
 * under torchvision's names, so that any runtime runs it well. Input `image` [B, 3, S, S], RGB in [0, 1]; output
 * `embedding` [B, D], unit length. Normalisation with ImageNet's means is part of it, batch norm part of the weights.
 * It shares nothing with the graphs we train but the layers' list, so that each is a check of the other.
 */
import { backboneSpec, batchNormEpsilon, channelDeviation, channelMean, type BlockSpec, type ConvSpec, type LayerSpec, type PoolSpec } from '../../learning/backbone.ts'
import type { EngineConfig, EngineState } from '../../learning/engine.ts'
import { Graph, type Value } from './graph.ts'
import { outSide } from './windows.ts'

export function exportedEncoder(config: EngineConfig, { parameters }: EngineState): Uint8Array {
  const { imageSize, embeddingSize, backbone } = config
  const graph = new Graph()
  const image = graph.input('image', 'float32', ['B', 3, imageSize, imageSize])
  const walk = new Walk(graph, parameters, imageSize)
  const features = backboneSpec(backbone).stages.flatMap(({ layers }) => layers).reduce((value, layer) => walk.layer(value, layer), normalised(graph, image))
  const pooled = graph.op('Flatten', [graph.op('GlobalAveragePool', [features])], { axis: 1 })
  const projected = graph.op('Gemm', [pooled, walk.stored('fc.weight'), walk.stored('fc.bias')], { transB: 1 })
  graph.output('embedding', graph.op('LpNormalization', [projected], { axis: 1, p: 2 }), 'float32', ['B', embeddingSize])
  return graph.encode()
}

function normalised(graph: Graph, image: Value): Value {
  const perChannel = (values: number[]) => graph.floats(values, [1, 3, 1, 1])
  return graph.op('Div', [graph.op('Sub', [image, perChannel(channelMean)]), perChannel(channelDeviation)])
}

/** Layer after layer; activations are [B, C, side, side]. */
class Walk {
  private readonly graph: Graph
  private readonly parameters: EngineState['parameters']
  private side: number

  constructor(graph: Graph, parameters: EngineState['parameters'], side: number) {
    this.graph = graph
    this.parameters = parameters
    this.side = side
  }

  layer(input: Value, layer: LayerSpec): Value {
    if (layer.kind === 'block') return this.block(input, layer.block)
    if (layer.kind === 'pool') return this.pool(input, layer.pool)
    return this.graph.op('Relu', [this.convolution(input, layer.conv)])
  }

  stored(name: string): Value {
    const { shape, data } = this.parameters[name]
    return this.graph.initializer(name, data, shape)
  }

  private block(input: Value, { convs, shortcut }: BlockSpec): Value {
    const before = this.side
    const through = convs.reduce((value, conv, i) => this.convolution(i > 0 ? this.graph.op('Relu', [value]) : value, conv), input)
    const after = this.side
    this.side = before
    const beside = shortcut ? this.convolution(input, shortcut) : input
    this.side = after
    return this.graph.op('Relu', [this.graph.op('Add', [through, beside])])
  }

  private pool(input: Value, pool: PoolSpec): Value {
    return this.side < pool.kernel ? input : this.windowed('MaxPool', [input], pool)
  }

  /** With the batch norm that follows: w' = w · γ / σ, b' = β − μ · γ / σ. */
  private convolution(input: Value, spec: ConvSpec): Value {
    const { shape, data } = this.parameters[`${spec.name}.weight`]
    const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) => this.parameters[`${spec.norm}.${part}`].data)
    const scale = gamma.map((value, o) => value / Math.sqrt(variance[o] + batchNormEpsilon))
    const perOutput = data.length / spec.outChannels
    const weight = this.graph.initializer(`${spec.name}.weight`, data.map((value, i) => value * scale[Math.floor(i / perOutput)]), shape)
    const bias = this.graph.initializer(`${spec.name}.bias`, beta.map((value, o) => value - mean[o] * scale[o]), [spec.outChannels])
    return this.windowed('Conv', [input, weight, bias], spec)
  }

  private windowed(opType: string, inputs: Value[], window: PoolSpec): Value {
    const { kernel, stride, padding } = window
    this.side = outSide(this.side, window)
    return this.graph.op(opType, inputs, { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: new Array<number>(4).fill(padding) })
  }
}
