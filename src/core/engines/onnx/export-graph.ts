/**
 * The encoder for use elsewhere: one ONNX file with its weights inside. Input `image` [B, 3, S, S], RGB in [0, 1];
 * output `embedding` [B, D], unit length. Normalisation with ImageNet's means is part of it.
 */
import type { EngineConfig, EngineState } from '../../learning/engine.ts'
import { backboneInput, encoder } from './encoder-graph.ts'
import { Graph } from './graph.ts'
import type { Activation, Context } from './layers.ts'
import { toGraphLayout, weightSlots } from './training-graph.ts'

export function exportedEncoder(config: EngineConfig, state: EngineState): Uint8Array {
  const graph = new Graph()
  const refuse = () => {
    throw new Error('An inference graph changes no weights.')
  }
  const slots = new Map(weightSlots(config).map((slot) => [slot.name, slot]))
  const weight = (name: string) => {
    const { shape, graphShape } = slots.get(name)!
    return graph.floats(toGraphLayout(shape, state.parameters[name].data), graphShape)
  }
  const context: Context = { graph, training: false, batchSize: '', weight, update: refuse, replace: refuse }
  const { embeddings } = encoder(context, config, readImage(graph, config))
  graph.output('embedding', embeddings, 'float32', ['B', config.embeddingSize])
  return graph.encode()
}

/** [B, 3, S, S] in [0, 1]. */
function readImage(graph: Graph, config: EngineConfig): Activation {
  const image = graph.input('image', 'float32', ['B', 3, config.imageSize, config.imageSize])
  return backboneInput(graph, config, graph.op('Transpose', [image], { perm: [0, 3, 2, 1] }))
}
