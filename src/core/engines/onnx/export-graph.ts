/**
 * The encoder for use elsewhere: one ONNX file with its weights inside. Input `image` [B, 3, S, S], RGB in [0, 1];
 * output `embedding` [B, D], unit length. Normalisation with ImageNet's means is part of it.
 */
import { backboneSpec, stemOf } from '../../learning/backbone.ts'
import type { EngineConfig, EngineState } from '../../learning/engine.ts'
import { encoder, normaliseColours, readsBlocks } from './encoder-graph.ts'
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

/** [B, 3, S, S] to what the stem reads; see `augment`. */
function readImage(graph: Graph, config: EngineConfig): Activation {
  const S = config.imageSize
  const image = graph.input('image', 'float32', ['B', 3, S, S])
  const channelsLast = graph.op('Transpose', [image], { perm: [0, 2, 3, 1] })
  const normal = normaliseColours(graph, graph.reshape(channelsLast, [-1, 3]))
  if (!readsBlocks(stemOf(backboneSpec(config.backbone)))) return { value: normal, side: S, channels: 3 }
  const half = S / 2
  const blocks = graph.op('Transpose', [graph.reshape(normal, [-1, half, 2, half, 2, 3])], { perm: [0, 1, 3, 2, 4, 5] })
  return { value: graph.reshape(blocks, [-1, 12]), side: half, channels: 12 }
}
